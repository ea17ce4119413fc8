from django import forms
from django.utils.translation import gettext_lazy as _

from core.forms.base import ActForm, ActModelForm
from core.forms.versions import Versioned
from core.forms.widgets import Lines
from loans.requests.forms.requests import Cards
from modules.help_sheets.lifecycle import (
    CHANNEL_ICONS,
    SUBJECT_ICONS,
    Channel,
    Subject,
    SupportStatus,
)
from modules.help_sheets.models import MAX_BODY, SupportCode, SupportTool
from modules.help_sheets.sheets import shipped


class SheetForm(Versioned, ActForm):
    """Form for `write_sheet`: the text in use, or the shipped text to put it back."""

    body = forms.CharField(
        label=_("Text"), widget=Lines(attrs={"rows": 28}), max_length=MAX_BODY, required=False
    )

    def __init__(self, *args, sheet, direction="ltr", is_shipped=False, **kwargs):
        super().__init__(*args, **kwargs)
        self.edited_row = sheet if sheet.pk else None
        text = shipped(sheet.system, sheet.language)
        self.initial["body"] = text if is_shipped else sheet.body or text
        self.fields["body"].widget.attrs |= {"dir": direction, "lang": sheet.language}


class ToolForm(ActModelForm):
    class Meta:
        model = SupportTool
        fields = ["name"]


class CodeForm(ActModelForm):
    class Meta:
        model = SupportCode
        fields = ["code"]
        widgets = {"code": forms.TextInput(attrs={"autocomplete": "off"})}


class AskForm(ActForm):
    """Form for `ask_help`: each subject is a button, which sends it."""

    subject = forms.ChoiceField(choices=Subject)


class SupportForm(ActForm):
    """Form for `note_support` and `answer_help`; its buttons are the results."""

    subject = forms.ChoiceField(
        label=_("What was it about?"), choices=Subject, widget=Cards(SUBJECT_ICONS)
    )
    channel = forms.ChoiceField(
        label=_("How did you help?"),
        choices=Channel,
        initial=Channel.PHONE,
        widget=Cards(CHANNEL_ICONS),
    )
    status = forms.TypedChoiceField(
        choices=[(one.value, one.label) for one in (SupportStatus.SOLVED, SupportStatus.UNSOLVED)],
        coerce=SupportStatus,
        widget=forms.HiddenInput,
    )
