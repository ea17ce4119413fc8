from django.utils.translation import gettext_lazy as _

from core.lists.tables import Table, link
from modules.holder_messages.models import HolderMessage


class HolderMessageTable(Table):
    list_name = "holdermessage_list"
    none_yet = _("No message yet.")

    class Meta(Table.Meta):
        model = HolderMessage
        fields = ["subject", "created_at", "status"]

    cell_subject = staticmethod(link)
