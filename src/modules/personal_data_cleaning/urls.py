from django.urls import path

from modules.personal_data_cleaning import views

urlpatterns = [
    path("personal-data/suspect/", views.suspicion_list, name="suspicion_list"),
    path("personal-data/suspect/decide/", views.suspicion_decide, name="suspicion_decide"),
]
