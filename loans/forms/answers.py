"""What a coordinator decides: accept, refuse, the points of each reason; and what one looks at."""

from datetime import date

from django import forms
from django.core.validators import MaxValueValidator, MinValueValidator
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from catalogue.models import Category
from core.forms import ActForm
from core.versions import Versioned, hold_row
from core.widgets import DateInput
from inventory.lifecycle import Grade
from loans.forms.requests import Quantity
from loans.lifecycle import Mode, Purpose, Urgency
from loans.lifecycle.allocation import (
    LABELS,
    MAX_POINTS,
    PURPOSES,
    URGENCIES,
    USUAL_POINTS,
    Refusal,
)
from loans.models import Rules, Weight
from people.models import Site


def reason_field():
    return forms.CharField(
        label=gettext_lazy("In your words"),
        max_length=300,
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=gettext_lazy("It is sent by mail with the answer: no name of a family."),
    )


class AcceptForm(ActForm):
    """How many of each line, or of each kit, are accepted; initially the requested quantity.

    `shown` says how many of each line stood free when the page was made.
    """

    usual = forms.ChoiceField(
        label=gettext_lazy("Why not all of it"),
        choices=[("", gettext_lazy("nothing to say, or only in words")), *Refusal.choices],
        required=False,
    )
    reason = reason_field()

    def __init__(self, *args, offers, **kwargs):
        super().__init__(*args, **kwargs)
        self.offers = offers
        for bundle, rows in offers:
            self.fields[self.name_of(bundle)] = Quantity(
                label=str(bundle.kit or bundle.first.what),
                initial=bundle.requested,
                max_value=bundle.requested,
            )
            for line, offer in rows:
                if offer is not None:
                    self.fields[f"shown_{line.pk}"] = forms.IntegerField(
                        required=False, initial=offer.left, widget=forms.HiddenInput
                    )

    @staticmethod
    def name_of(bundle):
        return f"line_{bundle.first.pk}"

    def rows(self):
        """Each (bundle, its field, its lines with offers, the hidden fields)."""
        return [
            (
                bundle,
                self[self.name_of(bundle)],
                rows,
                [self[f"shown_{line.pk}"] for line, offer in rows if offer is not None],
            )
            for bundle, rows in self.offers
        ]

    def arguments(self):
        cleaned = self.cleaned_data
        quantities = {
            line: cleaned[self.name_of(bundle)] * line.per_kit
            for bundle, _rows in self.offers
            for line in bundle.lines
        }
        shown = {line: cleaned.get(f"shown_{line.pk}") for line in quantities}
        shown = {line: left for line, left in shown.items() if left is not None}
        why = {name: cleaned[name] for name in ("reason", "usual")}
        return (), {"quantities": quantities, "shown": shown, **why}

    def show_anew(self, offers):
        """Have the next sending say that it has seen what there is now."""
        self.data = self.data.copy()
        for _bundle, rows in offers:
            for line, offer in rows:
                if offer is not None:
                    self.data[f"shown_{line.pk}"] = str(offer.left)


class RefuseForm(ActForm):
    usual = forms.ChoiceField(
        label=gettext_lazy("Usual reason"),
        choices=[("", gettext_lazy("another one: say it below")), *Refusal.choices],
        required=False,
        widget=forms.RadioSelect,
    )
    reason = reason_field()

    def clean(self):
        cleaned = super().clean()
        if not self.errors and not (cleaned["usual"] or cleaned["reason"]):
            self.add_error("reason", _("Say why the request is refused."))
        return cleaned


class WeightsForm(Versioned, ActForm):
    """The points of each reason of the closed list."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.edited_row, weights = Rules.load(), Weight.load()
        for name in USUAL_POINTS:
            self.fields[name] = forms.IntegerField(
                label=LABELS[name], min_value=0, max_value=MAX_POINTS, initial=weights[name]
            )

    def groups(self):
        """Each (title, its fields), in the order of the formula."""
        titles = {
            _("What it is for"): [PURPOSES[purpose] for purpose in Purpose],
            _("Why it cannot wait"): [URGENCIES[urgency] for urgency in Urgency],
            _("At home"): ["no_device", "person", "pupil"],
            _("Dates"): ["near", "soon", "week"],
        }
        return [(title, [self[name] for name in names]) for title, names in titles.items()]

    def arguments(self):
        return (), {"points": dict(self.cleaned_data)}


class ArrangeForm(Versioned, ActForm):
    """How what is set aside gets there, and on which day."""

    mode = forms.ChoiceField(
        label=gettext_lazy("How it gets there"), choices=Mode, widget=forms.RadioSelect
    )
    pickup_on = forms.DateField(
        label=gettext_lazy("On which day"), required=False, widget=DateInput()
    )

    def __init__(self, data=None, *, loan):
        super().__init__(data, initial={"mode": loan.mode, "pickup_on": loan.pickup_on})
        self.edited_row = loan

    def hold(self):
        if self.edited_row.request:
            hold_row(self.edited_row.request)
        hold_row(self.edited_row)

    def clean_mode(self):
        return Mode(self.cleaned_data["mode"])


class LookForm(forms.Form):
    """The site and kind shown by a page; invalid query parameters are ignored."""

    site = forms.ModelChoiceField(
        label=gettext_lazy("Site"), queryset=None, required=False, empty_label=gettext_lazy("all")
    )
    category = forms.ModelChoiceField(
        label=gettext_lazy("Category"),
        queryset=Category.objects.all(),
        required=False,
        empty_label=gettext_lazy("all"),
    )
    grade = forms.ChoiceField(
        label=gettext_lazy("Grade"),
        choices=[("", gettext_lazy("all")), *((grade, grade) for grade in Grade.values)],
        required=False,
    )
    q = forms.CharField(label=gettext_lazy("Brand or model"), required=False, max_length=80)
    day = forms.DateField(
        label=gettext_lazy("By which day"),
        required=False,
        widget=DateInput(),
        validators=[MinValueValidator(date(2000, 1, 1)), MaxValueValidator(date(2100, 1, 1))],
    )

    def __init__(self, data, *, user, names, **usual):
        """`usual` is shown and holds where the address says nothing."""
        super().__init__({**usual, **{name: data[name] for name in data}})
        self.usual = usual
        self.fields = {name: field for name, field in self.fields.items() if name in names}
        self.sites = Site.objects.visible_to(user).filter(is_active=True)
        if "site" in self.fields:
            self.fields["site"].queryset = self.sites
        self.is_valid()

    @property
    def shown(self):
        """Its fields, but a site where there is none to choose."""
        return [field for field in self if field.name != "site" or len(self.sites) > 1]

    @property
    def set_count(self):
        """How many of its fields say something else than usual."""
        return sum(bool(f.data) and f.data != self.usual.get(f.name) for f in self.shown)

    def chosen(self, name, default=None):
        return self.cleaned_data.get(name) or default

    def narrow(self, rows, name="site"):
        """Those of these rows that are of the site chosen; all of them if none is."""
        site = self.chosen("site")
        return rows.filter(**{name: site}) if site else rows

    @property
    def sites_chosen(self):
        site = self.chosen("site")
        return [site] if site else list(self.sites)
