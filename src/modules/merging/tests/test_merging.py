"""Duplicate rows are merged: all references point at the remaining row."""

from datetime import timedelta

import pytest
from django.apps import apps
from django.urls import reverse

from catalogue.models import Brand
from catalogue.names import brands_named
from core.models import Event, Mergeable, Unsettled
from core.models.mergeable import MERGED, merges_of
from core.workflow.guards import Guard
from core.workflow.lifecycle import Refused
from inventory.devices.operations import move_to_place
from modules.merging.merging import MERGINGS, merge, obstacle, relations, undo_merge
from people.models import Guardian, Organisation, Recipient
from people.privacy.operations import anonymise
from tests.factories import (
    BrandFactory,
    CeilingLiftFactory,
    ConventionFactory,
    DeviceFactory,
    DeviceModelFactory,
    DonorFactory,
    GuardianFactory,
    LoanFactory,
    OrganisationFactory,
    PlaceFactory,
    RecipientFactory,
    RequestFactory,
    UserFactory,
)
from tests.visits import undone


def test_entries_with_nearly_the_same_name_are_suggested_together(by, sign_in):
    wrong, right = DonorFactory(name="Lycée Zola"), DonorFactory(name="Lycee Zolla")
    DonorFactory(name="Mairie de Vitré")
    DonorFactory(name="Banque Ouest", siren="732829320")
    DonorFactory(name="Banques Ouest", siren="552100554")  # two legal persons
    brand = BrandFactory()
    for name in ("ThinkPad T480", "ThinkPad T490"):
        DeviceModelFactory(brand=brand, name=name)
    visitor, page = sign_in(by), reverse("merge_list")
    (pairs,) = [found for kind, found in visitor.get(page).context["found"]]
    assert [{loser, survivor} for loser, survivor, *_details in pairs] == [{wrong, right}]
    apart = reverse("row_apart", args=["donor", wrong.pk, right.pk])
    assert visitor.post(apart, follow=True).context["found"] == []


@pytest.fixture
def by(site):
    return UserFactory(coordinator=True, sites=[site])


def pointing_at(row):
    """References to a row: {(table, column): ids}."""
    return {
        (field.model._meta.label, field.name): set(
            field.model._base_manager.filter(**{field.name: row}).values_list("pk", flat=True)
        )
        for field in relations(type(row))
    }


def twins(noun, world):
    """A row of the world with many references, and its duplicate."""
    if noun == "organisation":
        return world.organisation, OrganisationFactory(approved=True)
    if noun == "recipient":
        return world.person, RecipientFactory(organisation=world.organisation)
    if noun == "donor":
        return world.donor, DonorFactory(kind=world.donor.kind)
    device = DeviceFactory(site=world.site, brand=BrandFactory(), model=DeviceModelFactory())
    if noun == "brand":
        return device.brand, BrandFactory()
    return device.model, DeviceModelFactory(brand=device.model.brand)


def test_all_references_are_moved_and_restored_by_undo(world, by):
    for noun in ("brand", "devicemodel", "donor", "organisation", "recipient"):
        with undone():
            merge_and_undo(*twins(noun, world), by)


def merge_and_undo(loser, survivor, by):
    before = {row: pointing_at(row) for row in (loser, survivor)}
    merge(loser, by=by, into=survivor)
    now = pointing_at(survivor)
    left = {column: ids for column, ids in pointing_at(loser).items() if ids}
    assert not left
    for column, ids in before[loser].items():
        assert ids <= now[column], column
    event = Event.objects.about(survivor).get(kind=MERGED)
    assert event.data["other"] == loser.pk
    assert event.sentence
    assert not Unsettled.objects.exists()
    assert not type(loser).objects.visible_to(by).filter(pk=loser.pk).exists()
    loser.refresh_from_db()
    undo_merge(loser, by=by)
    assert {row: pointing_at(row) for row in (loser, survivor)} == before
    assert type(loser).objects.visible_to(by).filter(pk=loser.pk).exists()


def test_every_model_that_may_be_merged_is_declared():
    mergeable = {model for model in apps.get_models() if issubclass(model, Mergeable)}
    assert {kind.model for kind in MERGINGS.values()} == mergeable


def test_each_frozen_foreign_key_follows_a_merge():
    frozen = [
        (field.column, guard.name, sql)
        for kind in MERGINGS.values()
        for field in relations(kind.model)
        for guard in field.model._meta.constraints
        if isinstance(guard, Guard)
        for sql in guard.on.values()
        if f"NEW.{field.column} IS DISTINCT FROM OLD.{field.column}" in sql
    ]
    assert len(frozen) > 5
    for column, guard, sql in frozen:
        changes = sql.count(f"NEW.{column} IS DISTINCT FROM OLD.{column}")
        assert sql.count(f"u.row_id = NEW.{column}") == changes, (guard, column)


def test_a_row_is_merged_once(by, english):
    one, other, third = (DonorFactory() for _ in range(3))
    merge(one, by=by, into=other)
    for loser, survivor in [(one, third), (third, one), (third, third)]:
        with pytest.raises(Refused):
            merge(loser, by=by, into=survivor)


def test_nested_merges_are_undone_in_reverse_order(by, english):
    first, second, third = (BrandFactory() for _ in range(3))
    merge(first, by=by, into=second)
    merge(second, by=by, into=third)
    first.refresh_from_db()
    assert first.merged_into == third
    with pytest.raises(Refused, match="They have been merged with another record since then: undo"):
        undo_merge(first, by=by)
    second.refresh_from_db()
    undo_merge(second, by=by)
    first.refresh_from_db()
    undo_merge(first, by=by)
    assert not Brand.objects.exclude(merged_into=None).exists()


def test_a_merge_is_not_undone_after_a_change_of_a_moved_row(site, by, english):
    device = DeviceFactory(site=site, brand=BrandFactory(), model=None)
    loser = device.brand
    merge(loser, by=by, into=BrandFactory())
    move_to_place(device, by=by, place=PlaceFactory(site=site))
    loser.refresh_from_db()
    with pytest.raises(Refused, match="changed since the merge"):
        undo_merge(loser, by=by)
    device.refresh_from_db()
    assert device.brand_id == loser.merged_into_id


def test_a_merge_is_not_undone_after_new_rows_of_the_survivor(site, by, english):
    """A loan of a moved person belongs to the organisation that they moved to."""
    person = RecipientFactory(organisation=OrganisationFactory(approved=True))
    loser, survivor = person.organisation, OrganisationFactory(approved=True)
    merge(loser, by=by, into=survivor)
    LoanFactory(organisation=survivor, recipient=person, site=site)
    loser.refresh_from_db()
    with pytest.raises(Refused, match="new or has changed"):
        undo_merge(loser, by=by)


def test_our_own_association_is_not_merged_away(by, english):
    ours = OrganisationFactory(ours=True)
    with pytest.raises(Refused, match="our own association"):
        merge(ours, by=by, into=OrganisationFactory(approved=True))


def test_overlapping_conventions_prevent_a_merge(by, english):
    one, other = ConventionFactory(), ConventionFactory()
    with pytest.raises(Refused, match="This organisation already has a partnership agreement for"):
        merge(one.organisation, by=by, into=other.organisation)
    one.organisation.refresh_from_db()
    assert one.organisation.merged_into is None
    assert not Unsettled.objects.exists()


def test_ceiling_exceptions_of_one_month_prevent_a_merge(by, english):
    lift = CeilingLiftFactory()
    other = RecipientFactory(organisation=lift.recipient.organisation)
    CeilingLiftFactory(recipient=other, month=lift.month)
    with pytest.raises(Refused, match="lifted this month"):
        merge(lift.recipient, by=by, into=other)


def test_people_of_different_organisations_or_kinds_are_not_merged(by, english):
    person = RecipientFactory(family=True)
    with pytest.raises(Refused, match="two different organisations"):
        merge(person, by=by, into=RecipientFactory(family=True))
    with pytest.raises(Refused, match="member of staff"):
        merge(person, by=by, into=RecipientFactory(organisation=person.organisation, kind="staff"))


def test_an_anonymised_person_is_not_merged(by, english):
    one = RecipientFactory()
    other = RecipientFactory(organisation=one.organisation)
    anonymise([other], by=by)
    for pair in [(one, other), (other, one)]:
        with pytest.raises(Refused, match="anonymised"):
            merge(pair[0], by=by, into=pair[1])


def test_a_merged_person_is_anonymised_with_the_survivor(by, english):
    survivor = RecipientFactory(first_name="Zoraïde")
    loser = RecipientFactory(organisation=survivor.organisation, first_name="Zoraide")
    GuardianFactory(recipient=survivor)
    GuardianFactory(recipient=loser)
    merge(loser, by=by, into=survivor)
    assert survivor.guardians.count() == 1
    anonymise([survivor], by=by)
    loser.refresh_from_db()
    assert (loser.first_name, loser.phone, loser.anonymised_at is None) == ("", "", False)
    assert not Guardian.objects.filter(recipient__in=[loser, survivor]).exists()
    with pytest.raises(Refused, match="anonymised"):
        undo_merge(loser, by=by)


def test_the_event_of_a_merge_holds_ids_alone(by):
    survivor = RecipientFactory(first_name="Zoraïde", last_name="Quillévéré")
    loser = RecipientFactory(organisation=survivor.organisation, first_name="Hervé")
    merge(loser, by=by, into=survivor)
    data = str(Event.objects.get(kind=MERGED).data)
    assert not [name for name in ("Zoraïde", "Quillévéré", "Hervé") if name in data]


def test_a_merge_keeps_the_later_last_contact(by):
    loser = RecipientFactory()
    survivor = RecipientFactory(organisation=loser.organisation)
    long_ago = loser.contact_on.replace(year=loser.contact_on.year - 5)
    Recipient.objects.filter(pk=survivor.pk).update(contact_on=long_ago, erase_on=loser.contact_on)
    merge(loser, by=by, into=survivor)
    survivor.refresh_from_db()
    assert (survivor.contact_on, survivor.erase_on) == (loser.contact_on, None)
    loser.refresh_from_db()
    undo_merge(loser, by=by)
    survivor.refresh_from_db()
    assert (survivor.contact_on, survivor.erase_on) == (long_ago, loser.contact_on)


def test_who_was_in_touch_since_a_merge_stays_so_when_it_is_undone(by):
    loser = RecipientFactory()
    survivor = RecipientFactory(organisation=loser.organisation)
    rows = Recipient.objects.filter(pk=survivor.pk)
    rows.update(contact_on=loser.contact_on - timedelta(days=9), erase_on=loser.contact_on)
    merge(loser, by=by, into=survivor)
    rows.update(contact_on=loser.contact_on + timedelta(days=1))
    loser.refresh_from_db()
    undo_merge(loser, by=by)
    after = loser.contact_on + timedelta(days=1)
    assert rows.values_list("contact_on", "erase_on").get() == (after, None)


def test_models_of_one_name_are_merged_with_their_brands(site, by):
    one, other = DeviceModelFactory(name="EliteBook 840"), DeviceModelFactory(name="elitebook 840")
    alone = DeviceModelFactory(brand=one.brand, name="ProBook")
    device = DeviceFactory(site=site, brand=one.brand, model=one)
    merge(one.brand, by=by, into=other.brand)
    device.refresh_from_db()
    alone.refresh_from_db()
    assert (device.brand, device.model, alone.brand) == (other.brand, other, other.brand)
    undo_merge(Brand.objects.get(pk=one.brand_id), by=by)
    device.refresh_from_db()
    alone.refresh_from_db()
    assert (device.brand, device.model, alone.brand) == (one.brand, one, one.brand)


def test_merging_models_moves_devices_to_the_brand(site, by):
    wrong, right = DeviceModelFactory(name="iPhone 8"), DeviceModelFactory(name="iPhone 8")
    device = DeviceFactory(site=site, brand=wrong.brand, model=wrong)
    merge(wrong, by=by, into=right)
    device.refresh_from_db()
    assert (device.brand, device.model) == (right.brand, right)
    wrong.refresh_from_db()
    undo_merge(wrong, by=by)
    device.refresh_from_db()
    assert (device.brand, device.model) == (wrong.brand, wrong)


def test_users_of_a_merged_organisation_move_to_the_survivor(by):
    user = UserFactory(association=True)
    invited = UserFactory(association=True, invited=True, organisation=user.organisation)
    request = RequestFactory(organisation=user.organisation)
    survivor = OrganisationFactory(approved=True)
    merge(user.organisation, by=by, into=survivor)
    for row in (user, invited, request):
        row.refresh_from_db()
        assert row.organisation == survivor
    assert Organisation.objects.visible_to(user).get() == survivor


# --- Pages ---


def test_a_coordinator_finds_sees_merges_and_undoes(site, by, sign_in):
    client = sign_in(by)
    loser, survivor = DonorFactory(name="Mairie de Rennes"), DonorFactory(name="Ville de Rennes")
    page = reverse("row_merge", args=["donor", loser.pk])
    assert (
        reverse("row_merge", args=["donor", loser.pk])
        in client.get(loser.get_absolute_url()).content.decode()
    )
    assert f"?into={survivor.pk}" in client.post(page, {"q": "rennes"}).content.decode()
    confirmation = f"{page}?into={survivor.pk}"
    assert "Ville de Rennes" in client.get(confirmation).content.decode()
    there = reverse("row_merge", args=["donor", survivor.pk])
    assert client.post(confirmation, {"submission": ""})["Location"] == there
    assert [row for _event, row in merges_of(survivor)] == [loser]
    assert "Mairie de Rennes" in client.get(there).content.decode()
    assert client.get(page).status_code == 404
    client.post(reverse("row_unmerge", args=["donor", loser.pk]))
    assert client.get(page).status_code == 200


def test_a_proposed_brand_is_merged_from_the_list_of_proposals(by, sign_in):
    client, proposal = sign_in(by), BrandFactory(name="H P", is_proposal=True)
    page = reverse("row_merge", args=["brand", proposal.pk])
    for address in (reverse("proposal_list"), reverse("reference_list", args=["brand"])):
        brand = proposal if address == reverse("proposal_list") else BrandFactory(name="HP")
        page = reverse("row_merge", args=["brand", brand.pk])
        assert page in client.get(address).content.decode()


def test_a_merged_brand_is_a_spelling_until_the_merge_is_undone(by):
    hp, proposed = BrandFactory(name="HP", key="hp"), BrandFactory(name="H P", key="h p")
    merge(proposed, by=by, into=hp)
    assert brands_named(["h p"])["h p"] == hp
    proposed.refresh_from_db()
    undo_merge(proposed, by=by)
    assert brands_named(["h p"])["h p"] == proposed


def test_an_impossible_merge_is_refused_on_the_preview(site, by, sign_in):
    client = sign_in(by)
    ours = OrganisationFactory(ours=True)
    other = OrganisationFactory(approved=True)
    page = reverse("row_merge", args=["organisation", ours.pk])
    text = client.get(f"{page}?into={other.pk}").content.decode()
    assert 'type="submit">' not in text.split("<main")[1]
    assert obstacle(ours, other, by=by) in text


def test_what_the_database_would_refuse_is_shown_before_it_is_done(by, sign_in):
    one, other = (ConventionFactory().organisation for _ in range(2))
    page = reverse("row_merge", args=["organisation", one.pk])
    text = sign_in(by).get(f"{page}?into={other.pk}").content.decode()
    assert 'type="submit">' not in text.split("<main")[1]
    assert obstacle(one, other, by=by) in text
    one.refresh_from_db()
    assert one.merged_into is None
    assert not Event.objects.filter(kind=MERGED).exists()


def test_a_model_without_merging_is_a_404(by, sign_in):
    client = sign_in(by)
    assert client.get(reverse("row_merge", args=["site", 1])).status_code == 404


def test_the_history_includes_events_of_merged_rows(site, by, sign_in):
    loser, survivor = DonorFactory(), DonorFactory()
    Event.objects.record("donor.kept", loser, by=by)
    merge(loser, by=by, into=survivor)
    events = sign_in(by).get(survivor.get_absolute_url()).context["events"]
    assert [event.kind for event in events] == [MERGED, "donor.kept"]


def test_nearly_equal_names_are_offered_at_once(by, sign_in):
    """Doubles are often misspelt, so that a search for one finds nothing of the other."""
    right = DonorFactory(name="Établissements Latitude 5480")
    wrong = DonorFactory(name="Etablissement Lattitude 5480")
    DonorFactory(name="Mutuelle des Trois Rives")
    page = sign_in(by).get(reverse("row_merge", args=["donor", wrong.pk]))
    assert [row for row, _details in page.context["alike"]] == [right]
    assert f"?into={right.pk}" in page.content.decode()
    person = RecipientFactory(first_name="Amina", last_name="Salah")
    double = RecipientFactory(
        first_name="Aminna", last_name="Sallah", organisation=person.organisation
    )
    RecipientFactory(first_name="Anh", last_name="Sallah", organisation=person.organisation)
    elsewhere = RecipientFactory(first_name="Aminna", last_name="Sallah")
    RecipientFactory(first_name="Amina", last_name="Sallah")  # another organisation
    page = sign_in(by).get(reverse("row_merge", args=["recipient", double.pk]))
    assert [row for row, _details in page.context["alike"]] == [elsewhere, person]
