"""The addresses of vouchers."""

from django.urls import path

from inventory.views import consignments, reveals, sims, voucherlists, vouchers

urlpatterns = [
    path("vouchers/", vouchers.voucherbatch_list, name="voucherbatch_list"),
    path("vouchers/all/", vouchers.voucher_list, name="voucher_list"),
    path("vouchers/minimum/", vouchers.voucher_minimum, name="voucher_minimum"),
    path("vouchers/batches/add/", voucherlists.voucherbatch_add, name="voucherbatch_add"),
    path("vouchers/batches/<int:pk>/", vouchers.voucherbatch_detail, name="voucherbatch_detail"),
    path("vouchers/lists/<int:pk>/", voucherlists.voucherlist_detail, name="voucherlist_detail"),
    path(
        "vouchers/lists/<int:pk>/columns/",
        voucherlists.voucherlist_columns,
        name="voucherlist_columns",
    ),
    path(
        "vouchers/lists/<int:pk>/enter/", voucherlists.voucherlist_enter, name="voucherlist_enter"
    ),
    path("vouchers/lists/<int:pk>/drop/", voucherlists.voucherlist_drop, name="voucherlist_drop"),
    path("vouchers/consignments/", consignments.consignment_list, name="consignment_list"),
    path("vouchers/consignments/add/", consignments.consignment_add, name="consignment_add"),
    path(
        "vouchers/consignments/<int:pk>/",
        consignments.consignment_detail,
        name="consignment_detail",
    ),
    path(
        "vouchers/consignments/<int:pk>/slip/",
        consignments.consignment_slip,
        name="consignment_slip",
    ),
    path("vouchers/<int:pk>/", vouchers.voucher_detail, name="voucher_detail"),
    path("vouchers/<int:pk>/reveal/", reveals.voucher_reveal, name="voucher_reveal"),
    path("vouchers/<int:pk>/slip/", reveals.voucher_slip, name="voucher_slip"),
    path("vouchers/<int:pk>/consign/", vouchers.voucher_consign, name="voucher_consign"),
    path("vouchers/<int:pk>/activate/", vouchers.voucher_activate, name="voucher_activate"),
    path("vouchers/<int:pk>/number/", vouchers.voucher_number, name="voucher_number"),
    path("vouchers/<int:pk>/device/", sims.voucher_device, name="voucher_device"),
    path("vouchers/<int:pk>/out/", sims.sim_out, name="sim_out"),
    path("vouchers/<int:pk>/lost/", vouchers.voucher_lost, name="voucher_lost"),
    path("vouchers/<int:pk>/cancel/", vouchers.voucher_cancel, name="voucher_cancel"),
    path("vouchers/<int:pk>/give-back/", vouchers.voucher_give_back, name="voucher_give_back"),
    path("devices/<int:pk>/sim/", sims.device_sim, name="device_sim"),
]
