from django.urls import path

from core import views

urlpatterns = [
    path("views/<int:pk>/", views.view_edit, name="view_edit"),
    path("settings/", views.settings_page, name="settings"),
    path("settings/modules/", views.modules_edit, name="modules_edit"),
    path("settings/modules/demo/", views.modules_demo, name="modules_demo"),
    path("settings/clock/", views.clock_confirm, name="clock_confirm"),
    path("association/", views.identity_edit, name="identity_edit"),
    path("association/logo/", views.identity_logo, name="identity_logo"),
    path("photos/<str:noun>/<int:pk>/add/", views.photo_add, name="photo_add"),
    path("photos/<int:pk>/", views.photo_file, name="photo_file"),
    path("merge/<slug:noun>/<int:pk>/", views.row_merge, name="row_merge"),
    path("merge/<slug:noun>/<int:pk>/undo/", views.row_unmerge, name="row_unmerge"),
    path("photos/<int:pk>/remove/", views.photo_remove, name="photo_remove"),
]
