from django.urls import path

from modules.referrals import views

urlpatterns = [
    path("referrals/", views.referral_list, name="referral_list"),
    path("referrals/new/", views.referral_new, name="referral_new"),
    path("referrals/<int:pk>/", views.referral_detail, name="referral_detail"),
    path("referrals/<int:pk>/slip.pdf", views.referral_file, name="referral_file"),
    path("referrals/<int:pk>/cancel/", views.referral_cancel, name="referral_cancel"),
]
