import re
import shlex

import pytest
from django.conf import settings
from django.core.management import CommandError, call_command

from core.workflow.lifecycle import Refused
from donations.models import Donation, Donor
from inventory.models import Device, ImportBatch, ImportRow
from modules.repair_lists.synonyms import column_named
from people.models import Site, User
from tests.cases import tried
from tests.factories import CategoryFactory, DonorFactory, SiteFactory, UserFactory
from tests.inventory.imports import test_withheld_cells as withheld_cells
from tests.inventory.imports.test_import_sheets import BOOK
from tests.inventory.imports.test_reading_lists import book_of
from tests.inventory.lists import HEADINGS, ROWS, csv_of

BAD = ["grille-pain", "HP", "", "SN-9", "", "", ""]


@pytest.fixture
def _kinds(site, english):
    for code in ["laptop", "phone"]:
        CategoryFactory(code=code, names={"fr": code, "en": code})


@pytest.fixture
def intake(tmp_path, capsys, _kinds):
    """Factory `intake(rows, "--dry-run")`, which runs the command; returns (exit code, output)."""

    def intake(rows, *options, headings=HEADINGS, donor="Mairie de Rennes"):
        file = tmp_path / "liste.csv"
        file.write_bytes(csv_of(headings, *rows, encoding="cp1252"))
        try:
            call_command("intake", str(file), "--donor", donor, *options)
        except SystemExit as stop:
            return stop.code, capsys.readouterr().out
        return 0, capsys.readouterr().out

    return intake


def nothing_is_written():
    written = [Donor, Donation, Device, ImportBatch, ImportRow]
    return not any(model.objects.exists() for model in written)


def test_a_list_is_imported_with_a_new_donor(intake, site):
    code, output = intake(ROWS)

    assert code == 0
    donation = Donation.objects.get()
    assert (donation.donor.name, donation.site) == ("Mairie de Rennes", site)
    assert Device.objects.filter(donation=donation).count() == 3
    assert list(ImportRow.objects.values_list("cells", flat=True)) == ROWS
    assert {batch.by for batch in ImportBatch.objects.all()} == {User.objects.system()}
    for line in [
        "N° de série -> serial number",
        "Rows: 3, refused: 0",
        f"Donation: {donation} from Mairie de Rennes",
        "Devices: 3 (laptop × 2, phone × 1)",
        "Brands: 1, models: 1",
    ]:
        assert line in output.splitlines()


def test_an_existing_donor_is_not_created_again(intake):
    donor = DonorFactory(name="Mairie de Rennes")

    intake(ROWS, donor="mairie de rennes ")

    assert Donation.objects.get().donor == donor
    assert Donor.objects.count() == 1


def test_a_refused_row_blocks_the_import(intake):
    code, output = intake([ROWS[0], BAD])

    assert code == 1
    assert "Row 3: “grille-pain” is not a known category." in output.splitlines()
    assert nothing_is_written()


def test_refused_rows_may_be_skipped_and_set_the_exit_code(intake):
    code, output = intake([ROWS[0], BAD], "--skip-refused")

    assert code == 1
    assert "Rows: 2, refused: 1" in output.splitlines()
    assert Device.objects.count() == 1
    assert ImportRow.objects.refused().get().cells == BAD


def test_a_dry_run_writes_nothing(intake, settings):
    code, output = intake(ROWS, "--dry-run")

    assert code == 0
    assert "Rows: 3, refused: 0" in output.splitlines()
    assert nothing_is_written()


def test_a_dry_run_of_a_bad_list_sets_the_exit_code(intake):
    assert intake([BAD], "--dry-run", "--skip-refused")[0] == 1
    assert nothing_is_written()


def test_columns_are_mapped_by_options(intake):
    code, _output = intake(
        [["portable noir", "laptop", "3 ans"]],
        "--map",
        "Quoi=remark",
        "--map",
        "genre=category",
        "--map",
        "Âge=",
        headings=["Quoi", "Genre", "Age"],
    )

    device = Device.objects.get()
    assert code == 0
    assert (device.category.code, device.remark, device.age_years) == (
        "laptop",
        "portable noir",
        None,
    )


def test_a_mapped_column_overrides_the_guess(intake):
    intake(
        [["laptop", "A1", "B2"]],
        "--map",
        "Étiquette=serial",
        headings=["Type", "Série", "Étiquette"],
    )

    assert Device.objects.get().serial == "B2"


def test_a_category_for_the_whole_list(intake):
    intake([["HP"]], "--category", "laptop", headings=["Marque"])

    assert Device.objects.get().category.code == "laptop"


def test_the_site_option_is_required_with_several_sites(intake, site):
    other = SiteFactory()

    with pytest.raises(CommandError, match="Specify the site:"):
        intake(ROWS)
    intake(ROWS, "--site", other.name.upper())

    assert {device.site for device in Device.objects.all()} == {other}


def test_the_first_import_creates_the_first_site(intake, site):
    site.delete()

    assert intake(ROWS, "--dry-run")[0] == 0
    assert not Site.objects.exists()
    intake(ROWS, "--site", "Atelier")

    assert {device.site.name for device in Device.objects.all()} == {"Atelier"}


def test_the_same_file_twice_is_refused(intake):
    intake(ROWS)

    for options in [[], ["--dry-run"]]:
        with pytest.raises(CommandError, match=r"already been imported: liste\.csv"):
            intake(ROWS, *options)
    assert Device.objects.count() == 3
    assert Donation.objects.count() == 1


def test_a_wrong_option_is_an_error_and_nothing_is_written(intake):
    for options, sentence in (
        (["--map", "Poids=remark"], "no column “Poids”"),
        (["--map", "Marque=weight"], "These columns are not in the list: choose again."),
        (["--map", "Marque"], "no column “”"),
        (["--category", "toaster"], "The category must be one of: laptop, phone."),
        (["--site", "Nowhere"], "Specify the site:"),
        (["--user", "nobody@example.org"], "Nobody has the e-mail"),
    ):
        with tried(options, sentence):
            with pytest.raises(CommandError, match=sentence):
                intake(ROWS, *options)
            assert nothing_is_written()


def test_without_categories_the_error_names_the_next_step(tmp_path, site):
    with pytest.raises(CommandError, match="load_reference"):
        call_command("intake", str(tmp_path / "liste.csv"), "--donor", "X")


@pytest.mark.usefixtures("_kinds")
def test_an_unreadable_file_is_an_error(tmp_path):
    with pytest.raises(CommandError, match="cannot be read"):
        call_command("intake", str(tmp_path / "none.csv"), "--donor", "X")


def test_the_import_runs_as_the_given_user(intake, coordinator):
    intake(ROWS, "--user", coordinator.email.upper())

    assert ImportBatch.objects.get().by == coordinator


def test_the_command_needs_the_import_permission(intake, volunteer):
    with pytest.raises(CommandError, match="is not allowed to import lists"):
        intake(ROWS, "--user", volunteer.email)
    assert nothing_is_written()


def test_a_user_who_cannot_sign_in_does_nothing(intake, site):
    left = UserFactory(coordinator=True, disabled=True, sites=[site])

    with pytest.raises(CommandError):
        intake(ROWS, "--user", left.email)
    assert nothing_is_written()


@pytest.mark.usefixtures("_kinds")
def test_the_command_withholds_cells_that_look_like_personal_data(
    site, coordinator, tmp_path, capsys
):
    path = tmp_path / "parc.csv"
    path.write_bytes(csv_of(withheld_cells.HEADINGS, *withheld_cells.ROWS))

    call_command("intake", path, user=coordinator.email, donor="Mairie")

    assert "cells look like personal data" in capsys.readouterr().out
    texts = list(Device.objects.values_list("remark", "collected_from"))
    assert withheld_cells.named_in(texts) == []


@pytest.mark.usefixtures("_kinds")
def test_the_command_reads_the_sheets_of_its_option(tmp_path, capsys, site):
    file = tmp_path / "parc.xlsx"
    file.write_bytes(book_of(*BOOK))

    call_command("intake", str(file), "--donor", "Mairie", "--sheet", "Mobiles")

    output = capsys.readouterr().out
    assert "Sheet “PC portables”: 2 rows, sheet not imported." in output
    assert "Devices: 1 (phone × 1)" in output
    assert ImportBatch.objects.get().rows.count() == 1


def test_the_example_list_of_the_readme_is_imported(monkeypatch, capsys, english, db):
    names = ["categories", "brands", "models"]
    files = [settings.BASE_DIR / f"fixtures/{name}.json" for name in names]
    call_command("loaddata", *files, verbosity=0)
    site = SiteFactory(name="Rennes")
    monkeypatch.chdir(settings.PROJECT_DIR)
    readme = (settings.PROJECT_DIR / "README.md").read_text()

    call_command("intake", *shlex.split(re.search(r"manage\.py intake (.+)$", readme, re.M)[1]))

    donation = Donation.objects.get()
    assert donation.reference in capsys.readouterr().out
    assert (str(donation.donor), donation.site) == ("Mairie de Saint-Aubin", site)
    devices = Device.objects.filter(donation=donation)
    assert devices.count() == 11
    assert not devices.filter(model=None).exists()
    assert devices.exclude(imei=None).count() == 3


def test_column_options_match_headings_case_insensitively():
    assert column_named("n° de SERIE", ["Marque", "N° de série"]) == "1"
    with pytest.raises(Refused):
        column_named("Poids", ["Marque"])
