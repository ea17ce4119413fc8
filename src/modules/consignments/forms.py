"""Forms of consignments, and of the outcomes reported by the organisation."""

import re

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from catalogue.models import VoucherProduct
from core.forms.base import ActForm
from core.forms.widgets import NamedField, NumberField
from core.imports.columns import plain
from core.imports.sheets import ACCEPTED, read_list
from inventory.devices.identifiers import SEPARATORS
from modules.consignments.lifecycle import Outcome
from people.models import Organisation, Site

MAX_VOUCHERS = 2_000
MAX_REPORT_BYTES = 1024 * 1024
FEWEST_DIGITS = 4
MAX_PROBLEMS = 8
OUTCOME_WORDS = {
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
    "returned unopened": Outcome.GIVEN_BACK,
    "rendu": Outcome.GIVEN_BACK,
    "rendue": Outcome.GIVEN_BACK,
    "rendu sans etre ouvert": Outcome.GIVEN_BACK,
    "lost": Outcome.LOST,
    "perdu": Outcome.LOST,
    "perdue": Outcome.LOST,
}


def structure_field(user):
    return NamedField(
        Organisation.objects.visible_to(user).approved(),
        label=_("Organisation"),
        error_messages={"invalid_choice": _("No approved organisation has this name.")},
    )


class ConsignOneForm(ActForm):
    """Form for `consign_vouchers`, for one chosen voucher."""

    def __init__(self, data=None, *, user, voucher):
        super().__init__(data)
        self.voucher = voucher
        self.fields["organisation"] = structure_field(user)

    def arguments(self):
        return ([self.voucher],), self.cleaned_data


class ConsignForm(ActForm):
    """Form for `consign_product`: a quantity of a product for an organisation."""

    product = forms.ModelChoiceField(VoucherProduct.objects.all(), label=_("Product"))
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
    """Form for `account_for`: outcomes reported by an organisation, by last digits or ICCIDs."""

    used = numbers_field(_("Used"))
    given_back = numbers_field(_("Returned unopened"))
    lost = numbers_field(_("Lost"))
    file = forms.FileField(
        label=_("Or the organisation’s file"),
        required=False,
        widget=forms.FileInput(attrs={"accept": ACCEPTED}),
        help_text=_(
            "Excel, LibreOffice or CSV, at most 1 MB: one column with the numbers, and one with "
            "“used”, “returned” or “lost”. Without the second column, all are recorded as used."
        ),
    )
    rest = forms.ChoiceField(
        label=_("All the others"),
        required=False,
        choices=[
            ("", _("not known yet")),
            (Outcome.USED, _("also used")),
            (Outcome.GIVEN_BACK, _("also returned, unopened")),
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
        if upload.size > MAX_REPORT_BYTES:
            raise ValidationError(_("This file is larger than 1 MB: split it into smaller files."))
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
            raise ValidationError(_("Enter what happened to at least one voucher."))
        self.cleaned_data = {"outcomes": outcomes}
        return self.cleaned_data


def _of_row(cells):
    """Number and outcome of a row of the file; an unknown outcome stays a text."""
    numbers = [cell for cell in cells if re.search(r"\d[A-Z\d]{2,}$|^\W*\w*\d\w*$", cell, re.I)]
    numbers = [cell for cell in numbers if len(SEPARATORS.sub("", cell)) >= FEWEST_DIGITS]
    outcomes = [OUTCOME_WORDS[plain(cell)] for cell in cells if plain(cell) in OUTCOME_WORDS]
    return [(numbers[0], outcomes[0] if outcomes else Outcome.USED)] if numbers else []


def _matched(entries, lines):
    """Match the entries to ({line: outcome}, errors).

    Each number must identify exactly one voucher of the consignment.
    """
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
        return gettext("“%(number)s”: enter at least four digits.") % params
    if not matches:
        return (
            gettext("“%(number)s”: the organisation has no voucher ending with these digits.")
            % params
        )
    if len(matches) > 1:
        return (
            gettext("“%(number)s”: several vouchers end with these digits. Enter more digits.")
            % params
        )
    if matches[0] in outcomes:
        return gettext("“%(number)s” is entered twice.") % params
    return ""
