from django.urls import path

from inventory.intake import views

urlpatterns = [
    path("donations/<int:pk>/values/", views.donation_values, name="donation_values"),
    path("devices/<int:pk>/value/", views.device_value, name="device_value"),
    path("devices/<int:pk>/came-with/", views.device_came_with, name="device_came_with"),
    path("donations/<int:pk>/papers/<str:kind>/print/", views.paper_print, name="paper_print"),
    path("donations/<int:pk>/papers/<str:kind>/send/", views.paper_send, name="paper_send"),
    path("papers/<int:pk>/", views.paper_file, name="paper_file"),
    path("donations/<int:pk>/receipt/", views.receipt_issue, name="receipt_issue"),
    path("tax-receipts/", views.receipt_list, name="receipt_list"),
    path("tax-receipts/<int:pk>/", views.receipt_detail, name="receipt_detail"),
    path("tax-receipts/<int:pk>/file/", views.receipt_file, name="tax_receipt_file"),
    path("tax-receipts/<int:pk>/send/", views.receipt_send, name="receipt_send"),
    path("tax-receipts/<int:pk>/cancel/", views.receipt_cancel, name="receipt_cancel"),
]
