from django.urls import path

from loans.settings import views

urlpatterns = [path("rules/", views.rules_edit, name="rules_edit")]
