"""Results of a second verification, and the sentences of its events."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from core.workflow import event_messages


class SampleResult(models.TextChoices):
    PASSED = "passed", _("no data found")
    FAILED = "failed", _("data found")


OUTDATED = _(
    "This medium has to be erased again, or has been since it was drawn: this verification no "
    "longer applies."
)
EVENTS = {
    "donation.sampled": _("Media drawn for a second verification: %(count)s"),
    "donation.sample_passed": _("Second verification: no data found on a medium of %(device)s"),
    "donation.sample_failed": _(
        "Second verification: data found on a medium of %(device)s. Sent back for "
        "erasure: %(count)s"
    ),
    "device.sample_failed": _(
        "To erase again: data was found at the second verification of %(donation)s"
    ),
    "sample_rules.changed": _("Share of media to verify again: %(share)s %%"),
}

event_messages.register(EVENTS)
