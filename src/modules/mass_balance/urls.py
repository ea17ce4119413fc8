from django.urls import path

from modules.mass_balance import views

urlpatterns = [
    path("mass-balance/", views.mass_balance, name="mass_balance"),
    path("mass-balance/<str:form>/", views.mass_balance_sheet, name="mass_balance_sheet"),
]
