from django.urls import path

from desk.help import views

urlpatterns = [
    path("help/", views.help_index, name="help_index"),
    path("help/guide/<str:role>/", views.guide, name="guide"),
    path("help/walk/", views.walk, name="walk"),
    path("help/walk/step/", views.walk_step, name="walk_step"),
    path("help/walk/labels/", views.walk_sheet, name="walk_sheet"),
]
