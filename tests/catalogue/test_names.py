"""Other spellings of brands, and typed names that are not confirmed yet."""

import pytest
from django.core.management import call_command
from django.urls import reverse

from catalogue.names import brands_named, key_of, kind_named
from catalogue.operations import save_reference, settle_proposal, spellings_of
from core.models import Event
from core.models.mergeable import MERGED
from core.workflow.lifecycle import Refused
from desk.figures.scope import Scope
from desk.home.todo import PROPOSALS, to_do
from inventory.intake.forms import brand_field, model_field
from inventory.intake.operations.intake import register
from inventory.intake.validation import DeviceDraft, misfits
from inventory.models import Device
from inventory.workshop.machine_reports.comparison import compare
from inventory.workshop.machine_reports.machine import Machine
from tests.factories import (
    BrandFactory,
    CategoryFactory,
    DeviceFactory,
    DeviceModelFactory,
    DonationFactory,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def hp():
    brand = BrandFactory(name="HP")
    BrandFactory(name="Hewlett-Packard", merged_into=brand)
    return brand


def test_each_shipped_spelling_belongs_to_one_brand():
    call_command("load_reference", verbosity=0)
    for brand, names in (
        ("HP", ["HP", "hp inc.", "Hewlett-Packard", "HEWLETT PACKARD", "Hewlett-Packard Company"]),
        ("Dell", ["Dell Inc.", "DELL", "Dell Computer Corporation"]),
        ("ASUS", ["ASUSTeK COMPUTER INC.", "Asus"]),
        ("Acer", ["Acer Inc.", "Acer, Inc"]),
        ("Fujitsu", ["FUJITSU SIEMENS", "Fujitsu Technology Solutions GmbH"]),
        ("Samsung", ["SAMSUNG ELECTRONICS CO., LTD."]),
        ("Microsoft", ["Microsoft Corporation"]),
        ("Apple", ["Apple Inc.", "Äpple"]),
        ("Toshiba", ["TOSHIBA"]),
        ("Dynabook", ["dynabook Inc."]),
        ("IBM", ["IBM"]),
    ):
        brands = brands_named(names)
        assert {brands[key_of(name)].name for name in names} == {brand}


def test_company_suffixes_are_stripped_from_a_new_brand(coordinator):
    brand, _model = kind_named("Framework Computer Inc.", "", by=coordinator)
    assert brand.name == "Framework Computer"
    assert kind_named("framework computer", "", by=coordinator)[0] == brand
    assert kind_named("Co", "", by=coordinator)[0].name == "Co"


def test_a_machine_report_finds_the_brand(hp, site):
    device = DeviceFactory(site=site, brand=None)
    changes = compare(device, Machine(kind="lshw", maker="Hewlett-Packard Inc.")).changes
    assert [change.value for change in changes if change.name == "device_brand"] == ["HP"]


def test_a_search_finds_devices_by_another_spelling(hp, site):
    device = DeviceFactory(site=site, brand=hp)
    assert Device.objects.matching("hewlett").get() == device


def test_spellings_are_added_and_removed(hp, admin, english):
    save_reference(hp, by=admin, spellings=["Hewlett-Packard", "Compaq HP ", "hp"])
    assert [*map(str, spellings_of(hp))] == ["Compaq HP", "Hewlett-Packard"]
    assert brands_named(["compaq hp"])["compaq hp"] == hp
    save_reference(hp, by=admin, spellings=["Compaq HP"])
    assert [*map(str, spellings_of(hp))] == ["Compaq HP"]
    BrandFactory(name="Compaq")
    with pytest.raises(Refused, match="“Compaq” already stands for Compaq: merge"):
        save_reference(hp, by=admin, spellings=["Compaq"])


def test_the_name_of_a_merged_brand_leads_to_the_other_and_is_no_spelling(hp, admin):
    merged = BrandFactory(name="H P", merged_into=hp)
    Event.objects.record(MERGED, hp, by=admin, other=merged.pk)
    save_reference(hp, by=admin, spellings=[])
    assert brands_named(["h p"])["h p"] == hp
    assert not spellings_of(hp).exists()


def test_the_form_of_a_brand_shows_its_spellings(hp, admin, sign_in):
    client = sign_in(admin)
    page = reverse("reference_edit", args=["brand", hp.pk])
    answer = client.get(page)
    assert "Hewlett-Packard" in answer.content.decode()
    form = answer.context["form"]
    sent = {"name": "HP", "spellings": "Hewlett-Packard, hp®"}
    sent["row_version"] = form["row_version"].value()
    assert client.post(page, sent).status_code == 302
    assert spellings_of(hp).count() == 2
    listed = client.get(reverse("reference_list", args=["brand"])).content.decode()
    assert "hp®" not in listed
    found = client.get(reverse("reference_list", args=["brand"]), {"q": "hewlett"})
    assert ">HP<" in found.content.decode()


# --- Proposals: usable at once, and in all lists once they are confirmed ---


@pytest.fixture
def proposal(site, volunteer):
    """A device entered by a volunteer, with an unknown brand and model."""
    donation = DonationFactory(received=True, site=site)
    category = CategoryFactory(without_data=True)
    return register(donation, by=volunteer, category=category, brand="Vedette", model="V1")


def test_a_brand_typed_by_a_volunteer_is_a_proposal(proposal):
    assert (str(proposal.brand), str(proposal.model)) == ("Vedette", "V1")
    assert proposal.brand.is_proposal
    assert proposal.model.is_proposal
    assert proposal.brand not in brand_field().widget.rows
    assert proposal.model not in model_field().widget.rows
    assert Event.objects.about(proposal.brand).get().kind == "reference.proposed"


def test_typing_a_proposed_brand_again_reuses_it(proposal, volunteer):
    assert kind_named("VEDETTE", "v1", by=volunteer) == (proposal.brand, proposal.model)
    assert Event.objects.filter(kind="reference.proposed").count() == 2


def test_a_brand_typed_by_a_coordinator_is_settled(coordinator):
    brand, model = kind_named("Vedette", "V1", by=coordinator)
    assert not brand.is_proposal
    assert not model.is_proposal


def test_the_home_page_of_a_coordinator_counts_proposals(proposal, coordinator, sign_in):
    groups = to_do(Scope.today(coordinator))
    [item] = [item for _heading, items in groups for item in items if item.line == PROPOSALS]
    assert (item.count, item.href) == (2, reverse("proposal_list"))
    explained = sign_in(coordinator).get(item.explained).content.decode()
    assert "Vedette" in explained
    assert "V1" in explained


def test_a_coordinator_accepts_and_renames_in_one_list(proposal, coordinator, sign_in):
    client, page = sign_in(coordinator), reverse("proposal_list")
    settle = reverse("proposal_settle", args=["devicemodel", proposal.model_id])
    prefix = f"devicemodel-{proposal.model_id}"
    client.post(settle, {f"{prefix}-name": "V 1", f"{prefix}-category": proposal.category_id})
    proposal.model.refresh_from_db()
    assert (proposal.model.name, proposal.model.key) == ("V 1", "v 1")
    assert proposal.model.category == proposal.category
    assert proposal.model in model_field().widget.rows
    assert [row for row, _form in client.get(page).context["lines"]] == [proposal.brand]


def test_a_name_that_exists_is_refused_and_stays_typed(proposal, coordinator, sign_in):
    BrandFactory(name="Thomson")
    settle = reverse("proposal_settle", args=["brand", proposal.brand_id])
    answer = sign_in(coordinator).post(settle, {f"brand-{proposal.brand_id}-name": "thomson"})
    assert answer.status_code == 200
    assert 'value="thomson"' in answer.content.decode()


def test_a_proposal_is_settled_once(proposal, coordinator, english):
    settle_proposal(proposal.brand, by=coordinator, name="Vedette")
    with pytest.raises(Refused, match="dealt with in the meantime"):
        settle_proposal(proposal.brand, by=coordinator, name="Vedette")


# --- A model belongs to a category ---


def test_a_model_of_another_category_is_refused(site, volunteer, english):
    donation, laptop = DonationFactory(received=True, site=site), CategoryFactory()
    model = DeviceModelFactory(name="iPad (9th generation)", category=CategoryFactory())
    with pytest.raises(Refused, match="is a model of the category"):
        register(donation, by=volunteer, category=laptop, brand=model.brand.name, model=model.name)
    assert not Device.objects.exists()


def test_suggested_models_show_their_category():
    model = DeviceModelFactory(category=CategoryFactory())
    shown = model_field().widget.render("model", "")
    assert f'data-category="{model.category_id}"' in shown


def test_an_import_reports_a_model_of_another_category(site, english):
    laptop, model = CategoryFactory(), DeviceModelFactory(category=CategoryFactory())
    [[why]] = misfits({0: DeviceDraft(category=laptop, brand=model.brand, model=model)}).values()
    assert str(laptop) in str(why)
