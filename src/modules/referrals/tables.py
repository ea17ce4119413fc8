from django.utils.html import format_html_join
from django.utils.translation import gettext_lazy
from django_tables2 import Column

from core.formatting import inside
from core.lists.tables import Table, link_on_one_line
from modules.referrals.models import Referral


class ReferralTable(Table):
    list_name = "referral_list"
    person = Column(gettext_lazy("for"))
    what = Column(gettext_lazy("what"))

    class Meta(Table.Meta):
        model = Referral
        fields = ["number", "organisation", "person", "status", "what", "valid_until"]
        wide_columns = ["what", "valid_until"]
        team_only = ["organisation"]
        empty_text = gettext_lazy("No slip matches.")

    cell_number = staticmethod(link_on_one_line)

    def cell_person(self, referral):
        return referral.seen_by(self.user)

    def cell_what(self, referral):
        lines = ((line.quantity, inside(line.what)) for line in referral.lines.all())
        return format_html_join(", ", "{}\u00a0×\u00a0{}", lines)
