"""Lists of organisations and donors as files of a move: nobody is invited; undo covers all."""

from dataclasses import replace

from django.utils.translation import gettext_lazy as _

from donations.donor_import import DONORS, DonorResource
from donations.models import Donor
from loans.organisations.organisation_import import ORGANISATIONS, OrganisationResource
from modules.legacy_import.kinds.arriving import Arriving, Undoing
from modules.legacy_import.operations import records
from modules.legacy_import.planned import Planned, Stage, register
from modules.legacy_import.systems import DONORS as OLD_DONORS
from modules.legacy_import.systems import ORGANISATIONS as OLD_ORGANISATIONS
from people.models import Organisation


class OldOrganisationResource(Arriving, OrganisationResource):
    """Resource of organisations in which an undone organisation can be imported again."""

    def get_queryset(self):
        return Organisation.objects.exclude(pk__in=records.taken_back().values("pk"))

    def enter(self, drafts, by):
        return records.enter_organisations(drafts, by=by)


class OldDonorResource(Arriving, DonorResource):
    def enter(self, drafts, by):
        return records.enter_donors(drafts, by=by)


OF_ORGANISATIONS = Undoing(
    Organisation, records.check_organisations, records.take_organisations_back
)
OF_DONORS = Undoing(Donor, records.check_donors, records.take_donors_back)
register(
    Stage(
        rank=20,
        label=_("organisations"),
        kind=replace(
            ORGANISATIONS,
            code=OLD_ORGANISATIONS,
            resource=OldOrganisationResource,
            start=None,
            options=dict,
            undo=OF_ORGANISATIONS.undo,
            check_undo=OF_ORGANISATIONS.check_undo,
            undo_promise=_(
                "The organisations in this list are suspended, because they cannot be deleted."
            ),
            undone=_(
                "The organisations in this list have been suspended. You can send the same "
                "list again."
            ),
        ),
        telling=("name",),
        plan=Planned.add_organisation,
    )
)
register(
    Stage(
        rank=30,
        label=_("donors"),
        kind=replace(
            DONORS,
            code=OLD_DONORS,
            resource=OldDonorResource,
            start=None,
            bonds=None,
            undo=OF_DONORS.undo,
            check_undo=OF_DONORS.check_undo,
            undo_promise=_(
                "The contacts of the donors in this list are erased. The donors stay, "
                "because they cannot be deleted."
            ),
            undone=_(
                "The contacts of the donors in this list have been erased. You can send "
                "the same list again."
            ),
        ),
        telling=("name",),
        plan=Planned.add_donor,
    )
)
