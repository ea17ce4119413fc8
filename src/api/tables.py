from django.utils.translation import gettext_lazy as _
from django_tables2 import Column

from api.models import Token
from core.lists.tables import Table, badge, link


class TokenTable(Table):
    """All tokens, each with the user that it acts as."""

    list_name = "token_list"
    scopes = Column(_("permissions"))
    state = Column(_("status"))

    class Meta(Table.Meta):
        model = Token
        fields = ["name", "user", "scopes", "ending", "expires_on", "used_at", "state"]
        wide_columns = ["user", "ending", "used_at"]
        empty_text = _("No token matches.")

    none_yet = _("No token yet. Software that may read or write here will appear in this list.")

    cell_name = staticmethod(link)

    def cell_scopes(self, token):
        return ", ".join(map(str, token.scope_labels))

    def cell_state(self, token):
        return badge(token)
