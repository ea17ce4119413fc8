"""Data subject access request: everything stored about a person, as a PDF or JSON."""

from dataclasses import dataclass
from datetime import date, datetime
from functools import partial

from django.contrib.contenttypes.models import ContentType
from django.db.models import BinaryField, Model, Q
from django.utils import timezone
from django.utils.formats import date_format, number_format
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.folding import FoldedField
from core.models import Event
from inventory.models import Device, Voucher
from loans.models import (
    Agreement,
    Amendment,
    Appointment,
    Attachment,
    Briefing,
    CeilingLift,
    FollowUp,
    Incident,
    Loan,
    LoanItem,
    Mandate,
    Renewal,
    Request,
    RequestLine,
    RequestMessage,
    ReturnLine,
    Signature,
    SignatureLink,
)
from people.base.representation import PROTECTORS
from people.models import Guardian, Message, Recipient, User
from people.privacy.anonymisation import TEXTS

# Each model with personal data, and its paths to the person; other tables have no such data.
SECTIONS: list[tuple[type[Model], tuple[str, ...]]] = [
    (Recipient, ("pk", "merged_into")),
    (Guardian, ("recipient", "recipient__merged_into")),
    (Request, ("recipient", "loans__recipient")),
    (RequestLine, ("request__recipient", "request__loans__recipient")),
    (RequestMessage, ("request__recipient", "request__loans__recipient")),
    (Appointment, ("request__recipient", "loan__recipient")),
    (Loan, ("recipient",)),
    (LoanItem, ("loan__recipient",)),
    (Briefing, ("loan__recipient",)),
    (Mandate, ("loan__recipient",)),
    (Attachment, ("loan__recipient",)),
    (Agreement, ("loan__recipient",)),
    (Signature, ("agreement__loan__recipient",)),
    (Amendment, ("loan__recipient",)),
    (SignatureLink, ("agreement__loan__recipient", "amendment__loan__recipient")),
    (Renewal, ("loan__recipient",)),
    (FollowUp, ("loan__recipient",)),
    (Incident, ("item__loan__recipient",)),
    (ReturnLine, ("item__loan__recipient",)),
    (Voucher, ("recipient",)),
    (CeilingLift, ("recipient",)),
    (Message, ("recipient",)),
]
# Columns that are not about the person: keys and internal management.
LEFT_OUT = {
    "id",
    "recipient",
    "token",
    "token_hash",
    "facts_sha256",
    "code_hash",
    "sealed_with",
    "offered_at",
    "attempts",
    "turn",
    "about_id",
    "about_type",
    "data",
    "bench_by",
    "erase_on",
    "merged_into",
}
# Data of third parties, who have rights too (GDPR 15(4)).
THIRD_PARTIES = {Guardian: {"phone", "address"}, Mandate: {"name"}}
# For a minor: data that would tell one guardian where another lives, or how to reach them.
OF_MINORS = {Recipient: {"phone", "email", "address", "town", "commune", "priority_area"}}
# Labels of columns without a name for users; other columns appear only in the JSON.
LABELS = {
    "created_at": gettext_lazy("entered on"),
    "opened_at": gettext_lazy("handed over on"),
    "ended_at": gettext_lazy("ended on"),
    "signed_at": gettext_lazy("signed on"),
    "settled_at": gettext_lazy("settled on"),
    "withdrawn_at": gettext_lazy("withdrawn on"),
    "removed_at": gettext_lazy("removed on"),
    "handed_out_at": gettext_lazy("handed over on"),
    "at": gettext_lazy("written on"),
    "note": gettext_lazy("remark"),
}


@dataclass
class Section:
    """Rows of one model, each a list of (column name, label, value, text).

    The label is empty for columns that appear only in the JSON. `sources` has the row of each.
    """

    model: type[Model]
    rows: list
    sources: list

    @property
    def title(self):
        return _("You") if self.model is Recipient else self.model._meta.verbose_name_plural


@dataclass
class Dossier:
    """The personal data stored about a recipient: sections with rows, and events."""

    person: Recipient
    sections: list
    story: list
    is_of_minor: bool  # if true, address and contact data are left out too

    def as_json(self):
        """Dossier for machines: columns by their names, times in ISO format."""
        return {
            "person": self.person.pk,
            "made_at": timezone.now().isoformat(),
            "sections": {
                section.model._meta.label_lower: [
                    {name: value for name, _label, value, _words in row} for row in section.rows
                ]
                for section in self.sections
            },
            "story": [{"at": event.at.isoformat(), "what": event.sentence} for event in self.story],
        }


def dossier_of(person: Recipient) -> Dossier:
    """The dossier of a recipient, one query per model."""
    rows_by_model = [(model, _rows_of(model, paths, person)) for model, paths in SECTIONS]
    rows_by_model = [(model, rows) for model, rows in rows_by_model if rows]
    is_of_minor = _has_parents(rows_by_model)
    withheld = THIRD_PARTIES | (OF_MINORS if is_of_minor else {})
    sections = [
        Section(model, [_cells_of(row, withheld.get(model, ())) for row in rows], rows)
        for model, rows in rows_by_model
    ]
    sections += [section for section in map(partial(_naming, person), TEXTS.values()) if section]
    return Dossier(person, sections, _story(rows_by_model), is_of_minor)


def _has_parents(rows_by_model):
    """Whether the person has a parent or guardian: others may live elsewhere."""
    guardians = dict(rows_by_model).get(Guardian, ())
    return any(one.relationship not in PROTECTORS for one in guardians)


def _naming(person, text):
    """Part of a text that names the recipient; None if the text does not."""
    rows = text.about([person]) if text.names else ()
    matches, what = (
        [(str(row), getattr(row, text.name)) for row in rows],
        text.model._meta.verbose_name,
    )
    cells = [
        [("row", what, row, row), (text.name, text.label, value, value)] for row, value in matches
    ]
    return Section(text.model, cells, list(rows)) if cells else None


def _rows_of(model, paths, person):
    about = Q()
    for path in paths:
        about |= Q(**{path: person.pk})
    ids = model.objects.filter(about).values("pk")
    related = [f.name for f in _columns(model) if f.is_relation]
    if "device" in related:
        related += ["device__brand", "device__model", "device__category"]
    return list(model.objects.filter(pk__in=ids).select_related(*related).order_by("pk"))


def _columns(model):
    """Columns of a model to export: without the names of staff, who have rights too."""
    return [
        field
        for field in model._meta.concrete_fields
        if field.name not in LEFT_OUT
        and not isinstance(field, BinaryField | FoldedField)
        and field.related_model is not User
    ]


def _cells_of(row, withheld):
    columns = (field for field in _columns(type(row)) if field.name not in withheld)
    cells = ((field, getattr(row, field.name)) for field in columns)
    return [
        (field.name, _label(field), _plain(value), _in_words(row, field, value))
        for field, value in cells
        if value not in (None, "")
    ]


def _label(field):
    if isinstance(field.verbose_name, Promise):  # Django’s own default is a plain string
        return field.verbose_name
    return (
        field.related_model._meta.verbose_name if field.is_relation else LABELS.get(field.name, "")
    )


def _plain(value):
    if isinstance(value, Model):
        return str(value)
    if isinstance(value, date):
        return value.isoformat()
    return value if isinstance(value, bool | int) else str(value)


def _in_words(row, field, value):
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if isinstance(value, datetime):
        return date_format(timezone.localtime(value), "SHORT_DATETIME_FORMAT")
    if isinstance(value, date):
        return date_format(value, "SHORT_DATE_FORMAT")
    if field.choices:
        return str(getattr(row, f"get_{field.name}_display")())
    if isinstance(value, Device):
        return f"{value.designation} ({value})"
    return str(value) if isinstance(value, Model | str) else number_format(value)


def _story(rows_by_model):
    """Events of these rows, oldest first."""
    about = Q(pk__in=[])
    for model, rows in rows_by_model:
        kind = ContentType.objects.get_for_model(model)
        about |= Q(subject_type=kind, subject_id__in=[row.pk for row in rows])
    return list(Event.objects.filter(about).order_by("pk"))
