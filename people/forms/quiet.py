"""The form of the quiet hours of the outbox."""

from django.utils.translation import gettext_lazy as _

from core.forms import ActModelForm
from core.widgets import TimeInput
from people.models import QuietHours


class QuietForm(ActModelForm):
    """For `save_quiet_hours`."""

    class Meta:
        model = QuietHours
        fields = ["begins_at", "ends_at", "holds_sms", "holds_email"]
        widgets = {"begins_at": TimeInput(), "ends_at": TimeInput()}
        help_texts = {
            "begins_at": _("Leave both empty to write to people at any hour."),
            "holds_email": _("What somebody sends by hand leaves at once all the same."),
        }
