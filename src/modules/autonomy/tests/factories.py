from factory import SubFactory
from factory.django import DjangoModelFactory

from modules.autonomy.lifecycle import Level, Moment
from modules.autonomy.models import AutonomyNote
from tests.factories import LoanFactory, UserFactory


class AutonomyNoteFactory(DjangoModelFactory):
    class Meta:
        model = AutonomyNote

    loan = SubFactory(LoanFactory, active=True)
    moment = Moment.HAND_OVER
    level = Level.GUIDED
    by = SubFactory(UserFactory, counter=True)
