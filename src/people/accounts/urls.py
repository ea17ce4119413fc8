from django.urls import path

from people.accounts import views

urlpatterns = [
    # Overrides allauth's pages at the same URLs: only our team changes an e-mail address.
    path("accounts/email/", views.to_profile, name="account_email"),
    path("accounts/confirm-email/", views.to_profile, name="account_email_verification_sent"),
    path("accounts/confirm-email/<str:key>/", views.to_profile, name="account_confirm_email"),
    path("language/", views.language, name="language"),
    path("unlock/", views.unlock, name="unlock"),
    path("profile/", views.profile, name="profile"),
    path("invitation/<str:token>/", views.invitation_accept, name="invitation_accept"),
    path("users/", views.user_list, name="user_list"),
    path("users/invite/", views.user_invite, name="user_invite"),
    path("users/<int:pk>/", views.user_edit, name="user_edit"),
    path("users/<int:pk>/manages/", views.user_manages, name="user_manages"),
    path(
        "users/<int:pk>/manages-no-more/", views.user_manages_no_more, name="user_manages_no_more"
    ),
    path("users/<int:pk>/disable/", views.user_disable, name="user_disable"),
    path("users/<int:pk>/enable/", views.user_enable, name="user_enable"),
    path(
        "users/<int:pk>/reset-second-factor/",
        views.user_reset_second_factor,
        name="user_reset_second_factor",
    ),
    path("users/<int:pk>/forget/", views.user_forget, name="user_forget"),
]
