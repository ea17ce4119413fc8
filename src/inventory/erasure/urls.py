from django.urls import path, re_path

from inventory.erasure import views

urlpatterns = [
    path("devices/<int:pk>/certificate/", views.device_certify, name="device_certify"),
    path("donations/<int:pk>/certificate/", views.lot_certify, name="lot_certify"),
    path(
        "donations/<int:pk>/certificate/send/",
        views.certificate_send,
        name="certificate_send",
    ),
    path("certificates/<int:pk>/", views.certificate_file, name="certificate_file"),
    path("certificates/<int:pk>/revoke/", views.certificate_revoke, name="certificate_revoke"),
    re_path(r"^[Ee]/(?P<token>[^/]{1,64})/?$", views.certificate, name="certificate"),
]
