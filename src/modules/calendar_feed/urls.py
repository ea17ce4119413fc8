from django.urls import path

from modules.calendar_feed import views

urlpatterns = [
    path("donations/calendar/", views.collection_calendar, name="collection_calendar"),
    path("agenda/", views.agenda, name="agenda"),
    path("agenda/open/", views.agenda_open, name="agenda_open"),
    path("agenda/close/", views.agenda_close, name="agenda_close"),
    path("agenda/<str:token>.ics", views.agenda_feed, name="agenda_feed"),
]
