from django.urls import path

from donations import views

urlpatterns = [
    path("donors/", views.donor_list, name="donor_list"),
    path("donors/add/", views.donor_add, name="donor_add"),
    path("donors/<int:pk>/", views.donor_detail, name="donor_detail"),
    path("donors/<int:pk>/edit/", views.donor_edit, name="donor_edit"),
    path("donations/", views.donation_list, name="donation_list"),
    path("donations/arrive/", views.donation_arrive, name="donation_arrive"),
    path("donations/add/", views.donation_add, name="donation_add"),
    path("donations/<int:pk>/edit/", views.donation_edit, name="donation_edit"),
    path("donations/<int:pk>/schedule/", views.donation_schedule, name="donation_schedule"),
    path("donations/<int:pk>/receive/", views.donation_receive, name="donation_receive"),
    path("donations/<int:pk>/close/", views.donation_close, name="donation_close"),
    path("donations/<int:pk>/reopen/", views.donation_reopen, name="donation_reopen"),
    path("donations/<int:pk>/cancel/", views.donation_cancel, name="donation_cancel"),
    path("donations/<int:pk>/restore/", views.donation_restore, name="donation_restore"),
]
