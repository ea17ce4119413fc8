from django.urls import path

from inventory.vouchers import views

urlpatterns = [
    path("vouchers/", views.voucher_stock, name="voucher_stock"),
    path("vouchers/all/", views.voucher_list, name="voucher_list"),
    path("vouchers/minimum/", views.voucher_minimum, name="voucher_minimum"),
    path("vouchers/batches/", views.voucherbatch_list, name="voucherbatch_list"),
    path("vouchers/batches/add/", views.voucherbatch_add, name="voucherbatch_add"),
    path("vouchers/batches/<int:pk>/", views.voucherbatch_detail, name="voucherbatch_detail"),
    path("vouchers/lists/<int:pk>/", views.voucherlist_detail, name="voucherlist_detail"),
    path(
        "vouchers/lists/<int:pk>/columns/",
        views.voucherlist_columns,
        name="voucherlist_columns",
    ),
    path("vouchers/lists/<int:pk>/reading/", views.voucherlist_reading, name="voucherlist_reading"),
    path(
        "vouchers/lists/<int:pk>/refused/<slug:form>/",
        views.voucherlist_refused,
        name="voucherlist_refused",
    ),
    path("vouchers/lists/<int:pk>/enter/", views.voucherlist_enter, name="voucherlist_enter"),
    path("vouchers/lists/<int:pk>/drop/", views.voucherlist_drop, name="voucherlist_drop"),
    path("vouchers/<int:pk>/", views.voucher_detail, name="voucher_detail"),
    path("vouchers/<int:pk>/reveal/", views.voucher_reveal, name="voucher_reveal"),
    path("vouchers/<int:pk>/slip/", views.voucher_slip, name="voucher_slip"),
    path("vouchers/<int:pk>/activate/", views.voucher_activate, name="voucher_activate"),
    path("vouchers/<int:pk>/number/", views.voucher_number, name="voucher_number"),
    path("devices/sims/<int:pk>/out/", views.sim_out, name="sim_out"),
    path("vouchers/<int:pk>/lost/", views.voucher_lost, name="voucher_lost"),
    path("vouchers/<int:pk>/cancel/", views.voucher_cancel, name="voucher_cancel"),
    path("vouchers/<int:pk>/reinstate/", views.voucher_reinstate, name="voucher_reinstate"),
    path("devices/<int:pk>/sim/", views.device_sim, name="device_sim"),
]
