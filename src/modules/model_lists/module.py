"""The declaration of the module."""

from django.utils.translation import gettext_lazy as _

from core.modules.panels import Panel
from modules.declaration import RemovableModule
from modules.model_lists.kind import MODELS


def _list_of_models(user, kind):
    """The context of the panels of the list of models, or None on other lists."""
    return {} if kind.noun == "devicemodel" else None


MODULE = RemovableModule(
    key="model_lists",
    rank=None,
    label=_("Lists of models"),
    description=_("Administrators import catalogue models from a file."),
    help_pages={"catalogue": "model_import"},
    help_lines={
        "catalogue": (
            4,
            _(
                "Administrators add many models at once with “Import a list” on the page of the"
                " models. Each row has a model and, if you know them, its brand and category."
            ),
        )
    },
    panels=[
        Panel("reference_lead", "model_lists/_lead.html", _list_of_models),
        Panel("reference_actions", "model_lists/_button.html", _list_of_models),
    ],
    list_kinds=[MODELS],
)
