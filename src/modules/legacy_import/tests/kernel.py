"""Declarations of this module for the tests of the whole site (`tests/of_modules.py`)."""

from datetime import date

from inventory.devices.lifecycle.devices import DeviceStatus
from inventory.intake.validation import DeviceDraft
from modules.legacy_import import files
from modules.legacy_import.lifecycle import MigrationStatus, System, help_of
from modules.legacy_import.lines import Line
from modules.legacy_import.operations import (
    history,
    migrations,
    records,
    repairs,
    requests,
    stocks,
    takeover,
    undo,
    vouchers,
)
from modules.legacy_import.tests import factories
from people.base.roles import Role
from tests import factories as make
from tests.access_page import K, Page, act
from tests.races.lock_orders import of, series

ALONE = ["old_people", "accessory_stocks", "old_request"]
OF_A_FILE = ("@migration", "@migration_file")
FACTORIES = [
    factories.MigrationFactory,
    factories.MigrationFileFactory,
    factories.MigrationRecordFactory,
]
STATES = {"MigrationFactory": list(MigrationStatus.values)}
PAGES = {
    "takeover": Page(K),
    "takeover_example": Page(K, file=True),
    **{f"{name}_import": Page(K) for name in ALONE},
    **{f"{name}_example": Page(K, file=True) for name in ALONE},
    "migration_new": Page(K),
    **{f"migration_from_{system}": Page(K) for system in System.values},
    "migration_detail": Page(K, "migration"),
    **{
        f"migration_{name}": act(K, "migration")
        for name in ("files", "check", "answers", "start", "undo", "drop")
    },
    "migrationfile_kind": act(K, args=OF_A_FILE),
    "migrationfile_remove": act(K, args=OF_A_FILE),
}
LOWEST = {
    Role.COORDINATOR: [
        takeover.take_over,
        undo.undo_takeover,
        undo.undo_history,
        history.enter_history,
        migrations.begin_migration,
        migrations.keep_answers,
        migrations.remove_file,
        migrations.start_migration,
        migrations.finish_migration,
        migrations.fail_migration,
        migrations.undo_migration,
        migrations.finish_undo,
        migrations.drop_migration,
        migrations.join,
        migrations.note_check,
        migrations.check_again,
        files.confirm_kind,
        records.enter_organisations,
        records.take_organisations_back,
        records.enter_places,
        records.take_places_back,
        records.enter_donors,
        records.take_donors_back,
        records.enter_people,
        records.take_people_back,
        repairs.enter_repairs,
        repairs.take_repairs_back,
        requests.enter_requests,
        requests.take_requests_back,
        stocks.enter_stocks,
        stocks.take_stocks_back,
        vouchers.enter_vouchers,
        vouchers.take_vouchers_back,
    ]
}
PICTURES = {"takeover": ("takeover",), "moving": ("migration_new",)} | {
    help_of(system): (f"migration_from_{system}",)
    for system in System.values
    if system != System.OTHER
}
SENT_EMPTY = ["takeover", *(f"{name}_import" for name in ALONE)]


def add_to(world):
    world.migration_file = factories.MigrationFileFactory(migration__site=world.site)
    world.migration = world.migration_file.migration


def taking_a_register_over():
    person = make.RecipientFactory()
    facts = DeviceDraft(category=make.CategoryFactory())
    line = Line(
        device=facts,
        status=DeviceStatus.ON_LOAN,
        organisation=person.organisation,
        person=person,
        starts_on=date(2024, 3, 4),
        due_on=date(2031, 3, 4),
        code=f"OLD-{person.pk}",
    )
    by, site = of(coordinator=True), make.SiteFactory()
    return (
        [person, person.organisation, series("loan")],
        lambda: takeover.take_over([line], by=by, site=site, is_attested=True),
    )


LOCKS = {"a register is taken over": taking_a_register_over}
