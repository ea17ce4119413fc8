from django.urls import path

from core.forms import views as form_views
from core.lists import views as list_views
from core.photos import views as photo_views
from core.settings_page import views as settings_views

urlpatterns = [
    path("undo/<int:pk>/", form_views.act_undo, name="act_undo"),
    path("views/<int:pk>/", list_views.view_edit, name="view_edit"),
    path("settings/", settings_views.settings_page, name="settings"),
    path("settings/modules/", settings_views.modules_edit, name="modules_edit"),
    path("settings/clock/", settings_views.clock_confirm, name="clock_confirm"),
    path("association/", settings_views.identity_edit, name="identity_edit"),
    path("association/logo/", photo_views.identity_logo, name="identity_logo"),
    path("photos/<str:noun>/<int:pk>/add/", photo_views.photo_add, name="photo_add"),
    path("photos/<int:pk>/", photo_views.photo_file, name="photo_file"),
    path("photos/<int:pk>/remove/", photo_views.photo_remove, name="photo_remove"),
]
