"""Forms for vouchers: codes are pasted or uploaded, and never rendered again."""

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from django.views.decorators.debug import sensitive_variables

from catalogue.models import VoucherProduct
from core.forms.base import ActForm, ActModelForm
from core.forms.widgets import NumberField
from core.imports.columns import heading_of
from core.imports.sheets import ACCEPTED, read_list
from inventory.models import VoucherList
from inventory.vouchers.lifecycle import CancelReason, RevealReason
from inventory.vouchers.list_columns import FIELDS, masked
from inventory.vouchers.list_rows import VOUCHERS
from people.models import Site

# Django keeps an upload of this size in memory, so that codes are never on disk unencrypted.
MAX_LIST_BYTES = 2 * 1024 * 1024
MAX_CODES = 20_000


class Codes(forms.Textarea):
    """Input for codes which, like a password, is never rendered with its value."""

    def format_value(self, value):
        return ""


class VoucherBatchForm(ActModelForm):
    codes = forms.CharField(
        label=_("Codes"),
        required=False,
        widget=Codes(
            attrs={"rows": 6, "class": "mono", "autocomplete": "off", "spellcheck": "false"}
        ),
        help_text=_(
            "One per line; for a SIM card, add its ICCID after a semicolon. As with "
            "passwords, they are not shown again if the page reports an error."
        ),
    )
    file = forms.FileField(
        label=_("Or a file"),
        required=False,
        widget=forms.FileInput(attrs={"accept": ACCEPTED}),
        help_text=_(
            "Excel, LibreOffice or CSV, at most 2 MB, with columns for the code, the ICCID, the"
            " phone number, the PIN, the PUK and the two last days, in any order."
        ),
    )

    class Meta:
        model = VoucherList
        fields = ["product", "site", "activate_by", "valid_until"]
        labels = {"product": _("Product"), "site": _("Site")}
        help_texts = {
            "activate_by": _("For vouchers whose row gives no date for activation."),
            "valid_until": _("For vouchers whose row gives no last day of use."),
        }

    def __init__(self, data=None, files=None, *, user):
        super().__init__(data, files, initial={"site": user.site_id})
        self.fields["site"].queryset = Site.objects.visible_to(user).filter(is_active=True)
        for name in ("product", "site"):
            self.fields[name].empty_label = _("choose")

    @sensitive_variables("content")
    def clean_file(self):
        upload = self.cleaned_data["file"]
        if not upload:
            return None
        if upload.size > MAX_LIST_BYTES:
            raise ValidationError(_("This file is larger than 2 MB: split it into several files."))
        content = upload.read()
        read_list("", content, kind=VOUCHERS)
        return content

    @sensitive_variables("facts", "content", "source")
    def clean(self):
        facts = super().clean()
        days = facts.get("activate_by"), facts.get("valid_until")
        if all(days) and days[1] < days[0]:
            self.add_error("valid_until", _("This date is before the last day for activation."))
        content, sent = facts.pop("codes", "").encode(), facts.pop("file", None)
        if content.strip() and sent:
            raise ValidationError(_("Send a file or paste codes, not both."))
        if not (content.strip() or sent or self.errors):
            raise ValidationError(_("There is no code in this list."))
        if content.strip():
            read_list("", content, kind=VOUCHERS)
        return facts | {"content": sent or content}

    def arguments(self):
        return (self.instance,), {"content": self.cleaned_data["content"]}


class VoucherColumnsForm(ActForm):
    """Form for `match_columns`; headings that could be codes are masked."""

    def __init__(self, data=None, *, headings, columns):
        super().__init__(data)
        for index, heading in enumerate(headings):
            hidden = masked(heading) != heading
            label = heading_of([""] * len(headings) if hidden else headings, index)
            self.fields[f"column-{index}"] = forms.ChoiceField(
                label=label,
                choices=[("", _("not read")), *FIELDS.items()],
                required=False,
                initial=columns.get(str(index), ""),
            )

    def arguments(self):
        choices = self.cleaned_data.items()
        return (), {"columns": {name.removeprefix("column-"): field for name, field in choices}}


class RevealForm(ActForm):
    """Form for `reveal` and `open_for_slip`; a reason is required from the second time on."""

    why = forms.ChoiceField(
        label=_("Why do you need to see the code again?"),
        choices=[("", _("choose")), *RevealReason.choices[1:]],
        error_messages={"required": _("Give the reason for showing the code again.")},
    )

    def __init__(self, data=None, *, was_shown, **kwargs):
        super().__init__(data, **kwargs)
        if not was_shown:
            del self.fields["why"]


class PhoneNumberForm(ActForm):
    number = forms.CharField(
        label=_("Phone number"),
        required=False,
        max_length=30,
        widget=forms.TextInput(attrs={"inputmode": "tel", "autocomplete": "off"}),
        help_text=_("Leave this empty to remove the number."),
    )


class ActivateForm(ActForm):
    on = forms.DateField(
        label=_("First day of use"), required=False, help_text=_("Today if you leave it empty.")
    )


class CancelForm(ActForm):
    """Form for `cancel_voucher`; one reason for all selected vouchers."""

    reason = forms.ChoiceField(
        label=_("Reason"), choices=[("", _("choose")), *CancelReason.choices[1:]]
    )


class MinimumForm(ActForm):
    product = forms.ModelChoiceField(VoucherProduct.objects.all(), label=_("Product"))
    site = forms.ModelChoiceField(Site.objects.none(), label=_("Site"), empty_label=None)
    minimum = NumberField(
        label=_("Minimum"), min_value=0, max_value=MAX_CODES, help_text=_("Enter 0 for no minimum.")
    )

    def __init__(self, data=None, *, user):
        super().__init__(data, initial={"site": user.site_id})
        self.fields["site"].queryset = Site.objects.visible_to(user).filter(is_active=True)
