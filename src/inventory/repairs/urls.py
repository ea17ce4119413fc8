from django.urls import path

from inventory.repairs import views

urlpatterns = [
    path("devices/<int:pk>/repair/", views.repair_open, name="repair_open"),
    path("repairs/", views.repair_list, name="repair_list"),
    path("repairs/parts/", views.repairpart_list, name="repairpart_list"),
    path("repairs/<int:pk>/", views.repair_detail, name="repair_detail"),
    path("repairs/<int:pk>/mine/", views.repair_mine, name="repair_mine"),
    path("repairs/<int:pk>/note/", views.repair_note, name="repair_note"),
    path("repairs/<int:pk>/wait/", views.repair_wait, name="repair_wait"),
    path("repairs/<int:pk>/fit/", views.repair_fit, name="repair_fit"),
    path("repairs/<int:pk>/take/", views.repair_take, name="repair_take"),
    path("repairs/<int:pk>/end/", views.repair_end, name="repair_end"),
    path("repairs/<int:pk>/cancel/", views.repair_cancel, name="repair_cancel"),
    path("repairs/<int:pk>/reopen/", views.repair_reopen, name="repair_reopen"),
    path("repairs/<int:pk>/accept/", views.repair_accept, name="repair_accept"),
    path("repairs/<int:pk>/files/add/", views.repair_file_add, name="repair_file_add"),
    path("repair-files/<int:pk>/", views.repair_file, name="repair_file"),
    path("repair-files/<int:pk>/remove/", views.repair_file_remove, name="repair_file_remove"),
    path("repair-parts/<int:pk>/give-up/", views.repairpart_give_up, name="repairpart_give_up"),
    path("repair-parts/<int:pk>/take-out/", views.repairpart_take_out, name="repairpart_take_out"),
    path("repair-parts/<int:pk>/waive/", views.repairpart_waive, name="repairpart_waive"),
]
