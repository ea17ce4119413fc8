from django.urls import path

from modules.sales import views

urlpatterns = [
    path("settings/sales/", views.sale_terms_edit, name="sale_terms_edit"),
    path("sale-receipts/<int:pk>/", views.sale_receipt_file, name="sale_receipt_file"),
    path("sale-receipts/<int:pk>/cancel/", views.sale_receipt_cancel, name="sale_receipt_cancel"),
    path("loans/<int:pk>/sale-receipt/", views.sale_receipt_again, name="sale_receipt_again"),
]
