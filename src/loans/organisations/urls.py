from django.urls import path

from loans.organisations import views

urlpatterns = [
    path("organisations/<int:pk>/conventions/add/", views.convention_add, name="convention_add"),
    path("organisations/<int:pk>/late/", views.leave_grant, name="leave_grant"),
    path("organisations/<int:pk>/late/end/", views.leave_end, name="leave_end"),
    path("conventions/<int:pk>/", views.convention_detail, name="convention_detail"),
    path("conventions/<int:pk>/edit/", views.convention_edit, name="convention_edit"),
    path("conventions/<int:pk>/renew/", views.convention_renew, name="convention_renew"),
    path("conventions/<int:pk>/end/", views.convention_end, name="convention_end"),
    path("conventions/<int:pk>/paper/", views.convention_paper, name="convention_paper"),
    path("conventions/<int:pk>/file/", views.convention_file, name="convention_file"),
    path(
        "conventions/<int:pk>/file/<int:document_pk>/",
        views.convention_earlier,
        name="convention_earlier",
    ),
]
