from django.urls import path

from modules.second_verification import views

urlpatterns = [
    path("donations/<int:pk>/second-verification/", views.lot_sample, name="lot_sample"),
    path(
        "donations/<int:pk>/second-verification/draw/",
        views.lot_sample_draw,
        name="lot_sample_draw",
    ),
    path("erasure-samples/<int:pk>/", views.sample_verify, name="sample_verify"),
    path("second-verification/", views.sample_rules_edit, name="sample_rules_edit"),
]
