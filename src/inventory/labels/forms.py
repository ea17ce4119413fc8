from math import ceil

from django import forms
from django.utils.translation import gettext_lazy as _

from catalogue.models import Category
from core.forms.base import ActForm
from core.forms.versions import Versioned, hold_row
from core.forms.widgets import NamedField, NumberField
from core.text_input import number_of
from donations.lifecycle import DonationStatus
from donations.models import Donation
from inventory.device_pages.forms import imei_field
from inventory.devices.forms import Confirmed
from inventory.intake.forms import PlaceField, brand_field, came_with_field, model_field
from inventory.labels.operations.tags import LARGEST_BATCH
from inventory.labels.sheets import MAX_COPIES, MAX_LABELS, lines_left_out, module_of
from inventory.models import LabelDefault, LabelFormat, Place, Printer
from inventory.scanning.codes import device_named

# --- Default labels of each site: format, printer, copies. ---

PARTS = ("fmt", "printer", "copies")


class LabelDefaultsForm(Versioned, ActForm):
    """Form for `set_label_defaults`: three fields for each of `sites`, named by the id of the site.

    Only changes are saved, so that users who change different sites do not overwrite each other.
    """

    def __init__(self, data=None, *, sites):
        super().__init__(data)
        self.sites = list(sites)
        self.edited_row = next(iter(self.sites), None)
        stored = LabelDefault.objects.filter(site__in=self.sites).in_bulk(field_name="site_id")
        self.defaults = {site.pk: stored.get(site.pk) or LabelDefault(site=site) for site in sites}
        for site in self.sites:
            self._add_fields(self.defaults[site.pk], site)

    def hold(self):
        for site in sorted(self.sites, key=lambda site: site.pk):
            hold_row(site)

    def _add_fields(self, default, site):
        used = LabelFormat.objects.filter(is_active=True)
        printers = Printer.objects.in_use().filter(site=site)
        fields = {
            "fmt": forms.ModelChoiceField(
                used | LabelFormat.objects.filter(pk=default.fmt_id),
                label=_("Sheet or roll"),
                required=False,
                empty_label=_("the first in the list"),
            ),
            "printer": forms.ModelChoiceField(
                printers | Printer.objects.filter(pk=default.printer_id),
                label=_("Printer"),
                required=False,
                empty_label=_("another printer, without calibration"),
            ),
            "copies": forms.IntegerField(
                label=_("Labels for each device"), min_value=1, max_value=MAX_COPIES
            ),
        }
        for name, field in fields.items():
            attribute = name if name == "copies" else f"{name}_id"
            field.widget.attrs["class"] = "form-control" if name == "copies" else "form-select"
            self.fields[f"{name}-{site.pk}"] = field
            self.initial[f"{name}-{site.pk}"] = getattr(default, attribute)

    def rows(self):
        """Yield each site with its fields."""
        for site in self.sites:
            yield site, [self[f"{name}-{site.pk}"] for name in PARTS]

    def clean(self):
        cleaned = super().clean()
        for site in self.sites:
            needs_sheet = (
                cleaned.get(f"printer-{site.pk}") or cleaned.get(f"copies-{site.pk}", 1) > 1
            )
            if needs_sheet and not cleaned.get(f"fmt-{site.pk}"):
                self.add_error(f"fmt-{site.pk}", _("Choose the sheet or roll too."))

    def arguments(self):
        changed = [site.pk for site in self.sites if self._is_changed(site)]
        for pk in changed:
            for name in PARTS:
                setattr(self.defaults[pk], name, self.cleaned_data[f"{name}-{pk}"])
        return ([self.defaults[pk] for pk in changed],), {}

    def _is_changed(self, site):
        return any(f"{name}-{site.pk}" in self.changed_data for name in PARTS)


# --- Form of a label print: sheet or roll, printer, first free label, copies. ---

USUAL = "L7160"


class LabelForm(forms.Form):
    """Form for a print: the label format, and the first free label of its sheet (`start-<code>`).

    `cleaned_data` has the keywords of `label_sheet`. `last` is the previous choice, as returned by
    `choices`.
    """

    fmt = forms.ModelChoiceField(
        LabelFormat.objects.filter(is_active=True),
        to_field_name="code",
        label=_("Sheet or roll"),
        widget=forms.RadioSelect,
        empty_label=None,
    )
    copies = forms.IntegerField(
        label=_("Copies of each label"),
        min_value=1,
        max_value=MAX_COPIES,
        required=False,
        initial=1,
        help_text=_("One on the device, one on its charger, one on its box..."),
    )
    printer = forms.ModelChoiceField(
        Printer.objects.none(),
        label=_("Printer"),
        required=False,
        empty_label=_("another printer, without calibration"),
        widget=forms.Select(attrs={"class": "form-select"}),
    )

    def __init__(self, data=None, *, user, last=None):
        super().__init__(data, initial={"fmt": USUAL, **(last or {})})
        printers = Printer.objects.visible_to(user).in_use().select_related("site")
        self.fields["printer"].queryset = printers
        self.fields["printer"].label_from_instance = lambda it: f"{it} · {it.site}"
        if not printers:
            del self.fields["printer"]
        self.formats = list(self.fields["fmt"].queryset)
        for fmt in self.formats:
            fmt.is_text_alone = not module_of(fmt)
        if self.formats and self.initial["fmt"] not in {fmt.code for fmt in self.formats}:
            self.initial["fmt"] = self.formats[0].code
        for fmt in self.formats:
            self.fields[f"start-{fmt.code}"] = self._start_field(fmt)
            if self._start_of(fmt) > fmt.per_sheet:  # the format was edited meanwhile
                self.initial[f"start-{fmt.code}"] = 1

    def report_left_out(self, labels):
        """Set `left_out` of each format: lines of the longest of these labels that do not fit."""
        fullest = max(labels, key=lambda label: len(label.name) + len(label.serial), default=None)
        for fmt in self.formats:
            fmt.left_out = lines_left_out(fmt, fullest) if fullest else []

    def _start_field(self, fmt):
        return forms.TypedChoiceField(
            label=_("First free label"),
            choices=[(number, number) for number in range(1, fmt.per_sheet + 1)],
            coerce=int,
            empty_value=1,
            initial=1,
            required=False,
            widget=forms.RadioSelect,
            error_messages={"invalid_choice": _("This label does not exist on this sheet.")},
        )

    def _start_of(self, fmt):
        return number_of(str(self[f"start-{fmt.code}"].value())) or 1

    def groups(self, count):
        """Yield (title, choices): formats in use first, other formats by kind.

        A choice is a radio button, its format, the field of the first free label, and the number of
        sheets that `count` subjects take.
        """
        used = {self["fmt"].value(), *self.initial.get("used", ())}
        labels = count * self.each
        choices = [
            (
                radio,
                fmt,
                self[f"start-{fmt.code}"],
                ceil((self._start_of(fmt) - 1 + labels) / fmt.per_sheet),
            )
            for radio, fmt in zip(self["fmt"], self.formats, strict=True)
        ]
        usual = [choice for choice in choices if choice[1].code in used] or choices[:1]
        rest = [choice for choice in choices if choice not in usual]
        yield "", usual
        yield _("Other sheets"), [choice for choice in rest if not choice[1].is_roll]
        yield _("Rolls of labels"), [choice for choice in rest if choice[1].is_roll]

    def clean_copies(self):
        return self.cleaned_data["copies"] or 1

    def clean(self):
        cleaned = self.cleaned_data
        fmt = cleaned.get("fmt")
        if not fmt:
            return {}
        return {
            "fmt": fmt,
            "start": cleaned.get(f"start-{fmt.code}"),
            "copies": cleaned.get("copies"),
            "printer": cleaned.get("printer"),
        }

    @property
    def each(self):
        """Number of labels for each subject, as submitted, or 1 if invalid."""
        copies = self["copies"].value()
        count = number_of(str(copies)) or 1
        return count if count <= MAX_COPIES else 1

    @property
    def max_subjects(self):
        """Maximum number of subjects in one print."""
        return MAX_LABELS // self.each

    def free_after(self, count):
        """The first free label after `count` subjects are printed."""
        cleaned = self.cleaned_data
        return (cleaned["start"] - 1 + count * cleaned["copies"]) % cleaned["fmt"].per_sheet + 1


# --- Preprinted labels, devices registered by scanning one, and foreign codes. ---

OPEN_LOTS = [DonationStatus.RECEIVED, DonationStatus.SCHEDULED, DonationStatus.PROMISED]
CODE = {"autocomplete": "off", "autocapitalize": "characters", "spellcheck": "false"}
# Fields in which the next device of a lot is often like the previous device.
REMEMBERED = ["donation", "category", "brand", "model", "place"]


class TagsForm(ActForm):
    quantity = NumberField(label=_("How many"), min_value=1, max_value=LARGEST_BATCH, initial=24)


class RegisterForm(Confirmed, ActForm):
    """Form for `register`: one device at the counter; `tag` is the unused label stuck on it."""

    tag = forms.CharField(
        label=_("Label"),
        max_length=200,
        required=False,
        widget=forms.TextInput(attrs=CODE),
        help_text=_(
            "The unused label on the device. Without a label, the device gets the next number."
        ),
    )
    donation = NamedField(
        Donation.objects.none(),
        to_field_name="reference",
        label=_("Donation"),
        error_messages={"invalid_choice": _("“%(value)s” is not an open lot.")},
    )
    category = forms.ModelChoiceField(Category.objects.all(), label=_("Category"))
    brand = brand_field()
    model = model_field()
    serial = forms.CharField(
        label=_("Serial number"), max_length=60, required=False, widget=forms.TextInput(attrs=CODE)
    )
    imei = imei_field(_("IMEI"))
    came_with = came_with_field()
    place = PlaceField(
        label=_("Shelf"), required=False, help_text=_("The code of the shelf, typed or scanned.")
    )

    def __init__(self, data=None, *, user, initial=None):
        super().__init__(data, initial=initial)
        lots = Donation.objects.visible_to(user).filter(status__in=OPEN_LOTS)
        self.fields["donation"].queryset = lots.select_related("donor").order_by("-pk")
        places = Place.objects.visible_to(user).filter(is_active=True)
        self.fields["place"].queryset = places.select_related("site")
        given = initial or {}
        if given.get("tag"):
            self.fields["tag"].widget = forms.HiddenInput()
        first = "serial" if given.get("category") and given.get("donation") else "donation"
        self.fields[first].widget.attrs["autofocus"] = True

    def clean(self):
        facts = super().clean()
        lot, place = facts.get("donation"), facts.get("place")
        if lot and place and place.site_id != lot.site_id:
            self.add_error("place", _("This shelf is at a different site from the lot."))

    def remember(self):
        """Return the initial values for the next device, to store in the session."""
        return {name: self.data.get(name, "") for name in REMEMBERED}


class AttachForm(ActForm):
    """Form for `attach_code`: a foreign code (`sticker`), and the device, by any of its codes."""

    sticker = forms.CharField(max_length=200)
    code = forms.CharField(max_length=200)

    def __init__(self, data=None, *, devices, **kwargs):
        super().__init__(data, **kwargs)
        self.devices = devices

    def clean_code(self):
        return device_named(self.cleaned_data["code"], self.devices)

    def arguments(self):
        return (self.cleaned_data["code"],), {"code": self.cleaned_data["sticker"]}


class RelabelForm(ActForm):
    """Form for `replace_label`: the unused label now on a device, or the next number if empty."""

    code = forms.CharField(max_length=200, required=False)

    def arguments(self):
        return (), {"tag": self.cleaned_data["code"]}
