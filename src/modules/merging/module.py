"""The declaration of the module."""

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from core.modules.panels import Panel
from desk.daily import Step
from desk.navigation import OF_ANY_KIND, Tab
from modules.declaration import RemovableModule
from modules.merging import definitions  # noqa: F401  (they register themselves)
from modules.merging.merging import MERGINGS, follow_merges, merge
from people.base.roles import Role


def is_merged_by(user, row):
    return row._meta.model_name in MERGINGS and user.has_perm(merge.permission)


def way_in(user, row):
    """The row and its kind, for users who may merge the row."""
    return {"noun": row._meta.model_name, "row": row} if is_merged_by(user, row) else None


def page_of(user, row):
    noun = row._meta.model_name
    return reverse("row_merge", args=[noun, row.pk]) if is_merged_by(user, row) else None


MODULE = RemovableModule(
    key="merging",
    rank=None,
    search_words={"merge_list": _("merge duplicates twice")},
    paths={"merge": "organisation_list"},
    acts=[Tab("merge_list", _("Merge duplicates"), "merge", merge.permission)],
    label=_("Merging of duplicates"),
    description=_("Two duplicate records become one, and become two again if that was a mistake."),
    permissions={Role.COORDINATOR: {merge.permission}},
    help_pages={"catalogue": "row_merge merge_list"},
    help_lines={
        "catalogue": (
            3,
            _(
                "Does the same brand, model, donor, organisation or recipient appear "
                "twice? On its page, or next to a proposal, choose “Merge with "
                "another”. You see what moves before you confirm, and you can undo the "
                "merge as long as nothing has changed since then."
            ),
        )
    },
    panels=[
        Panel("twin", "merging/_merge.html", way_in),
        Panel("proposal_actions", "merging/_proposal.html", way_in),
    ],
    reference_pages=[page_of],
    steps={"merges": Step(run=lambda now: follow_merges(), needs_clock=False)},
)

OF_ANY_KIND.add("merge")
