from django.urls import path

from modules.offline import views, work_views

urlpatterns = [
    # Its name is none of the module's: a phone asks for it even after the module is switched off.
    path("sw.js", views.service_worker, name="service_worker"),
    path("app.webmanifest", views.offline_manifest, name="offline_manifest"),
    path("offline/", views.offline_page, name="offline_page"),
    path("offline/help/", views.offline_help, name="offline_help"),
    path("offline/state/", work_views.offline_state, name="offline_state"),
    path("offline/take/", work_views.offline_take, name="offline_take"),
    path("offline/send/", work_views.offline_send, name="offline_send"),
    path("offline/give-back/", work_views.offline_give_back, name="offline_give_back"),
    path("offline/drop/", work_views.offline_drop, name="offline_drop"),
    path("offline/work/", work_views.offline_list, name="offline_list"),
    path("offline/work/<int:pk>/", work_views.offline_work, name="offline_work"),
    path("offline/work/<int:pk>/give-up/", work_views.offline_give_up, name="offline_give_up"),
    path("offline/scans/<uuid:pk>/resolve/", work_views.offline_resolve, name="offline_resolve"),
    path("offline/scans/<uuid:pk>/discard/", work_views.offline_discard, name="offline_discard"),
]
