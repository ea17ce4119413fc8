from factory import SubFactory, Trait
from factory.django import DjangoModelFactory

from modules.whole_exports.models import WholeExport
from tests.factories.people import UserFactory


class WholeExportFactory(DjangoModelFactory):
    """A requested export, in the state of the trait."""

    class Meta:
        model = WholeExport

    class Params:
        asked = Trait(status="asked")
        ready = Trait(status="ready", file="ab" * 16 + ".zip", size=1_048_576, sha256="cd" * 32)
        failed = Trait(status="failed")
        forgotten = Trait(status="forgotten")

    by = SubFactory(UserFactory, admin=True)
