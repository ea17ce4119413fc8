from django.urls import path

from modules.help_sheets import own_views, views

urlpatterns = [
    path("sheets/", own_views.helpsheet_systems, name="helpsheet_systems"),
    path("m/<str:token>/sheet/", own_views.helpsheet_own, name="helpsheet_own"),
    path("sheets/<slug:system>/", own_views.helpsheet, name="helpsheet"),
    path("sheets/<slug:system>/pdf/", own_views.helpsheet_pdf, name="helpsheet_pdf"),
    path("help-sheets/", views.helpsheet_list, name="helpsheet_list"),
    path("help-sheets/<slug:system>/<slug:language>/", views.helpsheet_edit, name="helpsheet_edit"),
    path("devices/<int:pk>/support-code/", views.supportcode_edit, name="supportcode_edit"),
    path("loan-items/<int:pk>/support/", views.supportcontact_add, name="supportcontact_add"),
    path("support-contacts/<int:pk>/", views.supportcontact_edit, name="supportcontact_edit"),
]
