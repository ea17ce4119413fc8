from django.utils.translation import gettext_lazy as _
from django_tables2 import Column

from core.lists.tables import Table
from modules.local_help.models import ResourceLink


class HelpPlaceTable(Table):
    """Places of help, for the download; their page renders the rows itself."""

    list_name = "helpplace_list"
    list_title = _("places that offer help")
    code = Column(_("INSEE code"), accessor="commune__code")
    commune = Column(_("commune"))

    class Meta(Table.Meta):
        model = ResourceLink
        fields = ["label", "street", "commune", "code", "address", "details", "hours", "is_active"]
