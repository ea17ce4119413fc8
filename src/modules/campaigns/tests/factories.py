from factory import Sequence, SubFactory, Trait
from factory.django import DjangoModelFactory

from modules.campaigns.lifecycle import CampaignReason, CampaignStatus
from modules.campaigns.models import Campaign, CampaignLoan
from tests.factories import LoanFactory, UserFactory
from tests.factories.appointments import in_days


class CampaignFactory(DjangoModelFactory):
    class Meta:
        model = Campaign

    class Params:
        prepared = Trait(status=CampaignStatus.PREPARED)
        launched = Trait(status=CampaignStatus.LAUNCHED)
        dropped = Trait(status=CampaignStatus.DROPPED)

    name = Sequence("Fin d’année {}".format)
    reason = CampaignReason.SCHOOL_YEAR
    first_on = in_days(1)
    last_on = in_days(15)
    created_by = SubFactory(UserFactory, coordinator=True)


class CampaignLoanFactory(DjangoModelFactory):
    class Meta:
        model = CampaignLoan

    campaign = SubFactory(CampaignFactory)
    loan = SubFactory(LoanFactory, active=True)
