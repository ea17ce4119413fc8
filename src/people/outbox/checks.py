"""System check of the SMS transport."""

from django.conf import settings
from django.core.checks import Error, register
from django.utils.module_loading import import_string

from people.outbox.sms.ovh import Ovh

KEYS = ["OVH_APPLICATION_KEY", "OVH_APPLICATION_SECRET", "OVH_CONSUMER_KEY", "OVH_SMS_SERVICE"]


@register()
def check_sms_carrier(app_configs, **kwargs):
    """Check that the SMS transport exists and has its keys."""
    try:
        backend = import_string(settings.SMS_BACKEND)
    except ImportError:
        message = f"SMS_BACKEND does not exist: {settings.SMS_BACKEND}."
        return [Error(message, hint="people.outbox.sms.ovh.Ovh", id="people.E001")]
    missing = [key for key in KEYS if not getattr(settings, key)]
    if issubclass(backend, Ovh) and missing:
        return [Error(f"OVHcloud SMS lacks {', '.join(missing)}.", id="people.E002")]
    return []
