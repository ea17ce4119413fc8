"""Django settings of this module; `config/settings.py` reads them last."""

import os

from modules.single_sign_on.providers import providers_in

ACCOUNT_ADAPTER = "modules.single_sign_on.adapters.AccountAdapter"
SOCIALACCOUNT_ADAPTER = "modules.single_sign_on.adapters.ProviderAdapter"
SOCIALACCOUNT_LOGIN_ON_GET = True  # by a link: the CSP allows no form to submit to another site
SOCIALACCOUNT_PROVIDERS = {"openid_connect": {"APPS": providers_in(os.environ)}}
