"""What this module sets of Django; `config/settings.py` reads it last."""

import os

from modules.single_sign_on.providers import providers_in

ACCOUNT_ADAPTER = "modules.single_sign_on.adapters.AccountAdapter"
SOCIALACCOUNT_ADAPTER = "modules.single_sign_on.adapters.ProviderAdapter"
SOCIALACCOUNT_LOGIN_ON_GET = True  # by a link: a form may lead to no other site
SOCIALACCOUNT_PROVIDERS = {"openid_connect": {"APPS": providers_in(os.environ)}}
