"""Forms of vouchers: codes are pasted or uploaded, and never rendered again."""

import re

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.debug import sensitive_variables

from catalogue.models import VoucherProduct
from core.forms.base import ActForm, ActModelForm
from core.forms.widgets import NamedField, NumberField
from core.imports.columns import heading_of, plain
from core.imports.sheets import ACCEPTED, read_list
from inventory.devices.identifiers import SEPARATORS
from inventory.models import VoucherList
from inventory.vouchers.lifecycle import CancelReason, Outcome, RevealReason
from inventory.vouchers.list_columns import FIELDS, masked
from inventory.vouchers.list_rows import VOUCHERS
from people.models import Organisation, Site

# Django keeps an upload of this size in memory, so that codes are never on disk unencrypted.
MAX_LIST_BYTES = 2 * 1024 * 1024
MAX_CODES = 20_000


class Codes(forms.Textarea):
    """Input for codes that is never rendered with its value, like a password."""

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
            "One per line; of a SIM card, its ICCID after a semicolon. Like passwords, they are not"
            " shown again if the page comes back."
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
            "activate_by": _("Of the vouchers whose own row says none."),
            "valid_until": _("Likewise."),
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
            raise ValidationError(_("This file is larger than 2 MB: split it."))
        content = upload.read()
        read_list("", content, kind=VOUCHERS)
        return content

    @sensitive_variables("facts", "content", "source")
    def clean(self):
        facts = super().clean()
        days = facts.get("activate_by"), facts.get("valid_until")
        if all(days) and days[1] < days[0]:
            self.add_error("valid_until", _("It is before the last day to activate."))
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
    """Map the columns of a list; headings that could be codes are masked."""

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
    """Form to reveal or print a code; a reason is required from the second time on."""

    why = forms.ChoiceField(
        label=_("Why is it needed again?"),
        choices=[("", _("choose")), *RevealReason.choices[1:]],
        error_messages={"required": _("Give the reason for showing it again.")},
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
        help_text=_("Empty to take it out."),
    )


class ActivateForm(ActForm):
    on = forms.DateField(
        label=_("First day of use"), required=False, help_text=_("Today if you leave it empty.")
    )


class CancelForm(ActForm):
    """Form of `cancel_voucher`; one reason for all selected vouchers."""

    reason = forms.ChoiceField(
        label=_("Why"), choices=[("", _("choose")), *CancelReason.choices[1:]]
    )


class MinimumForm(ActForm):
    product = forms.ModelChoiceField(
        VoucherProduct.objects.all(), label=_("Product"), empty_label=_("choose")
    )
    site = forms.ModelChoiceField(Site.objects.none(), label=_("Site"), empty_label=None)
    minimum = NumberField(
        label=_("Minimum"), min_value=0, max_value=MAX_CODES, help_text=_("0 for none.")
    )

    def __init__(self, data=None, *, user):
        super().__init__(data, initial={"site": user.site_id})
        self.fields["site"].queryset = Site.objects.visible_to(user).filter(is_active=True)


def structure_field(user):
    return NamedField(
        Organisation.objects.visible_to(user).approved(),
        label=_("Organisation"),
        error_messages={"invalid_choice": _("No approved organisation has this name.")},
    )


class ConsignOneForm(ActForm):
    """Leave one chosen voucher with an organisation."""

    def __init__(self, data=None, *, user, voucher):
        super().__init__(data)
        self.voucher = voucher
        self.fields["organisation"] = structure_field(user)

    def arguments(self):
        return ([self.voucher],), self.cleaned_data


# --- Forms of voucher consignments, and of the outcomes reported by the organisation. ---

MAX_VOUCHERS = 2_000
CONSIGNMENT_MAX_BYTES = 1024 * 1024
FEWEST_DIGITS = 4
MAX_PROBLEMS = 8
CONSIGNMENT_WORDS = {
    "used": Outcome.USED,
    "utilise": Outcome.USED,
    "utilisee": Outcome.USED,
    "remis": Outcome.USED,
    "remise": Outcome.USED,
    "donne": Outcome.USED,
    "donnee": Outcome.USED,
    "given back": Outcome.GIVEN_BACK,
    "given back unopened": Outcome.GIVEN_BACK,
    "returned": Outcome.GIVEN_BACK,
    "rendu": Outcome.GIVEN_BACK,
    "rendue": Outcome.GIVEN_BACK,
    "rendu sans etre ouvert": Outcome.GIVEN_BACK,
    "lost": Outcome.LOST,
    "perdu": Outcome.LOST,
    "perdue": Outcome.LOST,
}


class ConsignForm(ActForm):
    """A quantity of a product for an organisation; first to expire first."""

    product = forms.ModelChoiceField(
        VoucherProduct.objects.all(), label=_("Product"), empty_label=_("choose")
    )
    site = forms.ModelChoiceField(Site.objects.none(), label=_("Site"), empty_label=None)
    quantity = NumberField(label=_("How many"), min_value=1, max_value=MAX_VOUCHERS)

    def __init__(self, data=None, *, user, initial=None):
        super().__init__(data, initial={"site": user.site_id} | (initial or {}))
        self.fields["site"].queryset = Site.objects.visible_to(user).filter(is_active=True)
        self.fields["organisation"] = structure_field(user)


def numbers_field(label):
    return forms.CharField(
        label=label,
        required=False,
        max_length=60_000,
        widget=forms.Textarea(
            attrs={"rows": 3, "class": "mono", "autocomplete": "off", "spellcheck": "false"}
        ),
    )


class AccountForm(ActForm):
    """Outcomes reported by an organisation, by last digits or ICCIDs."""

    used = numbers_field(_("Used"))
    given_back = numbers_field(_("Given back unopened"))
    lost = numbers_field(_("Lost"))
    file = forms.FileField(
        label=_("Or its file"),
        required=False,
        widget=forms.FileInput(attrs={"accept": ACCEPTED}),
        help_text=_(
            "Excel, LibreOffice or CSV, at most 1 MB: a column of numbers, and one that says used,"
            " given back or lost; without it, all are used."
        ),
    )
    rest = forms.ChoiceField(
        label=_("All the others"),
        required=False,
        choices=[
            ("", _("not known yet")),
            (Outcome.USED, _("used as well")),
            (Outcome.GIVEN_BACK, _("given back as well, unopened")),
        ],
    )

    def __init__(self, data=None, files=None, *, lines):
        super().__init__(data, files)
        self.lines = list(lines)

    def clean_file(self):
        """Parse the file into [(number, outcome)]."""
        upload = self.cleaned_data["file"]
        if not upload:
            return []
        if upload.size > CONSIGNMENT_MAX_BYTES:
            raise ValidationError(_("This file is larger than 1 MB: split it."))
        source = read_list(upload.name, upload.read())
        # in a list without headings, the first row is data too
        rows = [source.headings, *(cells for _row, cells in source.rows)]
        return [entry for cells in rows for entry in _of_row(cells)]

    def clean(self):
        facts = super().clean()
        entries = [
            (number, outcome)
            for outcome in Outcome
            for number in re.split(r"[\s,;]+", facts.get(outcome.value) or "")
            if number
        ]
        outcomes, problems = _matched(entries + (facts.get("file") or []), self.lines)
        if problems:
            raise ValidationError(problems)
        if facts.get("rest"):
            for line in self.lines:
                outcomes.setdefault(line, Outcome(facts["rest"]))
        if not outcomes and not self.errors:
            raise ValidationError(_("Enter what became of at least one voucher."))
        self.cleaned_data = {"outcomes": outcomes}
        return self.cleaned_data


def _of_row(cells):
    """Number and outcome of a row of the file; an unknown outcome stays a text."""
    numbers = [cell for cell in cells if re.search(r"\d[A-Z\d]{2,}$|^\W*\w*\d\w*$", cell, re.I)]
    numbers = [cell for cell in numbers if len(SEPARATORS.sub("", cell)) >= FEWEST_DIGITS]
    outcomes = [
        CONSIGNMENT_WORDS[plain(cell)] for cell in cells if plain(cell) in CONSIGNMENT_WORDS
    ]
    return [(numbers[0], outcomes[0] if outcomes else Outcome.USED)] if numbers else []


def _matched(entries, lines):
    """Match the entries to ({line: outcome}, errors): each number names one voucher of the
    consignment."""
    outcomes, problems = {}, []
    for number, outcome in entries:
        digits = SEPARATORS.sub("", number).upper().lstrip("•")
        matches = [line for line in lines if _ends_so(line.voucher, digits)]
        problem = _problem(number, digits, matches, outcomes)
        if problem:
            problems.append(problem)
        else:
            outcomes[matches[0]] = outcome
    if len(problems) > MAX_PROBLEMS:
        problems = [*problems[:MAX_PROBLEMS], "…"]
    return outcomes, problems


def _ends_so(voucher, digits):
    card = voucher.iccid or ""
    if card:
        return card.endswith(digits) or card[:-1] == digits
    return voucher.last_digits == digits[-FEWEST_DIGITS:]


def _problem(number, digits, matches, outcomes):
    params = {"number": number[:24]}
    if len(digits) < FEWEST_DIGITS:
        return gettext("“%(number)s”: write four digits at least.") % params
    if not matches:
        return gettext("“%(number)s”: the organisation has no voucher that ends so.") % params
    if len(matches) > 1:
        return gettext("“%(number)s”: several end so, write more digits.") % params
    if matches[0] in outcomes:
        return gettext("“%(number)s” is named twice.") % params
    return ""
