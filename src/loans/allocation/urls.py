from django.urls import path

from loans.allocation import views

urlpatterns = [
    path("requests/waiting/", views.waiting_list, name="waiting_list"),
    path("requests/waiting/serve/", views.waiting_serve, name="waiting_serve"),
    path("reservations/", views.reservation_list, name="reservation_list"),
    path("preparation-list/", views.picklist, name="picklist"),
    path("requests/<int:pk>/fitting/", views.request_fitting, name="request_fitting"),
    path("loans/<int:pk>/arrange/", views.loan_arrange, name="loan_arrange"),
    path("loans/<int:pk>/prolong/", views.loan_prolong, name="loan_prolong"),
    path("loans/<int:pk>/preparation-list/", views.loan_picklist, name="loan_picklist"),
    path("loans/<int:pk>/parcel/", views.loan_parcel, name="loan_parcel"),
    path("requests/<int:pk>/reserve/", views.request_reserve, name="request_reserve"),
    path("requests/<int:pk>/scan/", views.request_scan, name="request_scan"),
]
