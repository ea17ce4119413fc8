"""Declaration of the module “open_data”."""

from django.utils.translation import gettext_lazy as _

from desk.help.topics import Topic
from modules.declaration import RemovableModule
from modules.open_data.operations import publish
from people.base.roles import Role

MODULE = RemovableModule(
    key="open_data",
    rank=None,
    label=_("Open data"),
    description=_(
        "Anyone can see the organisations, the places that offer help and the stock "
        "counts. No one is named."
    ),
    permissions={Role.ADMIN: {publish.permission}},
    paths={"open-data": "settings"},
    topics=[
        Topic(
            "open_data",
            Role.ADMIN,
            "publication_edit open_structures open_stock open_stock_schema",
            after="lists",
        )
    ],
)
