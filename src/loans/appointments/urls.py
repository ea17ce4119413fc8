from django.urls import path

from loans.appointments import views

urlpatterns = [
    path("appointments/", views.appointment_list, name="appointment_list"),
    path("appointments/day/", views.appointment_day, name="appointment_day"),
    path("appointments/week/", views.appointment_week, name="appointment_week"),
    path("appointments/rates/", views.appointment_rates, name="appointment_rates"),
    path("appointments/<int:pk>/", views.appointment_detail, name="appointment_detail"),
    path("appointments/<int:pk>/move/", views.appointment_move, name="appointment_move"),
    path("appointments/<int:pk>/cancel/", views.appointment_cancel, name="appointment_cancel"),
    path(
        "appointments/<int:pk>/not-came/", views.appointment_not_came, name="appointment_not_came"
    ),
    path("appointments/<int:pk>/serve/", views.appointment_serve, name="appointment_serve"),
    path("appointments/<int:pk>/came/", views.appointment_came, name="appointment_came"),
    path("appointments/<int:pk>/missed/", views.appointment_missed, name="appointment_missed"),
    path("appointments/<int:pk>/appointment.ics", views.appointment_file, name="appointment_file"),
    path("requests/<int:pk>/appointment/", views.request_book, name="request_book"),
    path("loans/<int:pk>/appointment/", views.loan_book, name="loan_book"),
    path("sites/<int:pk>/hours/", views.site_hours, name="site_hours"),
    path("sites/<int:pk>/closures/add/", views.closure_add, name="closure_add"),
    path("sites/<int:pk>/holidays/", views.site_holidays, name="site_holidays"),
    path("closures/<int:pk>/remove/", views.closure_remove, name="closure_remove"),
]
