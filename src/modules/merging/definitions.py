"""Rules for merging the rows of each model."""

from django.urls import reverse
from django.utils.translation import gettext as _

from catalogue.models import Brand, DeviceModel
from catalogue.names import key_of
from core.workflow.lifecycle import Refused
from donations.lifecycle import DonorKind
from donations.models import Donor
from modules.merging.merging import Merging, Move, register, relations
from people.models import Organisation, Recipient

# --- People and organisations. ---


def _check_organisations(loser, survivor):
    if loser.is_ours:
        raise Refused(_("This is our own association: merge the other one into it."))
    if (survivor.is_ours or loser.status != survivor.status) and loser.users.exists():
        raise Refused(_("Its users would get different rights: close their access first."))


def _check_recipients(loser, survivor):
    if loser.anonymised_at or survivor.anonymised_at:
        raise Refused(
            _("One of them has been anonymised: nothing more can be recorded about them.")
        )
    if loser.organisation_id != survivor.organisation_id:
        raise Refused(
            _(
                "These people belong to two different organisations: a person cannot change "
                "organisation."
            )
        )
    if loser.kind != survivor.kind:
        raise Refused(_("One is a family, the other a member of staff: they are different people."))


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


# --- The catalogue. ---


def _called(rows, text):
    return rows.called(key_of(text))


def _same_models(loser, survivor):
    """Models with the same name in both brands, to be merged first."""
    others = {model.key: model for model in survivor.devicemodel_set.filter(merged_into=None)}
    twice = loser.devicemodel_set.filter(merged_into=None, key__in=others)
    return [(model, others[model.key]) for model in twice]


def _check_models(loser, survivor):
    for model, other in _same_models(loser, survivor):
        _check_model(model, other)


def _check_model(loser, survivor):
    """Raise `Refused` for models of different categories."""
    if None not in (loser.category, survivor.category) and loser.category != survivor.category:
        raise Refused(
            _("One record puts “%(model)s” in the category “%(one)s”, the other in “%(other)s”.")
            % {"model": loser, "one": loser.category, "other": survivor.category}
        )


def _brand_too(loser, survivor):
    """Move rows with both the loser's brand and model to the survivor's brand too."""
    if survivor.brand_id in (None, loser.brand_id) or loser.brand_id is None:
        return []
    moves = []
    for field in relations(DeviceModel):
        if field.name != "merged_into":
            rows = field.model._base_manager.filter(**{field.name: loser}, brand=loser.brand_id)
            ids = list(rows.order_by("pk").values_list("pk", flat=True))
            moves.append(
                Move(field.model._meta.label, "brand", loser.brand_id, survivor.brand_id, ids)
            )
    return [move for move in moves if move.ids]


def _list_of(row):
    return reverse("reference_list", args=[row._meta.model_name])


# --- Donors. ---


def _check_donors(loser, survivor):
    kinds = {loser.kind, survivor.kind}
    if DonorKind.INDIVIDUAL in kinds and len(kinds) > 1:
        raise Refused(_("One is an individual, the other is not: they are different donors."))
    if DonorKind.INDIVIDUAL in kinds and (loser.forgotten_at or survivor.forgotten_at):
        raise Refused(_("The data of one of them was deleted: they can no longer be compared."))
    if loser.siren and survivor.siren and loser.siren != survivor.siren:
        raise Refused(_("Their SIREN numbers are different: they are two legal entities."))


register(
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
        near=lambda rows, person: rows.not_anonymised().filter(organisation=person.organisation_id),
        name_of=lambda person: "" if person.anonymised_at else str(person),
        details=lambda person: f"{person.organisation} · {person.discreet} · {person.town}",
        stays=_guardians,
        after=in_touch,
    ),
    Merging(Brand, _called, address=_list_of, check=_check_models, first=_same_models),
    Merging(
        DeviceModel,
        _called,
        address=_list_of,
        check=_check_model,
        beside=_brand_too,
        details=lambda model: " · ".join(map(str, filter(None, (model.brand, model.category)))),
    ),
    Merging(
        Donor,
        search=lambda rows, text: rows.called(text).order_by("name"),
        check=_check_donors,
        name_of=lambda donor: "" if donor.forgotten_at else str(donor),
        details=lambda donor: " · ".join(filter(None, (donor.get_kind_display(), donor.siren))),
        after=in_touch,
    ),
)
