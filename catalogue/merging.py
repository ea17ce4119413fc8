"""Merge definitions of brands and device models."""

from django.urls import reverse
from django.utils.translation import gettext as _

from catalogue.models import Brand, DeviceModel
from catalogue.names import key_of
from core.merging.merging import Merging, Move, relations
from core.workflow.lifecycle import Refused


def _called(rows, text):
    return rows.called(key_of(text))


def _same_models(loser, survivor):
    """Models of the same name of both brands: they are merged first."""
    others = {model.key: model for model in survivor.devicemodel_set.filter(merged_into=None)}
    twice = loser.devicemodel_set.filter(merged_into=None, key__in=others)
    return [(model, others[model.key]) for model in twice]


def _check_models(loser, survivor):
    for model, other in _same_models(loser, survivor):
        check_model(model, other)


def check_model(loser, survivor):
    """Raise `Refused` for models of different categories."""
    if None not in (loser.category, survivor.category) and loser.category != survivor.category:
        raise Refused(
            _("“%(model)s” is “%(one)s” under one of them and “%(other)s” under the other.")
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


MERGINGS = [
    Merging(Brand, _called, address=_list_of, check=_check_models, first=_same_models),
    Merging(
        DeviceModel,
        _called,
        address=_list_of,
        check=check_model,
        beside=_brand_too,
        details=lambda model: " · ".join(map(str, filter(None, (model.brand, model.category)))),
    ),
]
