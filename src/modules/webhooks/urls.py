from django.urls import path

from modules.webhooks import views

urlpatterns = [
    path("webhooks/", views.webhook_list, name="webhook_list"),
    path("webhooks/add/", views.webhook_add, name="webhook_add"),
    path("webhooks/<int:pk>/", views.webhook_edit, name="webhook_edit"),
    path("webhooks/<int:pk>/on/", views.webhook_on, name="webhook_on"),
    path("webhooks/<int:pk>/off/", views.webhook_off, name="webhook_off"),
    path("webhooks/<int:pk>/sent/", views.webhook_deliveries, name="webhook_deliveries"),
    path("webhooks/<int:pk>/again/", views.webhook_again, name="webhook_again"),
]
