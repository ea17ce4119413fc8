from django.urls import path

from desk.figures import views

urlpatterns = [
    path("figures/<slug:key>/", views.figure, name="figure"),
]
