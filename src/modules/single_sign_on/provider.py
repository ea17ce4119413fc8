"""The provider class for django-allauth, which imports this module by its name."""

from allauth.socialaccount.providers.openid_connect.provider import OpenIDConnectProvider

provider_classes = [OpenIDConnectProvider]
