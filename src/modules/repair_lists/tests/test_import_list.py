"""The command `import_list` imports a list that belongs to no donation, or only checks it."""

import pytest
from django.core.management import CommandError, call_command

from donations.models import Donor
from people.models import Organisation, User

DONORS = "Nom;Ville\nMairie de Rennes;35000 Rennes\n;35000 Rennes\nMairie de Brest;29200 Brest\n"
ORGANISATION = "Nom;Contact;E-mail du contact\nLes Genêts;Idriss;contact@genets.example.org\n"

pytestmark = pytest.mark.usefixtures("db", "english")


@pytest.fixture
def take_in(tmp_path):
    def run(kind, text, **options):
        file = tmp_path / "list.csv"
        file.write_text(text)
        call_command("import_list", kind, file, **options)

    return run


def test_the_valid_rows_of_a_town_are_imported(take_in, capsys):
    take_in("donors", DONORS, only="Ville=35", check=True)
    assert not Donor.objects.exists()
    take_in("donors", DONORS, only="Ville=35")
    assert Donor.objects.get().name == "Mairie de Rennes"
    assert "3: This row has no donor name." in capsys.readouterr().out


def test_options_of_a_list_are_set_and_validated(take_in):
    take_in("organisations", ORGANISATION, set=["invites=on"])
    assert User.objects.get(email="contact@genets.example.org").organisation.name == "Les Genêts"
    assert Organisation.objects.count() == 1


def test_a_file_that_cannot_be_read_is_an_error(tmp_path):
    with pytest.raises(CommandError, match="cannot be read"):
        call_command("import_list", "donors", tmp_path / "missing.csv")
