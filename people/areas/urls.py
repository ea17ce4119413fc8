from django.urls import path

from people.areas import views

urlpatterns = [
    path("territories/", views.area_list, name="area_list"),
    path("territories/tables/<int:pk>/", views.areatable_detail, name="areatable_detail"),
    path("territories/tables/<int:pk>/apply/", views.areatable_apply, name="areatable_apply"),
    path("territories/tables/<int:pk>/drop/", views.areatable_drop, name="areatable_drop"),
]
