from django.urls import path

from modules.browser_backups import views

urlpatterns = [
    path("settings/backup/now/", views.backup_now, name="backup_now"),
    path("settings/backup/<int:pk>/", views.backup_file, name="backup_file"),
    path("restore/", views.restore_upload, name="restore_upload"),
]
