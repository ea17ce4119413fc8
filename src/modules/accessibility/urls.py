from django.urls import path

from modules.accessibility import views

urlpatterns = [
    path("accessibility/", views.accessibility_statement, name="accessibility_statement"),
    path("accessibility/edit/", views.accessibility_edit, name="accessibility_edit"),
]
