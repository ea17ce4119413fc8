"""Forms for the table of families and its rows."""

import re
from collections import Counter
from decimal import Decimal
from uuid import uuid4

from django import forms
from django.core.exceptions import ValidationError
from django.forms.utils import ErrorDict
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.forms.base import ActForm
from core.imports.columns import OF_A_FIELD
from core.text_input import line_of, number_of
from loans.base.lifecycle.loans import Audience, Purpose, Urgency
from loans.base.needs import askable_of
from loans.models import Request
from loans.organisations.convention_terms import allowed_to, convention_of
from loans.organisations.quotas import exceeded, shares_of
from loans.requests.forms.lines import Quantity, Slot, check_counts, lines_from, need_field, offered
from loans.requests.forms.requests import (
    AUDIENCE_ICONS,
    PURPOSE_ICONS,
    Cards,
    check_pupils,
    offer_sites,
)
from loans.requests.operations.requests import MAX_FAMILIES, Family
from modules.several_families.synonyms import NEEDS, columns_for
from people.models import Recipient, Site

FIRST_ROWS, MORE_ROWS = 3, 5
MAX_ITEMS = 8


def number_in(text):
    """The size chosen in a row that is not among the usual sizes; None for a usual size."""
    return Decimal(text) if re.fullmatch(r"\d{1,3}(\.\d)?", text or "", re.ASCII) else None


class FamilyForm(forms.Form):
    """Form for one row: a family and the quantity of each item; an empty row is ignored."""

    reference = forms.CharField(label=gettext_lazy("Reference"), max_length=40, required=False)
    last_name = forms.CharField(label=gettext_lazy("Name"), max_length=60, required=False)
    first_name = forms.CharField(label=gettext_lazy("First name"), max_length=60, required=False)
    household_size = Quantity(label=gettext_lazy("People at home"), max_value=20, empty=None)
    pupils = Quantity(label=gettext_lazy("Pupils"), max_value=20, empty=None)
    devices_at_home = Quantity(label=gettext_lazy("Devices at home"), max_value=99, empty=None)
    urgency = forms.ChoiceField(
        label=gettext_lazy("Urgency"), choices=[("", "—"), *Urgency.choices], required=False
    )

    def __init__(self, *args, items, number, **kwargs):
        super().__init__(
            *args, prefix=f"f{number}", empty_permitted=True, use_required_attribute=False, **kwargs
        )
        self.items, self.number = items, number
        self.notes, self.person = [], None
        for name, _kind, item in items:
            self.fields[name] = Quantity(label=str(item), max_value=99)
        self.slots = {name: askable_of(one) for name, kind, one in items if kind == "category"}
        for name, _kind, item in items:
            for need in self.slots.get(name, ()):
                posted = number_in(self.data.get(self.add_prefix(f"{name}_{need}")))
                self.fields[f"{name}_{need}"] = need_field(item, need, posted)
        for field in self.fields.values():
            if isinstance(field, Quantity):  # keep the text so that its error can be read
                field.widget = forms.TextInput(attrs={"inputmode": "numeric"})

    @property
    def counts(self):
        """Whether any value was typed in this row."""
        return self.is_bound and self.has_changed()

    @property
    def is_good(self):
        return self.counts and not self.errors

    def plain_fields(self):
        """The fields of the family and of each quantity."""
        needs = {f"{name}_{need}" for name, needs in self.slots.items() for need in needs}
        return [self[name] for name in self.fields if name not in needs]

    def needs(self):
        """A `Slot` for each kind of device that can have needs."""
        return [
            Slot(self[name], item, [self[f"{name}_{need}"] for need in self.slots[name]])
            for name, _kind, item in self.items
            if self.slots.get(name)
        ]

    def has_needs(self):
        """Whether a need of devices is filled in, or has an error."""
        return any(slot.has_needs for slot in self.needs())

    def clean(self):
        cleaned = super().clean()
        cleaned["household_size"] = cleaned.get("household_size") or None
        check_pupils(self, cleaned)
        check_counts(self, cleaned)
        names = [name for name, _kind, _item in self.items]
        if not any(self.errors.get(name) or cleaned.get(name) for name in names):
            raise ValidationError(_("Enter what this family requests."))

    @property
    def sentences(self):
        """The errors of this row, each after the name of its field."""
        for name, messages in self.errors.items():
            for message in messages:
                label = name in self.fields and self.fields[name].label
                yield _(OF_A_FIELD) % {"thing": label, "words": message} if label else message

    def cells(self):
        """The typed values by column of a list (`columns_for`): each need once for all devices."""
        typed = {name: self[name].value() or "" for name in self.fields}
        for need in NEEDS:
            of_items = (typed.get(f"{name}_{need}") for name, _kind, _item in self.items)
            value = next(filter(None, of_items), "")
            typed[need] = "x" if value is True else value
        return typed

    @property
    def name(self):
        cleaned = self.cleaned_data
        return line_of(cleaned["first_name"]), line_of(cleaned["last_name"])

    def lines(self):
        return lines_from(self.cleaned_data, self.items, self.slots)


class FamiliesForm(ActForm):
    """Form for `write_together`: purpose, day, site and items of all, and a row for each family."""

    audience = forms.ChoiceField(
        label=gettext_lazy("Who is it for?"),
        choices=[(who, who.label) for who in (Audience.FAMILY, Audience.STAFF)],
        initial=Audience.FAMILY,
        required=False,
        widget=Cards(AUDIENCE_ICONS),
    )
    purpose = forms.ChoiceField(
        label=gettext_lazy("What will it be used for?"),
        choices=Purpose,
        widget=Cards(PURPOSE_ICONS),
    )
    site = forms.ModelChoiceField(Site.objects.none(), label=gettext_lazy("Collection site"))
    wanted_on = forms.DateField(label=gettext_lazy("Needed by"), required=False)
    things = forms.MultipleChoiceField(
        label=gettext_lazy("What do these families request?"),
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": gettext_lazy("Tick at least one item.")},
    )
    rows = forms.IntegerField(widget=forms.HiddenInput, required=False, initial=FIRST_ROWS)
    send = forms.BooleanField(required=False)
    only_good = forms.BooleanField(required=False)

    def __init__(self, *args, by, organisation, **kwargs):
        super().__init__(*args, **kwargs)
        self.by, self.organisation = by, organisation
        offer_sites(self.fields["site"], by, organisation)
        offer = offered(allowed_to(by, organisation))
        self.fields["things"].choices = [(name, str(item)) for name, _kind, item in offer]
        first = [name for name, kind, _item in offer if kind == "category"][:1]
        self.fields["things"].initial = first
        ticked = self["things"].value() or first
        self.items = [one for one in offer if one[0] in ticked][:MAX_ITEMS]
        self.families = self._families()

    def _families(self):
        rows = self["rows"].value() if self.is_bound else FIRST_ROWS
        count = number_of(str(rows)) or FIRST_ROWS
        data = self.data if self.is_bound else None
        return [
            FamilyForm(data, items=self.items, number=number)
            for number in range(1, min(max(count, 1), MAX_FAMILIES) + 1)
        ]

    def ticks(self):
        """The checkboxes of items: kits and devices, then the rarer items, collapsed."""
        ticks = list(self["things"])
        often = [t for t in ticks if t.data["value"].startswith(("kit_", "category_"))]
        return often, [tick for tick in ticks if tick not in often]

    def has_rarer(self):
        return any(name.startswith(("product_", "accessory_")) for name, _kind, _t in self.items)

    @property
    def used(self):
        return [family for family in self.families if family.counts]

    @property
    def to_write(self):
        """The rows without errors, once `judge` has run."""
        return [family for family in self.used if not family.errors]

    @property
    def refused(self):
        return [family for family in self.used if family.errors]

    def reasons(self):
        """Each (error, number of rows), most frequent first."""
        return Counter(text for family in self.refused for text in family.sentences).most_common()

    def refused_sheet(self):
        """Yield headings, then each refused row with its errors, to correct and upload again."""
        columns = columns_for(self.items).fields
        yield [*map(str, columns.values()), _("reason")]
        for family in self.refused:
            cells = family.cells()
            yield [*(cells[name] for name in columns), "\n".join(family.sentences)]

    def data_of_refused(self):
        """The form data of the refused families only, numbered from 1."""
        data = self.data.copy()
        typed = {name: data.pop(name)[0] for name in list(data) if re.match(r"f\d+-", name)}
        for number, family in enumerate(self.refused, 1):
            start = f"f{family.number}-"
            data.update(
                {
                    f"f{number}-{name.removeprefix(start)}": text
                    for name, text in typed.items()
                    if name.startswith(start)
                }
            )
        data["rows"] = len(self.refused)
        data["submission"] = str(uuid4())
        return data

    def clean_wanted_on(self):
        day = self.cleaned_data["wanted_on"]
        if day and day < timezone.localdate():
            raise ValidationError(_("This date has passed."))
        return day

    def clean(self):
        cleaned = super().clean()
        cleaned["send"] = cleaned.get("send") or cleaned.get("only_good")
        used = self.used
        if not used:
            raise ValidationError(_("Add at least one family."))
        self.judge()
        over = self._check_convention() if cleaned["send"] else []
        wrong = [str(family.number) for family in self.refused]
        if wrong and not (cleaned.get("only_good") and self.to_write):
            for sentence in over:
                self.add_error(None, sentence)
            self.add_error(
                None,
                ValidationError(
                    _("Nothing was sent. Correct these rows first: %(rows)s."),
                    params={"rows": ", ".join(wrong)},
                ),
            )

    def look(self):
        """Validate the rows alone, for a preview."""
        self._errors = ErrorDict()
        self.judge()
        self._check_convention()

    def _check_convention(self):
        """Refuse the rows beyond the convention; return a sentence for each quota exceeded."""
        is_bound = self.by.organisation_id is not None
        convention = convention_of(self.organisation, timezone.localdate()) if is_bound else None
        if convention is None:
            return []
        shares, within = shares_of(convention), []
        all_lines = [line for family in self.to_write for line in family.lines()]
        for family in self.to_write:
            more = [*within, *family.lines()]
            if exceeded(shares, more):
                family.add_error(
                    None, _("Your partnership agreement does not allow any more items.")
                )
            else:
                within = more
        text = _(
            "%(what)s: your partnership agreement still allows %(left)s; your list "
            "requests %(wanted)s."
        )
        return [
            text % {"what": share.name, "left": share.left, "wanted": wanted}
            for share, wanted in exceeded(shares, all_lines)
        ]

    def judge(self):
        """Validate the rows together, and match them with recipients."""
        good = [family for family in self.used if family.is_valid()]
        people = self._people_named(good)
        seen = Counter()
        for family in good:
            self._judge_one(family, people, seen)

    def _judge_one(self, family, people, seen):
        reference, name = family.cleaned_data["reference"].strip(), family.name
        for key, field in (("r", reference), ("n", "" if reference else " ".join(name).strip())):
            seen[key, field.casefold()] += 1
            if field and seen[key, field.casefold()] > 1:
                family.add_error("reference", _("The same as a row above."))
        if family.errors:
            return
        same = people.get(_key(*name), [])
        if len(same) > 1:
            family.add_error("last_name", _("Several people in your register have this name."))
        elif any(name):
            family.person = same[0] if same else self._new_person(family)

    def _new_person(self, family):
        first_name, last_name = family.name
        return Recipient(
            organisation=self.organisation,
            first_name=first_name,
            last_name=last_name,
            kind=self.recipient_kind,
            household_size=family.cleaned_data["household_size"] or 1,
            reference=family.cleaned_data["reference"].strip(),
        )

    def _people_named(self, families):
        """{name: people of this organisation}, in one query."""
        last_names = {family.name[1] for family in families if any(family.name)}
        spelt = {spell for name in last_names for spell in (name, name.title(), name.upper())}
        people = (
            Recipient.objects.visible_to(self.by)
            .not_anonymised()
            .filter(organisation=self.organisation, kind=self.recipient_kind, last_name__in=spelt)
        )
        by_name = {}
        for person in people:
            by_name.setdefault(_key(person.first_name, person.last_name), []).append(person)
        return by_name

    def arguments(self):
        cleaned = self.cleaned_data
        common = {name: cleaned[name] for name in ("purpose", "site", "wanted_on")}
        families = [self._family(family, common) for family in self.to_write]
        return (self.organisation,), {"families": families, "send": cleaned["send"]}

    @property
    def recipient_kind(self):
        return self["audience"].value() or Audience.FAMILY

    def _family(self, family, common):
        cleaned = family.cleaned_data
        of_family = ("household_size", "pupils", "devices_at_home")
        names = ("urgency", *(of_family if self.recipient_kind == Audience.FAMILY else ()))
        request = Request(
            organisation=self.organisation,
            audience=self.recipient_kind,
            reference=cleaned["reference"].strip(),
            **common,
            **{name: cleaned[name] for name in names},
        )
        return Family(family.number, request, family.lines(), family.person)


def _key(first_name, last_name):
    return first_name.casefold(), last_name.casefold()
