from django.urls import path

from people.organisations import views

urlpatterns = [
    path("sites/", views.site_list, name="site_list"),
    path("sites/add/", views.site_add, name="site_add"),
    path("sites/<int:pk>/", views.site_edit, name="site_edit"),
]
