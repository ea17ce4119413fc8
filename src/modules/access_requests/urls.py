from django.urls import path

from modules.access_requests import views

urlpatterns = [
    path("ask-access/", views.access_ask, name="access_ask"),
    path("ask-access/sent/", views.access_sent, name="access_asked"),
    path("ask-access/<str:token>/", views.access_confirm, name="access_confirm"),
    path("access/", views.access_list, name="access_list"),
    path("access/<int:pk>/", views.access_detail, name="access_detail"),
    path("access/<int:pk>/grant/", views.access_grant, name="access_grant"),
    path("access/<int:pk>/refuse/", views.access_refuse, name="access_refuse"),
]
