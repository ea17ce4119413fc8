from django import forms
from django.utils.translation import gettext_lazy as _

from core.forms.base import ActModelForm
from core.forms.widgets import TimeInput
from people.models import LetterText, QuietHours
from people.outbox.lifecycle import Channel

OF_CHANNEL = {Channel.EMAIL: ("subject", "body"), Channel.SMS: ("sms",)}


class LetterForm(ActModelForm):
    """Form for `write_letter`, with the current texts; unchanged inherited texts stay inherited."""

    class Meta:
        model = LetterText
        fields = ["subject", "body", "sms"]
        widgets = {
            "body": forms.Textarea(attrs={"rows": 14}),
            "sms": forms.Textarea(attrs={"rows": 4}),
        }

    def __init__(self, *args, kind, inherited, instance, **kwargs):
        self.inherited = inherited._asdict()
        now = {part: getattr(instance, part) or usual for part, usual in self.inherited.items()}
        super().__init__(*args, instance=instance, initial=now, **kwargs)
        used = {part for channel in kind.channels for part in OF_CHANNEL[channel]}
        for part in set(self.inherited) - used:
            del self.fields[part]
        for name in self.fields.keys() & used:
            self.fields[name].widget.attrs["lang"] = instance.language

    def clean(self):
        cleaned = super().clean()
        for part, usual in self.inherited.items():
            text = (cleaned.get(part) or "").replace("\r\n", "\n").strip()
            cleaned[part] = "" if text == usual else text


class QuietForm(ActModelForm):
    """Form for `save_quiet_hours`."""

    class Meta:
        model = QuietHours
        fields = ["begins_at", "ends_at", "holds_sms", "holds_email"]
        widgets = {"begins_at": TimeInput(), "ends_at": TimeInput()}
        help_texts = {
            "begins_at": _("Leave both empty to send messages at any hour."),
            "holds_email": _("Messages sent manually are still sent at once."),
        }
