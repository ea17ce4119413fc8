"""Vouchers: codes come in by the batch, pasted or in a file; none is ever written elsewhere."""

import csv

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from catalogue.models import VoucherProduct
from core.forms import ActForm
from core.widgets import DateInput, NamedField
from inventory.operations.vouchers import CODE
from inventory.secrets import clean_voucher_code
from people.models import Organisation, Site

MAX_BYTES = 1024 * 1024
MOST_CODES = 20_000


def codes_in_lines(text):
    return [line.strip() for line in text.splitlines() if line.strip()]


def codes_in_table(text):
    """The column of codes of a table: the one headed "code", else the one that holds the most.

    A heading is left out; what is no code stays, for the refusal to name its row.
    """
    delimiter = max(";\t,", key=text.count)
    try:
        rows = [row for row in csv.reader(text.splitlines(), delimiter=delimiter) if any(row)]
    except csv.Error as error:
        raise ValidationError(_("This file is not a table of codes.")) from error
    width = max(map(len, rows), default=0)
    columns = [[row[at] if at < len(row) else "" for row in rows] for at in range(width)]
    codes = max(columns, key=_looks_like_codes, default=[])
    return codes[1:] if _has_heading(codes) else codes


def _looks_like_codes(cells):
    return _has_heading(cells) and "code" in cells[0].casefold(), sum(map(_is_code, cells))


def _has_heading(cells):
    """Whether the first cell is a word above codes: alone without a digit."""
    return len(cells) > 1 and not _is_code(cells[0]) and any(map(_is_code, cells[1:]))


def _is_code(cell):
    """Whether a cell can be a code; one with a digit at least, unlike words."""
    code = clean_voucher_code(cell)
    return bool(CODE.match(code)) and any(letter.isdigit() for letter in code)


class VoucherBatchForm(ActForm):
    product = forms.ModelChoiceField(
        VoucherProduct.objects.all(), label=_("Product"), empty_label=_("choose")
    )
    site = forms.ModelChoiceField(Site.objects.none(), label=_("Site"))
    valid_until = forms.DateField(
        label=_("Last day to use the codes"), required=False, widget=DateInput()
    )
    codes = forms.CharField(
        label=_("Codes"),
        required=False,
        widget=forms.Textarea(
            attrs={"rows": 8, "class": "mono", "autocomplete": "off", "spellcheck": "false"}
        ),
        help_text=_("One per line."),
    )
    file = forms.FileField(
        label=_("Or a file of codes"),
        required=False,
        widget=forms.FileInput(attrs={"accept": ".csv,.txt,.tsv"}),
        help_text=_("Text or CSV with a column of codes, at most 1 MB."),
    )

    def __init__(self, data=None, files=None, *, user):
        super().__init__(data, files, initial={"site": user.site_id})
        self.fields["site"].queryset = Site.objects.visible_to(user).filter(is_active=True)

    def clean_file(self):
        """The text of the file; it also goes where one types, so that a refusal can be mended."""
        upload = self.cleaned_data["file"]
        if not upload:
            return ""
        if upload.size > MAX_BYTES:
            raise ValidationError(_("This file is larger than 1 MB: split it."))
        content = upload.read()
        if b"\0" in content:
            raise ValidationError(_("This is not a text file: save the codes as CSV."))
        try:
            return content.decode("utf-8-sig")
        except UnicodeDecodeError:
            return content.decode("cp1252", errors="replace")

    def clean(self):
        facts = super().clean()
        typed = codes_in_lines(facts.get("codes", ""))
        sent = codes_in_table(facts.pop("file", ""))
        facts["codes"] = codes = [*typed, *sent]
        if sent:
            self.data = self.data.copy()
            self.data["codes"] = "\n".join(codes)
        if len(codes) > MOST_CODES:
            raise ValidationError(_("More than 20,000 codes: split the list."))
        if not codes and not self.errors:
            raise ValidationError(_("There is no code in this list."))
        return facts

    def arguments(self):
        facts = dict(self.cleaned_data)
        return (facts.pop("codes"),), facts


class ConsignForm(ActForm):
    """For one voucher, or for so many of a batch's stock: those that expire first."""

    organisation = NamedField(
        Organisation.objects.none(),
        label=_("Organisation"),
        error_messages={"invalid_choice": _("No approved organisation has this name.")},
    )
    quantity = forms.IntegerField(
        label=_("How many"),
        min_value=1,
        max_value=MOST_CODES,
        widget=forms.NumberInput(attrs={"inputmode": "numeric"}),
    )

    def __init__(self, data=None, *, user, voucher=None, stock=None):
        super().__init__(data)
        self.fields["organisation"].queryset = Organisation.objects.visible_to(user).may_ask()
        self.stock, self.vouchers = stock, [voucher]
        if voucher:
            del self.fields["quantity"]

    def clean(self):
        facts = super().clean()
        if "quantity" in facts:
            self.vouchers = list(self.stock[: facts["quantity"]])
            if len(self.vouchers) < facts["quantity"]:
                in_stock = {"count": len(self.vouchers)}
                self.add_error("quantity", _("Only %(count)s are in stock.") % in_stock)
        return facts

    def arguments(self):
        return (self.vouchers,), {"organisation": self.cleaned_data["organisation"]}
