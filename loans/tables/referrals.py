from django.utils.formats import date_format
from django.utils.html import format_html, format_html_join
from django.utils.translation import gettext_lazy
from django_tables2 import Column

from core.tables import Table, badge, link
from loans.models import Referral


class ReferralTable(Table):
    list_name = "referral_list"
    person = Column(gettext_lazy("for"), empty_values=())
    what = Column(gettext_lazy("what"), empty_values=())

    class Meta(Table.Meta):
        model = Referral
        fields = ["number", "organisation", "person", "status", "what", "valid_until"]
        wide_columns = ["what", "valid_until"]
        empty_text = gettext_lazy("No slip matches.")

    def __init__(self, data, *, user, **kwargs):
        if user.organisation_id:
            kwargs["exclude"] = ["organisation"]
        super().__init__(data, **kwargs)
        self.user = user

    def cell_number(self, referral):
        return link(referral, format_html('<span class="nowrap">{}</span>', referral))

    def cell_person(self, referral):
        return referral.seen_by(self.user)

    def cell_status(self, referral):
        return badge(referral)

    def cell_what(self, referral):
        lines = ((line.quantity, line.what) for line in referral.lines.all())
        return format_html_join(", ", "{}\u00a0×\u00a0{}", lines)

    def cell_valid_until(self, referral):
        return date_format(referral.valid_until, "SHORT_DATE_FORMAT")
