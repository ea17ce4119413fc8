from django.urls import path

from modules.reserve import views

urlpatterns = [
    path("kept-back/", views.level_list, name="level_list"),
    path("kept-back/<int:pk>/", views.level_edit, name="level_edit"),
    path("requests/<int:pk>/draw/", views.request_draw, name="request_draw"),
    path("loans/<int:pk>/draw/", views.loan_draw, name="loan_draw"),
]
