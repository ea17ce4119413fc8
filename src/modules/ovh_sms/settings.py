"""Django settings of this module; `config/settings.py` reads them last."""

from os import environ

OVH_ENDPOINT = environ.get("OVH_ENDPOINT", "https://eu.api.ovh.com/1.0").rstrip("/")
OVH_APPLICATION_KEY = environ.get("OVH_APPLICATION_KEY", "")
OVH_APPLICATION_SECRET = environ.get("OVH_APPLICATION_SECRET", "")
OVH_CONSUMER_KEY = environ.get("OVH_CONSUMER_KEY", "")
OVH_SMS_SERVICE = environ.get("OVH_SMS_SERVICE", "")  # for example sms-ab12345-1
OVH_SMS_SENDER = environ.get("OVH_SMS_SENDER", "")  # by default, a number that accepts replies
