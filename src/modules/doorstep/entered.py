"""Values that were entered at a door, as lines to read: the form may have changed since."""

from django.utils.translation import gettext as _

from loans.base.lifecycle.agreements import SignerRole, WhyNotSigned
from loans.base.lifecycle.loans import Condition
from loans.base.parties import Signatory, guardians_of, signatories_of
from loans.models import Mandate

DRAWING = "data:image/"
UNSAID = {"csrfmiddlewaretoken"}  # fields that nobody entered


def signatories_at(visit):
    """{frame of the form: its `Signatory`}, the person who visits included."""
    loan = visit.loan
    mandate = Mandate.objects.filter(loan=loan, given_up_at=None).first()
    if visit.agreement_id:
        signatories = signatories_of(loan, guardians_of(loan), mandate)
    else:
        signatories = [Signatory(SignerRole.PERSON, str(loan.borrower))]
    names = ["signature", *(f"signature{n}" for n in range(2, len(signatories) + 1))]
    ours = Signatory(SignerRole.OURS, visit.by.name)
    return dict(zip(names, signatories, strict=True)) | {"ours": ours}


def named(signatory):
    """The name of a signatory, with their role."""
    return f"{signatory.name} ({SignerRole(signatory.role).label})"


def entered_in(visit, fields):
    """The lines of all fields of an answer, except its drawings."""
    left = {
        name: " ".join(value.split())
        for name, value in fields.items()
        if name not in UNSAID and not value.startswith(DRAWING)
    }
    lines = _lines_of_items(visit, left)  # takes its fields out of `left`
    frames = signatories_at(visit)
    lines += [_line_of_field(name, value, frames) for name, value in left.items() if value]
    return [labelled(label, value) for label, value in lines]


def labelled(label, value):
    return _("%(label)s: %(value)s") % {"label": label, "value": value}


def _lines_of_items(visit, left):
    """(item, what was ticked, chosen or counted) of a return, whatever became of the item since."""
    lines = []
    for item in visit.loan.items.for_list().order_by("pk") if not visit.agreement_id else ():
        ticked, chosen, count = (
            left.pop(f"{part}_{item.pk}", None) for part in ("item", "condition", "count")
        )
        if count is not None:
            lines.append((item, count))
        if ticked or chosen:
            conditions = dict(Condition.choices)
            words = [_("returned") if ticked else _("not returned"), conditions.get(chosen, chosen)]
            lines.append((item, ", ".join(str(word) for word in words if word)))
    return lines


def _line_of_field(name, value, frames):
    if name == "because":
        return _("Reason for not signing"), dict(WhyNotSigned.choices).get(value, value)
    if name == "witness":
        return _("Witness: name and role"), value
    frame, _separator, part = name.rpartition("_")
    if frame not in frames:
        return name, value
    labels = {
        "name": _("Name typed for %(who)s"),
        "capacity": _("Role typed for %(who)s"),
        "typed": _("Ticked as the signature of %(who)s"),
    }
    label = labels.get(part, "%(who)s") % {"who": named(frames[frame])}
    return label, _("yes") if part == "typed" else value
