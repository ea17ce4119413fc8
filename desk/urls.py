from django.urls import path, re_path

from desk import views

urlpatterns = [
    path("", views.home, name="home"),
    path("scan/", views.scan, name="scan"),
    # As on labels, in capital letters; as people type it, in small ones.
    re_path(r"^[Aa]/(?P<tag>[^/]{1,64})/?$", views.label, name="label"),
]
