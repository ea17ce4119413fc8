from django.urls import path

from modules.available_stock import views

urlpatterns = [
    path("requests/need/", views.total_need, name="total_need"),
    path("availability/", views.availability, name="availability"),
]
