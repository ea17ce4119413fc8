from django.urls import path

from modules.autonomy import views

urlpatterns = [
    path("requests/<int:pk>/autonomy/", views.autonomy_request, name="autonomy_request"),
    path("loans/<int:pk>/autonomy/", views.autonomy_loan, name="autonomy_loan"),
    path("autonomy/", views.autonomy_results, name="autonomy_results"),
    path("autonomy/activities.csv", views.autonomy_activities, name="autonomy_activities"),
    path("m/<str:token>/autonomy/", views.own_autonomy, name="own_autonomy"),
]
