from django.urls import path

from modules.offline import views

urlpatterns = [
    # Its name is none of the module's: a phone asks for it even after the module is switched off.
    path("sw.js", views.service_worker, name="service_worker"),
    path("app.webmanifest", views.offline_manifest, name="offline_manifest"),
    path("offline/", views.offline_page, name="offline_page"),
    path("offline/help/", views.offline_help, name="offline_help"),
]
