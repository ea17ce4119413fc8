from django.urls import path

from loans.vouchers import views

urlpatterns = [
    path("recipients/<int:pk>/vouchers/", views.recipient_vouchers, name="recipient_vouchers"),
    path("recipients/<int:pk>/vouchers/slip/", views.recipient_slip, name="recipient_slip"),
    path("recipients/<int:pk>/vouchers/lift/", views.ceiling_lift, name="ceiling_lift"),
    path("vouchers/<int:pk>/reissue/", views.voucher_reissue, name="voucher_reissue"),
    path("loans/<int:pk>/slip/", views.loan_slip, name="loan_slip"),
]
