from django.urls import path

from modules.group_sessions import views

urlpatterns = [
    path("sessions/", views.groupsession_list, name="groupsession_list"),
    path("sessions/new/", views.groupsession_new, name="groupsession_new"),
    path("sessions/<int:pk>/", views.groupsession_detail, name="groupsession_detail"),
    path("sessions/<int:pk>/edit/", views.groupsession_new, name="groupsession_edit"),
    path("sessions/<int:pk>/add/", views.groupsession_add, name="groupsession_add"),
    path("sessions/<int:pk>/choose/", views.groupsession_choose, name="groupsession_choose"),
    path("sessions/<int:pk>/present/", views.groupsession_present, name="groupsession_present"),
    path("sessions/<int:pk>/scan/", views.groupsession_scan, name="groupsession_scan"),
    path("sessions/<int:pk>/brief/", views.groupsession_brief, name="groupsession_brief"),
    path("sessions/<int:pk>/sign/", views.groupsession_sign, name="groupsession_sign"),
    path("sessions/<int:pk>/end/", views.groupsession_end, name="groupsession_end"),
    path("sessions/<int:pk>/cancel/", views.groupsession_cancel, name="groupsession_cancel"),
    path("attendees/<int:pk>/mark/", views.attendee_mark, name="attendee_mark"),
    path("attendees/<int:pk>/remove/", views.attendee_remove, name="attendee_remove"),
]
