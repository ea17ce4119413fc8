import re

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from catalogue.models import AccessoryKind, Category, VoucherProduct
from core.forms import ActForm, ActModelForm
from core.typed import line_of
from core.widgets import DateInput, NamedField, RowsField, Suggestions
from inventory.models import Device
from loans.lifecycle import Audience, Purpose
from loans.models import Request, RequestLine
from people.forms import OrganisationField
from people.models import Organisation, Recipient, Site

MOST_ASKED = 999
AUDIENCE_ICONS = {
    Audience.FAMILY: "house",
    Audience.STAFF: "user-round",
    Audience.STRUCTURE: "building-2",
}
PURPOSE_ICONS = {
    Purpose.SCHOOL: "graduation-cap",
    Purpose.JOB: "briefcase",
    Purpose.RIGHTS: "landmark",
    Purpose.HEALTH: "heart-pulse",
    Purpose.SOCIAL_LINK: "message-circle",
    Purpose.TELEWORK: "monitor",
}


class Cards(forms.RadioSelect):
    """One choice among a few, each a card with its icon."""

    template_name = "components/cards.html"

    def __init__(self, icons):
        super().__init__()
        self.icons = icons

    def create_option(self, name, value, *args, **kwargs):
        return super().create_option(name, value, *args, **kwargs) | {"icon": self.icons[value]}


class Quantity(forms.IntegerField):
    """How many of one thing: empty is none."""

    def __init__(self, *, max_value=MOST_ASKED, **kwargs):
        widget = forms.NumberInput(attrs={"inputmode": "numeric"})
        super().__init__(min_value=0, max_value=max_value, required=False, widget=widget, **kwargs)

    def clean(self, value):
        return super().clean(value) or 0


class PeopleSuggested(Suggestions):
    """Suggests each person with a number, which tells two of the same name apart."""

    def get_context(self, name, value, attrs):
        context = super().get_context(name, value, attrs)
        people = [person for _typed, person in context["suggestions"]]
        context["suggestions"] = [(f"{person} · {person.pk}", person) for person in people]
        return context


class PersonField(NamedField):
    """A person, by name, reference or as suggested; its queryset is those who may be named."""

    def __init__(self, queryset, **kwargs):
        super().__init__(queryset, to_field_name=None, widget=PeopleSuggested(), **kwargs)

    def prepare_value(self, value):
        if not isinstance(value, int):
            return super().prepare_value(value)
        person = self.queryset.filter(pk=value).first()
        return f"{person} · {person.pk}" if person else ""

    def to_python(self, value):
        text = line_of(value)
        if not text:
            return None
        number = re.search(r"·\s*(\d{1,18})$", text)
        found = self.queryset.filter(pk=number[1]) if number else self.queryset.named(text)
        people = list(found[:2])
        if not people:
            raise ValidationError(_("Nobody of your register has this name: leave it empty."))
        if len(people) > 1:
            raise ValidationError(_("Several people have this name: choose one of the list."))
        return people[0]


class OrganisationFirstForm(forms.Form):
    """Who asks, when the house writes a request for an organisation."""

    organisation = OrganisationField()

    def __init__(self, *args, by, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["organisation"].queryset = Organisation.objects.visible_to(by).may_ask()


class RequestForm(ActModelForm):
    """For `write_request`: how many of each thing, for whom, for what; `send` sends it at once."""

    audience = forms.ChoiceField(
        label=_("For whom?"),
        choices=Audience,
        initial=Audience.FAMILY,
        widget=Cards(AUDIENCE_ICONS),
    )
    recipient = PersonField(
        label=_("Person"),
        queryset=Recipient.objects.none(),
        required=False,
        help_text=_("If you know already who it is for. It can also be said on the day."),
    )
    household_size = forms.IntegerField(
        label=_("People at home"), min_value=1, max_value=20, initial=1, required=False
    )
    purpose = forms.ChoiceField(label=_("What for?"), choices=Purpose, widget=Cards(PURPOSE_ICONS))
    send = forms.BooleanField(required=False)

    class Meta:
        model = Request
        fields = [
            "audience",
            "recipient",
            "household_size",
            "purpose",
            "wanted_on",
            "site",
            "reference",
            "note",
        ]
        widgets = {"wanted_on": DateInput(), "note": forms.Textarea(attrs={"rows": 3})}

    kinds = {"category": Category, "product": VoucherProduct, "accessory": AccessoryKind}

    def __init__(self, *args, by, organisation, **kwargs):
        super().__init__(*args, **kwargs)
        self.is_new = self.instance.pk is None
        if self.is_new:
            self.instance.organisation = organisation
        people = Recipient.objects.visible_to(by).known().filter(organisation=organisation)
        self.fields["recipient"].queryset = people.order_by("-pk")
        self._offer_sites(by)
        self._add_quantities()

    def _offer_sites(self, by):
        sites = Site.objects.visible_to(by).filter(is_active=True)
        field = self.fields["site"]
        field.queryset = sites
        self.only_site = sites[0] if len(sites) == 1 else None
        if self.only_site:
            field.initial = self.only_site
            field.widget = forms.HiddenInput()
        elif self.is_new:
            last = Request.objects.filter(organisation=self.instance.organisation).first()
            field.initial = by.site_id or (last and last.site_id)

    def _add_quantities(self):
        """A field for each thing that may be asked, filled in with what the request asks."""
        asked = {} if self.is_new else {line.what: line for line in self.instance.lines.for_list()}
        self.things = {}
        for kind, model in self.kinds.items():
            for thing in model.objects.all():
                name = f"{kind}_{thing.pk}"
                line = asked.get(thing)
                self.fields[name] = Quantity(
                    label=str(thing), initial=line.requested if line else 0
                )
                self.things[name] = kind, thing

    def quantity_fields(self, kind):
        """Each (field, thing) of a kind, for the page."""
        return [(self[name], thing) for name, (of, thing) in self.things.items() if of == kind]

    def devices(self):
        return self.quantity_fields("category")

    def extras(self):
        """Each (title, icon, fields) of what is folded away."""
        return [
            (gettext("SIM cards and vouchers"), "ticket", self.quantity_fields("product")),
            (gettext("Accessories"), "plug", self.quantity_fields("accessory")),
        ]

    def has_extras(self):
        """Whether something folded away was asked, or is wrong."""
        return any(
            field.errors or field.value() not in {0, "0", "", None}
            for _title, _icon, fields in self.extras()
            for field, _thing in fields
        )

    def clean_wanted_on(self):
        day = self.cleaned_data["wanted_on"]
        if day and "wanted_on" in self.changed_data and day < timezone.localdate():
            raise ValidationError(_("This day is past."))
        return day

    def clean(self):
        said = super().clean()
        audience, person = said.get("audience"), said.get("recipient")
        if audience == Audience.STRUCTURE:
            said["recipient"] = None
        elif person and person.kind != audience:
            text = _("In your register this is %(kind)s: change one or the other.")
            kind = Audience(person.kind).label
            self.add_error("recipient", ValidationError(text, params={"kind": kind}))
        size = person.household_size if person else said.get("household_size")
        said["household_size"] = size or 1 if audience == Audience.FAMILY else 1
        return said

    def arguments(self):
        said = self.cleaned_data
        lines = [
            RequestLine(**{kind: thing}, requested=said[name])
            for name, (kind, thing) in self.things.items()
            if said[name]
        ]
        return (self.instance,), {"lines": lines, "send": said["send"]}


class AcceptForm(ActForm):
    """How many of each line are accepted; what was asked is filled in."""

    def __init__(self, *args, lines, supply, **kwargs):
        super().__init__(*args, **kwargs)
        self.lines = lines
        self.supply = supply
        for line in lines:
            self.fields[f"line_{line.pk}"] = Quantity(
                label=str(line.what), initial=line.requested, max_value=line.requested
            )

    def rows(self):
        return [(line, self[f"line_{line.pk}"], self.supply.get(line)) for line in self.lines]

    def arguments(self):
        said = self.cleaned_data
        return (), {"quantities": {line: said[f"line_{line.pk}"] for line in self.lines}}


class RefuseForm(ActForm):
    reason = forms.CharField(
        label=_("Reason"),
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("The organisation reads it. Please no name of a family."),
    )


class ChooseForm(ActForm):
    """Which of `devices` are set aside."""

    devices = RowsField(
        Device.objects.none(),
        error_messages={
            "required": _("Tick at least one device."),
            "invalid_choice": _("One of these devices is not here any more: choose again."),
        },
    )

    def __init__(self, *args, devices, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["devices"].queryset = devices

    def ticked(self):
        return {str(value) for value in self["devices"].value() or []}

    def arguments(self):
        return (), {"devices": list(self.cleaned_data["devices"])}
