from django.urls import path

from desk.figures import views

urlpatterns = [
    path("figures-rules/", views.figurerules_edit, name="figurerules_edit"),
    path("figures/<slug:key>/", views.figure, name="figure"),
]
