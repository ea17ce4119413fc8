from django.urls import path

from people.views import account, sites, users

urlpatterns = [
    # In place of allauth's pages of the same addresses: the house changes an e-mail, nobody alone.
    path("accounts/email/", account.to_profile, name="account_email"),
    path("accounts/confirm-email/", account.to_profile, name="account_email_verification_sent"),
    path("accounts/confirm-email/<str:key>/", account.to_profile, name="account_confirm_email"),
    path("language/", account.language, name="language"),
    path("profile/", account.profile, name="profile"),
    path("invitation/<str:token>/", account.invitation_accept, name="invitation_accept"),
    path("users/", users.user_list, name="user_list"),
    path("users/invite/", users.user_invite, name="user_invite"),
    path("users/<int:pk>/", users.user_edit, name="user_edit"),
    path("users/<int:pk>/disable/", users.user_disable, name="user_disable"),
    path("users/<int:pk>/enable/", users.user_enable, name="user_enable"),
    path("sites/", sites.site_list, name="site_list"),
    path("sites/add/", sites.site_add, name="site_add"),
    path("sites/<int:pk>/", sites.site_edit, name="site_edit"),
]
