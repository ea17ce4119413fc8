from factory import SubFactory, Trait
from factory.django import DjangoModelFactory

from modules.legacy_import.lifecycle import MigrationStatus, System
from modules.legacy_import.models import Migration, MigrationFile, MigrationRecord
from tests.factories import ImportBatchFactory, ImportRowFactory, SiteFactory, UserFactory


class MigrationFactory(DjangoModelFactory):
    class Meta:
        model = Migration

    class Params:
        preparing = Trait(status=MigrationStatus.PREPARING)
        starting = Trait(status=MigrationStatus.STARTING)
        live = Trait(status=MigrationStatus.LIVE)
        undoing = Trait(status=MigrationStatus.UNDOING)
        undone = Trait(status=MigrationStatus.UNDONE)
        dropped = Trait(status=MigrationStatus.DROPPED)

    system = System.SPREADSHEET
    site = SubFactory(SiteFactory)
    by = SubFactory(UserFactory, coordinator=True)


class MigrationFileFactory(DjangoModelFactory):
    class Meta:
        model = MigrationFile

    migration = SubFactory(MigrationFactory)
    batch = SubFactory(ImportBatchFactory, kind="register", donation=None)


class MigrationRecordFactory(DjangoModelFactory):
    class Meta:
        model = MigrationRecord

    row = SubFactory(ImportRowFactory)
    record_id = 1
