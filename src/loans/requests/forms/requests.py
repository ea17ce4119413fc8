import re

from django import forms
from django.core.exceptions import ValidationError
from django.forms.models import model_to_dict
from django.utils import timezone
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from core.forms.base import ActForm, ActModelForm
from core.forms.widgets import NamedField, Suggestions
from core.modules.registry import is_on
from core.text_input import line_of, number_of
from loans.allocation.outlook import Outlook
from loans.base.home_network import HomeNetworkField
from loans.base.lifecycle.loans import Audience, Purpose, Urgency
from loans.models import Request, RequestMessage, Rules
from loans.organisations.convention_terms import allowed_to, convention_of
from loans.organisations.quotas import what_is_over
from loans.requests.forms.lines import Quantity, RequestedItemsForm
from loans.requests.models import MAX_TEXT_LENGTH
from people.models import Organisation, Recipient, Site
from people.organisations.forms import OrganisationField


class MessageForm(ActForm):
    """Form for `write_message`: a short text about the equipment or the day."""

    text = forms.CharField(
        label=_("Your message"),
        max_length=MAX_TEXT_LENGTH,
        help_text=RequestMessage._meta.get_field("text").help_text,
        widget=forms.Textarea(attrs={"rows": 3}),
    )


# Fields copied to a new request: neither the day nor the reason for urgency.
COPIED_FIELDS = [
    "audience",
    "recipient",
    "household_size",
    "pupils",
    "devices_at_home",
    "purpose",
    "site",
    "reference",
    "note",
]
MAX_CHIP = 6  # people at home; more than that is one chip
# Another site has other stock, so the form is shown again with its values.
LOOK_AGAIN = {
    "hx-post": "",
    "hx-trigger": "change",
    "hx-vals": '{"more": "look"}',
    "hx-target": "#things",
    "hx-select": "#things",
    "hx-swap": "outerHTML",
}
AUDIENCE_ICONS = {
    Audience.FAMILY: "house",
    Audience.STAFF: "user-round",
    Audience.STRUCTURE: "building-2",
}
PURPOSE_ICONS = {
    Purpose.SCHOOL: "graduation-cap",
    Purpose.JOB: "briefcase",
    Purpose.RIGHTS: "landmark",
    Purpose.ONLINE: "monitor-smartphone",
    Purpose.SOCIAL_LINK: "message-circle",
    Purpose.TELEWORK: "monitor",
    Purpose.HOUSING: "key-round",
    Purpose.FAMILY: "users",
    Purpose.OTHER: "ellipsis",
}


COUNTS = _("This affects priority.")


class Cards(forms.RadioSelect):
    """Radio select with few choices, each rendered as a card, with its icon if it has one."""

    template_name = "components/cards.html"

    def __init__(self, icons, choices=()):
        super().__init__(choices=choices)
        self.icons = icons

    def create_option(self, name, value, *args, **kwargs):
        icon = {"icon": self.icons.get(value, "")}
        return super().create_option(name, value, *args, **kwargs) | icon


class NumberChips(Cards):
    """Chips for a small number; empty means unknown, and a larger number adds its own chip."""

    def __init__(self, most):
        numbers = [(number, str(number)) for number in range(1, most + 1)]
        more = (most + 1, format_lazy(_("{n} or more"), n=most + 1))
        super().__init__({}, [("", _("not specified")), *numbers, more])

    def optgroups(self, name, value, attrs=None):
        shown = {str(number) for number, _label in self.choices}
        self.choices = [*self.choices, *((more, more) for more in value if more not in shown)]
        return super().optgroups(name, value, attrs)


class OptionalNumber(forms.NumberInput):
    """Field for an optional number; empty means unknown."""

    def __init__(self):
        super().__init__(attrs={"inputmode": "numeric", "placeholder": "?"})


class PeopleSuggested(Suggestions):
    """Suggestions of people, each with a number that distinguishes namesakes."""

    def get_context(self, name, value, attrs):
        context = super().get_context(name, value, attrs)
        people = [person for _typed, person, _category in context["suggestions"]]
        context["suggestions"] = [(f"{person} · {person.pk}", person, "") for person in people]
        return context


class PersonField(NamedField):
    """Field for a person by name, reference or suggestion; the queryset limits who may be named."""

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
        matching = self.queryset.filter(pk=number[1]) if number else self.queryset.beginning(text)
        people = list(matching[:2])
        if not people:
            raise ValidationError(_("Not in your register: add them first, or leave it empty."))
        if len(people) > 1:
            raise ValidationError(_("Several people have this name: choose one from the list."))
        return people[0]


class OrganisationFirstForm(forms.Form):
    """Form to choose the organisation for which our team writes a request."""

    organisation = OrganisationField()

    def __init__(self, *args, by, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["organisation"].queryset = Organisation.objects.visible_to(by).approved()


def usual_site(by, organisation):
    """The id of the user's site, or of the last site chosen by the organisation."""
    last = Request.objects.filter(organisation=organisation).first()
    return by.site_id or (last and last.site_id)


def offer_sites(field, by, organisation):
    """Offer the open sites in this field; preselect the only site or the usual site."""
    sites = Site.objects.visible_to(by).filter(is_active=True)
    only = sites[0].pk if len(sites) == 1 else None
    field.queryset, field.initial = sites, only or usual_site(by, organisation)


def people_of(organisation, by):
    """The people of an organisation whom `by` may name, latest first."""
    people = Recipient.objects.visible_to(by).not_anonymised().filter(organisation=organisation)
    return people.order_by("-pk")


def household_size_field():
    """Field for the number of people at home; empty means unknown."""
    return forms.IntegerField(
        label=_("People at home"),
        min_value=1,
        max_value=20,
        required=False,
        widget=NumberChips(MAX_CHIP),
    )


def clean_household(form, cleaned):
    """Check the person's kind against the audience; take the household size from the person."""
    audience, person = cleaned.get("audience"), cleaned.get("recipient")
    if person and person.kind != audience:
        text = _("In your register, this person is “%(kind)s”: change one or the other.")
        kind = Audience(person.kind).label
        form.add_error("recipient", ValidationError(text, params={"kind": kind}))
    size = person.household_size if person else cleaned.get("household_size")
    cleaned["household_size"] = size if audience == Audience.FAMILY else None


def check_pupils(form, cleaned):
    """Add an error for more pupils than people, where both numbers are known."""
    people, pupils = cleaned.get("household_size"), cleaned.get("pupils")
    if people is not None and pupils is not None and pupils > people:
        form.add_error("pupils", ValidationError(_("There are more pupils than people at home.")))


def outlook_of(form):
    """The stock of the site chosen in `form`, unless the settings hide it."""
    chosen = getattr(form["site"].value(), "pk", form["site"].value())
    number = number_of(str(chosen))
    site = number and form.fields["site"].queryset.filter(pk=number).first()
    if site and Rules.cached().shows_stock:
        things = [thing for thing in form.items.values() if thing[0] != "kit"]
        return Outlook(site, things, form.fields["site"].queryset)
    return None


class RequestForm(RequestedItemsForm, ActModelForm):
    """Form for `write_request`: quantities, recipient, purpose; `send` submits it at once."""

    audience = forms.ChoiceField(
        label=_("Who is it for?"),
        choices=Audience,
        initial=Audience.FAMILY,
        widget=Cards(AUDIENCE_ICONS),
    )
    recipient = PersonField(
        label=_("Person"),
        queryset=Recipient.objects.none(),
        required=False,
        help_text=_("Optional: the name is only needed on the day of the hand-over."),
    )
    household_size = household_size_field()
    pupils = Quantity(
        label=_("Pupils and students among them"), max_value=20, empty=None, widget=OptionalNumber()
    )
    devices_at_home = Quantity(
        label=_("Devices already at home"),
        max_value=99,
        empty=None,
        widget=OptionalNumber(),
    )
    purpose = forms.ChoiceField(
        label=_("What will it be used for?"), choices=Purpose, widget=Cards(PURPOSE_ICONS)
    )
    home = HomeNetworkField(help_text=_("Saved for the named person. Leave empty for no change."))
    send = forms.BooleanField(required=False)

    class Meta:
        model = Request
        fields = [
            "audience",
            "recipient",
            "household_size",
            "pupils",
            "devices_at_home",
            "purpose",
            "urgency",
            "wanted_on",
            "site",
            "reference",
            "note",
        ]
        widgets = {"note": forms.Textarea(attrs={"rows": 3})}

    def __init__(self, *args, by, organisation, like=None, **kwargs):
        if like:
            again = model_to_dict(like, COPIED_FIELDS)
            kwargs["initial"] = again | (kwargs.get("initial") or {})
        super().__init__(*args, **kwargs)
        self.by, self.is_new = by, self.instance.pk is None
        if self.is_new:
            self.instance.organisation = organisation
        named = Recipient.objects.not_anonymised().filter(pk=self.instance.recipient_id)
        self.fields["recipient"].queryset = people_of(organisation, by) | named
        self.fields["urgency"].choices = [("", _("nothing urgent")), *Urgency.choices]
        self.initial.setdefault("home", self.instance.recipient)
        self._offer_sites(by)
        earlier = like or (None if self.is_new else self.instance)
        lines = earlier.lines.for_list() if earlier else ()
        self.add_item_fields(allowed_to(by, self.instance.organisation), lines)
        self.outlook = outlook_of(self)
        self.counts_for_priority = is_on("priority")
        if self.counts_for_priority:
            for name in ("urgency", "wanted_on"):
                self.fields[name].help_text = COUNTS

    def _offer_sites(self, by):
        sites = Site.objects.visible_to(by).filter(is_active=True)
        field = self.fields["site"]
        field.queryset = sites
        self.only_site = sites[0] if len(sites) == 1 else None
        if self.only_site:
            field.initial = self.only_site
            field.widget = forms.HiddenInput()
        else:
            field.widget.attrs |= LOOK_AGAIN
            field.empty_label = _("Choose a site")
        if self.is_new and not self.only_site:
            field.initial = usual_site(by, self.instance.organisation)

    def clean_wanted_on(self):
        day = self.cleaned_data["wanted_on"]
        if day and "wanted_on" in self.changed_data and day < timezone.localdate():
            raise ValidationError(_("This date has passed."))
        return day

    def clean(self):
        cleaned = super().clean()
        audience = cleaned.get("audience")
        if audience == Audience.STRUCTURE:
            cleaned["recipient"] = None
        clean_household(self, cleaned)
        if audience != Audience.FAMILY:
            cleaned["pupils"] = cleaned["devices_at_home"] = None
        check_pupils(self, cleaned)
        if "home" not in self.changed_data:  # the value shown may belong to the person named before
            cleaned["home"] = {}
        if cleaned.get("home") and not (cleaned.get("recipient") or "recipient" in self.errors):
            self.add_error("home", _("Choose the person below, or leave this field empty."))
        if self.is_unusual and cleaned.get("send") and not self.errors.keys() & self.items.keys():
            self._check_convention()

    def _check_convention(self):
        """Add what exceeds the convention, so that it is not refused once quantities are sure."""
        organisation, today = self.instance.organisation, timezone.localdate()
        convention = convention_of(organisation, today) if self.by.organisation_id else None
        if convention:
            for text in what_is_over(convention, self.lines(), without=self.instance):
                self.add_error(None, text)

    def rarer_fields(self):
        """The fields that most requests leave empty, collapsed."""
        return [self[name] for name in ("recipient", "urgency", "wanted_on", "reference", "note")]

    def has_rarer(self):
        return any(field.errors or field.value() for field in self.rarer_fields())

    def arguments(self):
        keywords = {name: self.cleaned_data.get(name) for name in ("send", "home")}
        return (self.instance,), {"lines": self.lines(), **keywords}
