from django.urls import path

from modules.single_sign_on import views

urlpatterns = [
    path(
        "accounts/oidc/<slug:provider_id>/login/",
        views.provider_login,
        name="openid_connect_login",
    ),
    path(
        "accounts/oidc/<slug:provider_id>/login/callback/",
        views.provider_callback,
        name="openid_connect_callback",
    ),
    path("accounts/logout/", views.sign_out, name="account_sign_out"),
]
