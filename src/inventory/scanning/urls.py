from django.urls import path

from inventory.scanning import views

urlpatterns = [
    path("vouchers/<int:pk>/device/", views.voucher_device, name="voucher_device"),
]
