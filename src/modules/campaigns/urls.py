from django.urls import path

from modules.campaigns import views

urlpatterns = [
    path("campaigns/", views.campaign_list, name="campaign_list"),
    path("campaigns/new/", views.campaign_new, name="campaign_new"),
    path("campaigns/<int:pk>/", views.campaign_detail, name="campaign_detail"),
    path("campaigns/<int:pk>/edit/", views.campaign_edit, name="campaign_edit"),
    path("campaigns/<int:pk>/launch/", views.campaign_launch, name="campaign_launch"),
    path("campaigns/<int:pk>/drop/", views.campaign_drop, name="campaign_drop"),
    path("campaigns/<int:pk>/letters.pdf", views.campaign_letters, name="campaign_letters"),
    path(
        "campaigns/<int:pk>/loans/<int:row_pk>/remove/",
        views.campaignloan_remove,
        name="campaignloan_remove",
    ),
]
