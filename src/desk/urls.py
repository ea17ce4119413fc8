from django.urls import include, path, re_path

from desk import views

urlpatterns = [
    path("", views.home, name="home"),
    path("find/", views.find_anything, name="find"),
    path("find/suggest/", views.find_suggest, name="find_suggest"),
    path("scan/", views.scan, name="scan"),
    path("scan/read/", views.scan_read, name="scan_read"),
    path("", include("desk.scan_sessions.urls")),
    path("", include("desk.help.urls")),
    path("", include("desk.workshop.urls")),
    path("", include("desk.backups.urls")),
    path("", include("desk.figures.urls")),
    path("", include("desk.privacy.urls")),
    # Labels have capital letters; people type lower case.
    re_path(r"^[Aa]/(?P<tag>[^/]{1,64})/?$", views.label, name="label"),
    re_path(r"^[Pp]/(?P<code>.{1,64}?)/?$", views.shelf_label, name="shelf_label"),
    re_path(r"^[Dd]/(?P<number>.{1,64}?)/?$", views.document_label, name="document_label"),
]
