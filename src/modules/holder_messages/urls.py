from django.urls import path

from modules.holder_messages import views

urlpatterns = [
    path("holder-messages/", views.holdermessage_list, name="holdermessage_list"),
    path("holder-messages/new/", views.holdermessage_new, name="holdermessage_new"),
    path("holder-messages/<int:pk>/", views.holdermessage_detail, name="holdermessage_detail"),
    path("holder-messages/<int:pk>/edit/", views.holdermessage_edit, name="holdermessage_edit"),
    path("holder-messages/<int:pk>/send/", views.holdermessage_send, name="holdermessage_send"),
    path("holder-messages/<int:pk>/stop/", views.holdermessage_stop, name="holdermessage_stop"),
    path("holder-messages/<int:pk>/drop/", views.holdermessage_drop, name="holdermessage_drop"),
    path("recipients/<int:pk>/messages/", views.holdermessage_refuse, name="holdermessage_refuse"),
    path("m/<str:token>/stop/", views.own_stop, name="own_stop"),
]
