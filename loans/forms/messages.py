from django import forms
from django.utils.translation import gettext_lazy as _

from core.forms import ActForm
from loans.models import RequestMessage
from loans.models.message import TEXT_MAX


class MessageForm(ActForm):
    """For `write_message`: a short word, about the equipment or the day."""

    text = forms.CharField(
        label=_("Your message"),
        max_length=TEXT_MAX,
        help_text=RequestMessage._meta.get_field("text").help_text,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
