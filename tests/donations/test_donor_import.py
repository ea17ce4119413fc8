"""Import of donors: rows are checked, valid rows written, and duplicates named."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from donations.models import Donor
from tests.factories import DonorFactory

pytestmark = pytest.mark.django_db
LIST = """Donateurs 2026;;;;

Entreprise;Type;SIRET;Contact;E-mail;Adresse
Meubles Belvoir;SARL;732 829 320 00074;Maëlle;maelle@example.org;3 rue du Port
Valbourg;Mairie;;;;
valbourg;Mairie;;;;
Genêts;;123;;;
;;;;moi@example.org;
Dupont;particulier;;;pas-un-mail;
Connu;;;;;
"""


def test_the_valid_rows_of_a_list_become_donors(sign_in, coordinator):
    DonorFactory(name="CONNU")
    client = sign_in(coordinator)
    file = SimpleUploadedFile("donors.csv", LIST.encode(), "text/csv")
    page = client.post(reverse("donor_import"), {"file": file}, follow=True)
    batch = page.context["batch"]
    refused = {row.number: row.sentences for row in batch.rows.refused()}

    assert sorted(refused) == [6, 7, 8, 9, 10], refused
    assert all(len(sentences) == 1 for sentences in refused.values()), refused
    assert "5" in refused[6][0]
    assert "CONNU" in refused[10][0]
    client.post(reverse("import_start", args=[batch.pk]), {"skip_refused": "on"})
    company, town = Donor.objects.get(siren="732829320"), Donor.objects.get(name="Valbourg")
    assert (company.name, company.kind, company.contact) == ("Meubles Belvoir", "company", "Maëlle")
    assert town.kind == "public"
    assert Donor.objects.count() == 3
