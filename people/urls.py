from django.urls import path

from people.views import access, account, areas, letters, outbox, sending, sites, users

urlpatterns = [
    # In place of allauth's pages of the same addresses: the house changes an e-mail, nobody alone.
    path("accounts/email/", account.to_profile, name="account_email"),
    path("accounts/confirm-email/", account.to_profile, name="account_email_verification_sent"),
    path("accounts/confirm-email/<str:key>/", account.to_profile, name="account_confirm_email"),
    path("language/", account.language, name="language"),
    path("profile/", account.profile, name="profile"),
    path("invitation/<str:token>/", account.invitation_accept, name="invitation_accept"),
    path("ask-access/", access.access_ask, name="access_ask"),
    path("ask-access/sent/", access.access_sent, name="access_asked"),
    path("ask-access/<str:token>/", access.access_confirm, name="access_confirm"),
    path("access/", access.access_list, name="access_list"),
    path("access/<int:pk>/", access.access_detail, name="access_detail"),
    path("access/<int:pk>/grant/", access.access_grant, name="access_grant"),
    path("access/<int:pk>/refuse/", access.access_refuse, name="access_refuse"),
    path("users/", users.user_list, name="user_list"),
    path("users/invite/", users.user_invite, name="user_invite"),
    path("users/<int:pk>/", users.user_edit, name="user_edit"),
    path("users/<int:pk>/manages/", users.user_manages, name="user_manages"),
    path(
        "users/<int:pk>/manages-no-more/", users.user_manages_no_more, name="user_manages_no_more"
    ),
    path("users/<int:pk>/disable/", users.user_disable, name="user_disable"),
    path("users/<int:pk>/enable/", users.user_enable, name="user_enable"),
    path("users/<int:pk>/forget/", users.user_forget, name="user_forget"),
    path("sites/", sites.site_list, name="site_list"),
    path("sites/add/", sites.site_add, name="site_add"),
    path("sites/<int:pk>/", sites.site_edit, name="site_edit"),
    path("territories/", areas.area_list, name="area_list"),
    path("territories/tables/<int:pk>/", areas.areatable_detail, name="areatable_detail"),
    path("territories/tables/<int:pk>/apply/", areas.areatable_apply, name="areatable_apply"),
    path("territories/tables/<int:pk>/drop/", areas.areatable_drop, name="areatable_drop"),
    path("sending/", sending.sending_edit, name="sending_edit"),
    path("messages/", outbox.message_list, name="message_list"),
    path("messages/send/", outbox.messages_send, name="messages_send"),
    path("messages/drop/", outbox.messages_drop, name="messages_drop"),
    path("messages/<int:pk>/", outbox.message_detail, name="message_detail"),
    path("letters/", letters.lettertext_list, name="lettertext_list"),
    path("letters/<str:kind>/<str:language>/", letters.lettertext_edit, name="lettertext_edit"),
    path(
        "letters/<str:kind>/<str:language>/<int:site>/",
        letters.lettertext_edit,
        name="lettertext_edit",
    ),
    path(
        "letters/<str:kind>/<str:language>/restore/",
        letters.lettertext_restore,
        name="lettertext_restore",
    ),
    path(
        "letters/<str:kind>/<str:language>/<int:site>/restore/",
        letters.lettertext_restore,
        name="lettertext_restore",
    ),
]
