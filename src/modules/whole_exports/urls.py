from django.urls import path

from modules.whole_exports import views

urlpatterns = [
    path("settings/backup/export/", views.export_ask, name="export_ask"),
    path("settings/backup/export/<int:pk>/", views.export_file, name="export_file"),
]
