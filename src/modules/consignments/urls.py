from django.urls import path

from modules.consignments import views

urlpatterns = [
    path("vouchers/consignments/", views.consignment_list, name="consignment_list"),
    path("vouchers/consignments/add/", views.consignment_add, name="consignment_add"),
    path(
        "vouchers/consignments/<int:pk>/",
        views.consignment_detail,
        name="consignment_detail",
    ),
    path(
        "vouchers/consignments/<int:pk>/slip/",
        views.consignment_slip,
        name="consignment_slip",
    ),
    path("vouchers/<int:pk>/consign/", views.voucher_consign, name="voucher_consign"),
    path("vouchers/<int:pk>/give-back/", views.voucher_give_back, name="voucher_give_back"),
]
