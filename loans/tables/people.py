from django.utils.translation import gettext_lazy
from django_tables2 import Column

from core.tables import Table, badge, link
from people.models import Organisation, Recipient


class OrganisationTable(Table):
    class Meta(Table.Meta):
        model = Organisation
        fields = ["name", "kind", "town", "phone", "status"]
        wide_columns = ["kind", "phone"]
        empty_text = gettext_lazy("No organisation matches.")

    def cell_name(self, organisation):
        return link(organisation)

    def cell_kind(self, organisation):
        return organisation.get_kind_display()

    def cell_status(self, organisation):
        return badge(organisation)


class RecipientTable(Table):
    name = Column(gettext_lazy("name"), empty_values=())

    class Meta(Table.Meta):
        model = Recipient
        fields = ["name", "kind", "household_size", "organisation", "town", "reference"]
        wide_columns = ["household_size", "town", "reference"]
        empty_text = gettext_lazy("Nobody matches.")

    def __init__(self, data, *, user, **kwargs):
        if user.organisation_id:
            kwargs["exclude"] = ["organisation"]
        super().__init__(data, **kwargs)

    def cell_name(self, person):
        return link(person)

    def cell_kind(self, person):
        return person.get_kind_display()
