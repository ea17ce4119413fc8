"""The kind of provider that people sign in at; django-allauth imports this module by its name."""

from allauth.socialaccount.providers.openid_connect.provider import OpenIDConnectProvider

provider_classes = [OpenIDConnectProvider]
