"""Forms of a coordinator's decisions: accept, refuse, priority points; and filters of the list.

Accepting more than is free is allowed, but must be deliberate. The page shows how many are free,
its form sends that number back, and if fewer are free by then confirmation is required. So two
coordinators do not unknowingly promise the last laptop twice.
"""

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.forms.base import ActForm
from core.forms.versions import Versioned
from core.modules.registry import is_on
from loans.base.lifecycle.loans import (
    LABELS,
    MAX_POINTS,
    PURPOSES,
    URGENCIES,
    USUAL_POINTS,
    Purpose,
    Refusal,
    Urgency,
    WhyFirst,
)
from loans.models import Rules, Weight
from loans.requests.forms.lines import Quantity


def reason_field():
    return forms.CharField(
        label=gettext_lazy("In your words"),
        max_length=300,
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=gettext_lazy("The organisation reads this text in the answer: no family names."),
    )


def refusals():
    """The usual reasons, without the quota reason if there is no quota."""
    return [
        choice for choice in Refusal.choices if choice[0] != Refusal.QUOTA or is_on("conventions")
    ]


class AcceptForm(ActForm):
    """Form for `accept_request`: the accepted quantity of each line or kit, initially as requested.

    `shown` is the number free for each line when the page was rendered.
    """

    usual = forms.ChoiceField(
        label=gettext_lazy("Reason for not accepting everything"),
        choices=lambda: [("", gettext_lazy("none, or only details")), *refusals()],
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
                        required=False, initial=offer.unpromised, widget=forms.HiddenInput
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
        """Update the hidden fields to the current stock, for the next submission."""
        self.data = self.data.copy()
        for _bundle, rows in offers:
            for line, offer in rows:
                if offer is not None:
                    self.data[f"shown_{line.pk}"] = str(offer.unpromised)


class RefuseForm(ActForm):
    usual = forms.ChoiceField(
        label=gettext_lazy("Usual reason"),
        choices=lambda: [("", gettext_lazy("another: enter it below")), *refusals()],
        required=False,
        widget=forms.RadioSelect,
    )
    reason = reason_field()

    def clean(self):
        cleaned = super().clean()
        if not self.errors and not (cleaned["usual"] or cleaned["reason"]):
            self.add_error("reason", _("Give the reason for refusing the request."))


class FirstForm(ActForm):
    why = forms.ChoiceField(
        label=gettext_lazy("Reason for urgency"),
        choices=[("", gettext_lazy("choose")), *WhyFirst.choices],
    )


class WeightsForm(Versioned, ActForm):
    """Form for `save_weights`: the points of each fixed priority reason."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.edited_row, weights = Rules.load(), Weight.load()
        for name in USUAL_POINTS:
            self.fields[name] = forms.IntegerField(
                label=LABELS[name], min_value=0, max_value=MAX_POINTS, initial=weights[name]
            )

    def groups(self):
        """List (title, fields) for each part of the score, in its order."""
        titles = {
            _("Intended use"): [PURPOSES[purpose] for purpose in Purpose],
            _("Reason for urgency"): [URGENCIES[urgency] for urgency in Urgency],
            _("At home"): ["no_device", "person", "pupil"],
            _("Dates"): ["near", "soon", "week"],
        }
        return [(title, [self[name] for name in names]) for title, names in titles.items()]

    def arguments(self):
        return (), {"points": dict(self.cleaned_data)}
