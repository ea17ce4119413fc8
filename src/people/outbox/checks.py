"""System check of the SMS transport."""

from django.conf import settings
from django.core.checks import Error, register
from django.utils.module_loading import import_string


@register()
def check_sms_carrier(app_configs, **kwargs):
    """Check that the SMS transport exists and has its settings."""
    try:
        backend = import_string(settings.SMS_BACKEND)
    except ImportError:
        message = f"SMS_BACKEND does not exist: {settings.SMS_BACKEND}."
        return [Error(message, hint="docs/operations.md names the backends.", id="people.E001")]
    missing = [key for key in backend.needs if not getattr(settings, key)]
    if missing:
        return [Error(f"{settings.SMS_BACKEND} lacks {', '.join(missing)}.", id="people.E002")]
    return []
