from django.urls import path

from donations.views import calendar, donations, donors

urlpatterns = [
    path("donors/", donors.donor_list, name="donor_list"),
    path("donors/add/", donors.donor_add, name="donor_add"),
    path("donors/<int:pk>/", donors.donor_detail, name="donor_detail"),
    path("donors/<int:pk>/edit/", donors.donor_edit, name="donor_edit"),
    path("donations/", donations.donation_list, name="donation_list"),
    path("donations/calendar/", calendar.collection_calendar, name="collection_calendar"),
    path("agenda/", calendar.agenda, name="agenda"),
    path("agenda/open/", calendar.agenda_open, name="agenda_open"),
    path("agenda/close/", calendar.agenda_close, name="agenda_close"),
    path("agenda/<str:token>.ics", calendar.agenda_feed, name="agenda_feed"),
    path("donations/add/", donations.donation_add, name="donation_add"),
    path("donations/<int:pk>/edit/", donations.donation_edit, name="donation_edit"),
    path("donations/<int:pk>/schedule/", donations.donation_schedule, name="donation_schedule"),
    path("donations/<int:pk>/receive/", donations.donation_receive, name="donation_receive"),
    path("donations/<int:pk>/close/", donations.donation_close, name="donation_close"),
    path("donations/<int:pk>/reopen/", donations.donation_reopen, name="donation_reopen"),
    path("donations/<int:pk>/cancel/", donations.donation_cancel, name="donation_cancel"),
    path("donations/<int:pk>/restore/", donations.donation_restore, name="donation_restore"),
]
