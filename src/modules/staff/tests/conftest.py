import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from inventory.models import ImportBatch
from modules.staff.models import StaffRun
from modules.staff.tests.lists import people
from tests.desk.conftest import _built_year, year  # noqa: F401 (fixtures)
from tests.factories import (
    CategoryFactory,
    DeviceFactory,
    OrganisationFactory,
    SpecificationFactory,
)
from tests.loans.conftest import texts  # noqa: F401 (a fixture)
from tests.loans.settings.test_shared_rules import agreements  # noqa: F401 (a fixture)

HEAD = "Nom;Prénom;E-mail;Matricule;Type d’appareil;Besoins;À rendre le"


@pytest.fixture
def laptop():
    return CategoryFactory(code="laptop", names__fr="Portable", names__en="Laptop")


@pytest.fixture
def employer():
    return OrganisationFactory(approved=True, name="Les Genêts")


@pytest.fixture
def shelf(site, laptop):
    """`shelf(3)` creates three ready laptops there, oldest first; `screen=14` is their size."""

    def put(count, *, category=laptop, **spec):
        made = []
        for _ in range(count):
            device = DeviceFactory(ready=True, site=site, category=category)
            if spec:
                SpecificationFactory(device=device, **spec)
            made.append(device)
        return made

    return put


@pytest.fixture
def client(sign_in, coordinator):
    return sign_in(coordinator)


@pytest.fixture
def send(client, site, employer, laptop):
    def post(*rows, **values):
        upload = SimpleUploadedFile("staff.csv", "\n".join([HEAD, *rows]).encode(), "text/csv")
        facts = {"file": upload, "organisation": employer.name, "site": site.pk}
        facts["default_category"] = laptop.pk
        answer = client.post(reverse("staff_list"), facts | values)
        assert answer.status_code == 302, answer.context["form"].errors
        return ImportBatch.objects.latest("pk")

    return post


@pytest.fixture
def start(client):
    def post(batch, **values):
        client.post(reverse("import_start", args=[batch.pk]), values)
        batch.refresh_from_db()
        return batch

    return post


@pytest.fixture
def run(send, start, shelf, texts):  # noqa: F811
    """A staff list of three people with prepared loans."""
    shelf(4)
    batch = start(send(*people(3)))
    return StaffRun.objects.get(batch=batch)
