"""The declaration of the module."""

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from core.modules.panels import Panel
from desk.help.topics import Topic
from loans.allocation.operations.reservations import COMPLETIONS, RANKS
from modules.declaration import RemovableModule
from modules.equipment_features import demo, panels
from modules.equipment_features.models import Wish
from modules.equipment_features.operations import (
    add_to_accessory,
    change_device,
    change_wish,
    forget_wishes,
)
from modules.equipment_features.setting_aside import complete, ranks_of
from people.base.roles import Role

MODULE = RemovableModule(
    key="equipment_features",
    rank=162,
    label=_("Adapted equipment"),
    search_words={"feature_list": _("accessible disability large keys screen reader")},
    description=_(
        "Records the features that a person wants, never why: large keys, a screen "
        "reader, one-handed use, papers in large print or read aloud. They are matched "
        "to devices and accessories."
    ),
    urls=("feature_*", "own_feature*"),
    permissions={
        Role.TECHNICIAN: {change_device.permission},
        Role.COUNTER: {change_wish.permission},
        Role.COORDINATOR: {add_to_accessory.permission},
        Role.ASSOCIATION: {change_wish.permission},
    },
    paths={"adapted-equipment": "settings"},
    topics=[
        Topic(
            "equipment_features",
            Role.TECHNICIAN,
            "feature_list feature_aloud own_features own_feature_print own_feature_aloud",
            for_associations=True,
            after="allocation",
        )
    ],
    panels=[
        Panel("request_detail", "equipment_features/_of_subject.html", panels.of_request),
        Panel("take_along", "equipment_features/_of_subject.html", panels.of_loan),
        Panel("loan_detail", "equipment_features/_of_subject.html", panels.of_loan),
        Panel("loan_papers", "equipment_features/_paper.html", panels.of_papers),
        Panel("recipient_detail", "equipment_features/_of_subject.html", panels.of_person),
        Panel("device_detail", "equipment_features/_of_device.html", panels.of_device),
        Panel("own_page", "equipment_features/_own.html", panels.of_own_page),
    ],
    personal_data=[(Wish, ("recipient",))],
    contacts=[(Wish, Q(), "recipient", "at")],
    processing={
        "families": {
            "basis": _("Wanted features: explicit consent (GDPR, art. 9(2)(a))."),
            "data": _("Equipment features that the person wants, never the reason."),
            "recipients": _("The workshop sees wanted features without a name."),
            "term": _("Wanted features: until the person withdraws them."),
        }
    },
    forget=[forget_wishes],
    demo=demo.note,
)

RANKS.append(ranks_of)
COMPLETIONS.append(complete)
