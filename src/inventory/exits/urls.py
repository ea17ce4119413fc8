from django.urls import path

from inventory.exits import views

urlpatterns = [
    path("devices/<int:pk>/retire/", views.device_retire, name="device_retire"),
    path("exits/", views.exit_list, name="exit_list"),
    path("exits/add/", views.exit_add, name="exit_add"),
    path("exits/<int:pk>/", views.exit_detail, name="exit_detail"),
    path("exits/<int:pk>/edit/", views.exit_edit, name="exit_edit"),
    path("exits/<int:pk>/scan/", views.exit_scan, name="exit_scan"),
    path("exits/<int:pk>/pick/", views.exit_pick, name="exit_pick"),
    path("exits/<int:pk>/weigh/", views.exit_weigh, name="exit_weigh"),
    path("exits/<int:pk>/send/", views.exit_send, name="exit_send"),
    path("exits/<int:pk>/cancel/", views.exit_cancel, name="exit_cancel"),
    path("exits/<int:pk>/certify/", views.exit_certify, name="exit_certify"),
    path("exits/<int:pk>/certificate/", views.exit_certificate, name="exit_certificate"),
    path("exits/<int:pk>/slip/", views.exit_slip, name="exit_slip"),
    path("exits/lines/<int:pk>/undo/", views.exitline_undo, name="exitline_undo"),
]
