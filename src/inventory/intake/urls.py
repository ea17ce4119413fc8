from django.urls import path

from inventory.intake import views

urlpatterns = [
    path("donations/<int:pk>/values/", views.donation_values, name="donation_values"),
    path("devices/<int:pk>/value/", views.device_value, name="device_value"),
    path("devices/<int:pk>/came-with/", views.device_came_with, name="device_came_with"),
    path("donations/<int:pk>/papers/<str:kind>/print/", views.paper_print, name="paper_print"),
    path("donations/<int:pk>/papers/<str:kind>/send/", views.paper_send, name="paper_send"),
    path("papers/<int:pk>/", views.paper_file, name="paper_file"),
]
