from django.urls import path

from modules.receipts import views

urlpatterns = [
    path("donations/<int:pk>/receipt/", views.receipt_issue, name="receipt_issue"),
    path("tax-receipts/", views.receipt_list, name="receipt_list"),
    path("tax-receipts/<int:pk>/", views.receipt_detail, name="receipt_detail"),
    path("tax-receipts/<int:pk>/file/", views.receipt_file, name="tax_receipt_file"),
    path("tax-receipts/<int:pk>/send/", views.receipt_send, name="receipt_send"),
    path("tax-receipts/<int:pk>/cancel/", views.receipt_cancel, name="receipt_cancel"),
]
