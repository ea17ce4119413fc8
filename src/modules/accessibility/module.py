"""The declaration of the module."""

from django.conf import settings
from django.utils.translation import gettext_lazy as _

from core.modules.panels import Panel
from modules.accessibility.models import Statement
from modules.accessibility.operations import publish_statement
from modules.declaration import RemovableModule
from people.base.roles import Role


def read(user, subject):
    statement = Statement.cached()
    conformity = statement.get_conformity_display()
    return {"statement": statement, "conformity": conformity, "site_url": settings.SITE_URL}


MODULE = RemovableModule(
    key="accessibility",
    rank=None,
    label=_("Accessibility statement"),
    description=_("A public page shows how accessible this site is, and gives a contact."),
    permissions={Role.ADMIN: {publish_statement.permission}},
    paths={"accessibility": "settings"},
    help_pages={"settings": "accessibility_edit accessibility_statement"},
    panels=[
        Panel("legal_links", "accessibility/_link.html", read),
        Panel("turned_foot", "accessibility/_turned.html", read),
        Panel("fixed_foot", "accessibility/_fixed_link.html"),
    ],
)
