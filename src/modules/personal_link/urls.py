from django.urls import path

from modules.personal_link import views

urlpatterns = [
    path("recipients/<int:pk>/link/", views.recipient_send_page, name="recipient_send_page"),
    path("m/<str:token>/", views.personal_page, name="personal_page"),
    path("m/<str:token>/time/<str:number>/", views.personal_time, name="personal_time"),
    path("m/<str:token>/longer/<str:number>/", views.personal_longer, name="personal_longer"),
    path("m/<str:token>/fault/<int:pk>/", views.personal_fault, name="personal_fault"),
    path("m/<str:token>/paper/<str:number>/", views.personal_paper, name="personal_paper"),
]
