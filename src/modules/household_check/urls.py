from django.urls import path

from modules.household_check import views

urlpatterns = [
    path("recipients/<int:pk>/household/", views.household_confirm, name="household_confirm"),
    path("m/<str:token>/household/", views.own_household, name="own_household"),
]
