from django.urls import path

from desk.backups import views

urlpatterns = [path("settings/backup/", views.safekeeping, name="safekeeping")]
