from django.urls import path

from inventory.device_pages import place_views, views

urlpatterns = [
    path("devices/", views.device_list, name="device_list"),
    path("devices/export/", views.device_export, name="device_export"),
    path("devices/<int:pk>/", views.device_detail, name="device_detail"),
    path("devices/<int:pk>/edit/", views.device_edit, name="device_edit"),
    path("devices/<int:pk>/move/", views.device_move, name="device_move"),
    path("devices/<int:pk>/refurbish/", views.device_refurbish, name="device_refurbish"),
    path("devices/<int:pk>/quarantine/", views.device_quarantine, name="device_quarantine"),
    path("devices/<int:pk>/release/", views.device_release, name="device_release"),
    path("devices/<int:pk>/lost/", views.device_lost, name="device_lost"),
    path("devices/<int:pk>/stolen/", views.device_stolen, name="device_stolen"),
    path("devices/<int:pk>/found/", views.device_found, name="device_found"),
    path("devices/<int:pk>/revive/", views.device_revive, name="device_revive"),
    path("devices/<int:pk>/withdraw/", views.device_withdraw, name="device_withdraw"),
    path("devices/<int:pk>/story/", views.device_story, name="device_story"),
    path("places/", place_views.place_list, name="place_list"),
    path("places/add/", place_views.place_add, name="place_add"),
    path("places/<int:pk>/edit/", place_views.place_edit, name="place_edit"),
    path("donations/<int:pk>/", views.donation_detail, name="donation_detail"),
    path("donations/<int:pk>/merge/", views.donation_merge, name="donation_merge"),
    path("donations/<int:pk>/count/", views.donation_count, name="donation_count"),
    path("donations/<int:pk>/enter/", views.donation_enter, name="donation_enter"),
]
