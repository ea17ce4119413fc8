from django.urls import path

from loans.staff import views

urlpatterns = [
    path("staff/", views.staff_list, name="staff_list"),
    path("staff/example.csv", views.staff_example, name="staff_example"),
    path("staff/<int:pk>/", views.staff_detail, name="staff_detail"),
    path("staff/<int:pk>/print/", views.staff_print, name="staff_print"),
    path("staff/<int:pk>/agreements/", views.staff_stack, name="staff_stack"),
]
