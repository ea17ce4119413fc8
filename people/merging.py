"""Merge definitions of organisations and recipients."""

from django.utils.translation import gettext as _

from core.merging.merging import Merging
from core.workflow.lifecycle import Refused
from people.models import Organisation, Recipient


def _check_organisations(loser, survivor):
    if loser.is_ours:
        raise Refused(_("This is our own association: merge the other one into it."))
    if (survivor.is_ours or loser.status != survivor.status) and loser.users.exists():
        raise Refused(_("Its users would get other rights: close their accesses first."))


def _check_recipients(loser, survivor):
    if loser.anonymised_at or survivor.anonymised_at:
        raise Refused(_("One of them was anonymised: nothing can be written about them."))
    if loser.organisation_id != survivor.organisation_id:
        raise Refused(_("They are of two organisations: a person stays with the one they are of."))
    if loser.kind != survivor.kind:
        raise Refused(_("One is a family, the other a member of staff: these are not the same."))


def _guardians(_loser, survivor):
    """Keep the guardians of the survivor for both; the other guardians stay hidden."""
    return ["people.Guardian"] if survivor.guardians.exists() else []


def in_touch(loser, survivor):
    """Keep the latest contact of both rows, so that retention does not end earlier."""
    if loser.contact_on <= survivor.contact_on:
        return {}, {}
    rows = type(survivor).objects.filter(pk=survivor.pk)
    rows.update(contact_on=loser.contact_on, erase_on=None)
    erase_on = survivor.erase_on and survivor.erase_on.isoformat()
    before = {"contact_on": survivor.contact_on.isoformat(), "erase_on": erase_on}
    return {"contact_on": loser.contact_on.isoformat()}, before


MERGINGS = [
    Merging(
        Organisation,
        search=lambda rows, text: rows.called(text),
        check=_check_organisations,
        details=lambda organisation: f"{organisation.get_kind_display()} · {organisation.town}",
    ),
    Merging(
        Recipient,
        search=lambda rows, text: (
            rows.beginning(text)
            .select_related("organisation")
            .order_by("last_name", "first_name", "pk")
        ),
        check=_check_recipients,
        details=lambda person: f"{person.organisation} · {person.discreet} · {person.town}",
        stays=_guardians,
        after=in_touch,
    ),
]
