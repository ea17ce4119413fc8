"""Several families in one go: a table or a sheet, all of it or nothing."""

import pytest

from core.models import Event
from core.workflow.lifecycle import Refused
from loans.base.lifecycle.loans import RequestStatus
from loans.models import Request, RequestGroup, RequestLine
from loans.requests.operations import requests as request_operations
from people.models import Message, Recipient
from tests.factories import (
    CategoryFactory,
    KitPartFactory,
    OrganisationFactory,
    RecipientFactory,
    VoucherProductFactory,
)

NEW = "/requests/families/"


@pytest.fixture
def laptop(db):
    return CategoryFactory(
        code="laptop", names__fr="Ordinateur portable", names__en="Laptop", position=1
    )


@pytest.fixture
def visitor(sign_in, association):
    return sign_in(association)


@pytest.fixture
def typed(site, laptop):
    """Two families, a blank row between them."""
    name = f"category_{laptop.pk}"
    return {
        "things": [name],
        "purpose": "school",
        "site": site.pk,
        "rows": "3",
        "f1-reference": "D-1",
        "f1-household_size": "4",
        "f1-pupils": "2",
        f"f1-{name}": "1",
        "f3-last_name": "Kerjean",
        "f3-first_name": "Awa",
        f"f3-{name}": "2",
    }


# --- The table ------------------------------------------------------------------------------------
def test_each_family_has_its_request_under_one_number(visitor, association, typed, laptop):
    answer = visitor.post(NEW, typed | {"send": "1"})
    group = RequestGroup.objects.get()
    assert answer.url == group.get_absolute_url()
    first, second = group.requests.order_by("pk")
    assert (first.reference, first.household_size, first.pupils) == ("D-1", 4, 2)
    assert (first.recipient, str(second.recipient)) == (None, "Awa Kerjean")
    assert {one.status for one in (first, second)} == {RequestStatus.SENT}
    assert second.lines.get().requested == 2
    assert group.organisation == association.organisation


def test_a_group_is_confirmed_by_one_letter(visitor, typed):
    visitor.post(NEW, typed | {"send": "1"})
    assert [letter.kind for letter in Message.objects.all()] == ["requestgroup.sent"]
    assert Event.objects.get(kind="requestgroup.sent").data == {"count": 2}


def test_a_group_is_saved_as_drafts(visitor, typed):
    visitor.post(NEW, typed)
    assert {one.status for one in Request.objects.all()} == {RequestStatus.DRAFT}
    assert not Message.objects.exists()


def test_an_existing_person_is_not_created_again(visitor, association, typed):
    awa = RecipientFactory(
        family=True, organisation=association.organisation, first_name="Awa", last_name="KERJEAN"
    )
    visitor.post(NEW, typed)
    assert Request.objects.get(recipient=awa)
    assert Recipient.objects.count() == 1


def test_a_person_of_another_organisation_is_not_matched(visitor, typed):
    other = RecipientFactory(first_name="Awa", last_name="Kerjean")
    visitor.post(NEW, typed)
    assert not other.requests.exists()
    assert Recipient.objects.count() == 2


@pytest.mark.parametrize(
    ("field", "wrong"),
    [
        ("f1-household_size", "-1"),
        ("f1-pupils", "9"),
        ("f1-{field_name}", "0"),
        ("f1-{field_name}", "many"),
        ("f1-urgency", "because"),
        ("f3-reference", "D-1"),
        ("f3-reference", "x" * 41),
        ("purpose", "fun"),
        ("wanted_on", "2001-01-01"),
    ],
)
def test_an_invalid_row_writes_nothing_and_keeps_all_values(visitor, typed, laptop, field, wrong):
    field = field.format(field_name=f"category_{laptop.pk}")
    answer = visitor.post(NEW, typed | {field: wrong, "send": "1"})
    form = answer.context["form"]
    assert form.errors
    assert not Request.objects.exists()
    assert not Recipient.objects.exists()
    assert form.families[2]["last_name"].value() == "Kerjean"
    assert form.families[0]["reference"].value() == "D-1"


def test_an_invalid_row_shows_its_error(visitor, typed, laptop):
    answer = visitor.post(NEW, typed | {f"f1-category_{laptop.pk}": "", "send": "1"})
    wrong = [family.number for family in answer.context["form"].used if family.errors]
    assert wrong == [1]


def test_an_ambiguous_name_is_not_guessed(visitor, association, typed):
    whose = {"organisation": association.organisation, "family": True}
    for _time in range(2):
        RecipientFactory(**whose, first_name="Awa", last_name="Kerjean")
    answer = visitor.post(NEW, typed | {"send": "1"})
    assert answer.context["form"].families[2].errors["last_name"]
    assert not Request.objects.exists()


def test_the_first_device_is_ticked_already(visitor, laptop):
    page = visitor.get(NEW)
    assert page.context["form"]["things"].value() == [f"category_{laptop.pk}"]
    assert len(page.context["form"].families) == 3


def test_an_empty_form_sends_nothing(visitor, typed):
    blank = {name: typed[name] for name in ("things", "purpose", "site", "rows")}
    assert visitor.post(NEW, blank | {"send": "1"}).context["form"].non_field_errors()
    assert not RequestGroup.objects.exists()


def test_a_form_sent_twice_creates_one_group(visitor, typed):
    key = {"submission": "0f8fad5b-d9cb-469f-a165-70867728950e", "send": "1"}
    for _time in range(2):
        visitor.post(NEW, typed | key)
    assert (RequestGroup.objects.count(), Request.objects.count()) == (1, 2)


def test_adding_rows_keeps_typed_values(visitor, typed):
    form = visitor.post(NEW, typed | {"do": "more"}).context["form"]
    assert len(form.families) == 8
    assert form.families[0]["reference"].value() == "D-1"
    assert not Request.objects.exists()


def test_rows_have_a_limit(visitor, typed):
    form = visitor.post(NEW, typed | {"do": "more", "rows": "999999"}).context["form"]
    assert len(form.families) == 200


@pytest.mark.parametrize("values", ["²", "-3", "9" * 5000, "NaN"])
def test_an_invalid_number_of_rows_is_ignored(visitor, typed, values):
    for more in ({"do": "more"}, {}):
        assert visitor.post(NEW, typed | more | {"rows": values}).status_code in {200, 302}


@pytest.mark.parametrize("values", ["", "[1", "[" * 100_000, '{"headings": 1, "rows": 2}'])
def test_an_invalid_packed_sheet_is_requested_again(visitor, typed, values):
    answer = visitor.post(NEW, typed | {"do": "again", "source": values})
    assert answer.context["sheet"] is None


@pytest.mark.parametrize("values", ["NaN", "sNaN", "Infinity", "1e999999", "-14", "1" * 5000])
def test_an_invalid_household_size_is_an_error_on_its_field(visitor, typed, laptop, values):
    name = f"f1-category_{laptop.pk}_screen"
    answer = visitor.post(NEW, typed | {name: values})
    assert answer.context["form"].families[0].errors
    assert len(answer.content) < 500_000
    assert not Request.objects.exists()


def test_a_kit_and_a_voucher_are_columns_when_they_are_ticked(visitor, typed, laptop):
    kit, product = KitPartFactory(quantity=2).kit, VoucherProductFactory()
    items = [f"kit_{kit.pk}", f"product_{product.pk}", f"category_{laptop.pk}"]
    more = {"things": items, f"f1-kit_{kit.pk}": "3", f"f1-product_{product.pk}": "1"}
    visitor.post(NEW, typed | more)
    lines = Request.objects.get(reference="D-1").lines
    assert {(line.kit, line.requested) for line in lines.all()} == {
        (kit, 6),
        (None, 1),
    }
    assert lines.count() == 3


def test_a_blocked_organisation_keeps_its_typed_rows(visitor, association, typed):
    association.organisation.transition_to(association.organisation.Status.SUSPENDED)
    answer = visitor.post(NEW, typed | {"send": "1"})
    assert answer.context["form"].non_field_errors()
    assert not RequestGroup.objects.exists()
    assert not Recipient.objects.exists()


# --- Many, and strangers --------------------------------------------------------------------------
@pytest.mark.parametrize("count", [30, pytest.param(200, marks=pytest.mark.audit)])
def test_many_families_are_sent(visitor, typed, laptop, count):
    field_name = f"category_{laptop.pk}"
    rows = {f"f{n}-{field_name}": "1" for n in range(1, count + 1)}
    rows |= {f"f{n}-reference": f"R{n}" for n in range(1, count + 1)}
    common = {name: typed[name] for name in ("things", "purpose", "site")}
    visitor.post(NEW, common | rows | {"rows": str(count), "send": "1"})
    assert RequestGroup.objects.get().requests.filter(status=RequestStatus.SENT).count() == count


def test_a_group_of_another_association_is_a_404(visitor, typed, sign_in, other_association):
    visitor.post(NEW, typed | {"send": "1"})
    path = RequestGroup.objects.get().get_absolute_url()
    assert visitor.get(path).status_code == 200
    assert sign_in(other_association).get(path).status_code == 404


def test_our_team_sees_no_draft_of_an_association(visitor, typed, sign_in, coordinator):
    visitor.post(NEW, typed)
    assert (
        sign_in(coordinator).get(RequestGroup.objects.get().get_absolute_url()).status_code == 404
    )


def test_our_team_writes_for_an_organisation(sign_in, coordinator, association, typed):
    visitor = sign_in(coordinator)
    assert 'name="organisation"' in visitor.get(NEW).content.decode()
    path = f"{NEW}?organisation={association.organisation_id}"
    page = visitor.post(path, typed | {"send": "1"}, follow=True)
    assert RequestGroup.objects.get().organisation == association.organisation
    assert "saisi par notre équipe" in page.content.decode()


def test_an_association_writes_for_itself_regardless_of_the_query_string(
    visitor, association, typed
):
    other = OrganisationFactory(approved=True)
    visitor.post(f"{NEW}?organisation={other.pk}", typed)
    assert RequestGroup.objects.get().organisation == association.organisation


def test_a_group_is_all_or_nothing(association, site, laptop):
    def family(row, lines):
        loan_request = Request(organisation=association.organisation, site=site, purpose="job")
        person = Recipient(organisation=association.organisation, last_name="Kerjean")
        return request_operations.Family(row, loan_request, lines, person)

    good = [RequestLine(category=laptop, requested=1)]
    with pytest.raises(Refused):
        request_operations.write_together(
            association.organisation, by=association, families=[family(1, good), family(2, [])]
        )
    assert not Request.objects.exists()
    assert not RequestGroup.objects.exists()
    assert not Recipient.objects.exists()
