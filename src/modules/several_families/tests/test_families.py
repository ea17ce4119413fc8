"""Several families at once: a table or a spreadsheet, all or nothing."""

import pytest
from django.urls import reverse

from core.models import Event
from core.workflow.lifecycle import Refused
from loans.base.lifecycle.loans import RequestStatus
from loans.models import Request, RequestGroup, RequestLine
from loans.requests.operations import requests as request_operations
from people.models import Message, Recipient
from tests.factories import (
    CategoryFactory,
    ConventionFactory,
    KitPartFactory,
    OrganisationFactory,
    QuotaFactory,
    RecipientFactory,
    VoucherProductFactory,
)
from tests.visits import undone

NEW = "/requests/families/"


def test_each_family_has_its_request_under_one_number(
    unrendered, visitor, association, typed, sign_in, other_association
):
    key = {"submission": "0f8fad5b-d9cb-469f-a165-70867728950e", "send": "1"}
    answers = [visitor.post(NEW, typed | key) for _time in range(2)]  # sent twice
    group = RequestGroup.objects.get()
    assert [answer.url for answer in answers] == [group.get_absolute_url()] * 2
    first, second = group.requests.order_by("pk")
    assert (first.reference, first.household_size, first.pupils) == ("D-1", 4, 2)
    assert (first.recipient, str(second.recipient)) == (None, "Awa Kerjean")
    assert {one.status for one in (first, second)} == {RequestStatus.SENT}
    assert second.lines.get().requested == 2
    assert group.organisation == association.organisation
    assert [letter.kind for letter in Message.objects.all()] == ["requestgroup.sent"]
    assert Event.objects.get(kind="requestgroup.sent").data == {"count": 2}
    assert visitor.get(group.get_absolute_url()).status_code == 200
    assert sign_in(other_association).get(group.get_absolute_url()).status_code == 404


def test_a_group_is_saved_as_drafts_of_the_association_alone(
    visitor, typed, sign_in, coordinator, association
):
    other = OrganisationFactory(approved=True)
    visitor.post(f"{NEW}?organisation={other.pk}", typed)
    group = RequestGroup.objects.get()
    assert group.organisation == association.organisation
    assert {one.status for one in Request.objects.all()} == {RequestStatus.DRAFT}
    assert not Message.objects.exists()
    assert sign_in(coordinator).get(group.get_absolute_url()).status_code == 404


def test_an_existing_person_of_the_organisation_is_matched_by_an_unambiguous_name(
    visitor, association, typed
):
    other = RecipientFactory(first_name="Awa", last_name="Kerjean")  # at another organisation
    whose = {"organisation": association.organisation, "family": True}
    awa = RecipientFactory(**whose, first_name="Awa", last_name="KERJEAN")
    with undone():
        visitor.post(NEW, typed)
        assert Request.objects.get(recipient=awa)
        assert not other.requests.exists()
        assert Recipient.objects.count() == 2
    RecipientFactory(**whose, first_name="Awa", last_name="Kerjean")
    answer = visitor.post(NEW, typed | {"send": "1"})
    assert answer.context["form"].families[2].errors["last_name"]
    assert not Request.objects.exists()


def test_an_invalid_row_writes_nothing_and_keeps_all_values(
    unrendered, visitor, typed, laptop, association
):
    name = f"category_{laptop.pk}"
    for field, wrong in (
        ("f1-household_size", "-1"),
        ("f1-pupils", "9"),
        (f"f1-{name}", "0"),
        (f"f1-{name}", "many"),
        ("f1-urgency", "because"),
        ("f3-reference", "D-1"),
        ("f3-reference", "x" * 41),
        ("purpose", "fun"),
        ("wanted_on", "2001-01-01"),
    ):
        form = visitor.post(NEW, typed | {field: wrong, "send": "1"}).context["form"]
        assert form.errors, (field, wrong)
        assert form.families[2]["last_name"].value() == "Kerjean"
        assert form.families[0]["reference"].value() == "D-1"
    for size in ("NaN", "sNaN", "Infinity", "1e999999", "-14", "1" * 5000):
        answer = visitor.post(NEW, typed | {f"f1-{name}_screen": size})
        assert answer.context["form"].families[0].errors, size[:9]
    answer = visitor.post(NEW, typed | {f"f1-{name}": "", "send": "1"})
    assert [one.number for one in answer.context["form"].used if one.errors] == [1]
    blank = {name: typed[name] for name in ("things", "purpose", "site", "rows")}
    assert visitor.post(NEW, blank | {"send": "1"}).context["form"].non_field_errors()
    association.organisation.transition_to(association.organisation.Status.SUSPENDED)
    answer = visitor.post(NEW, typed | {"send": "1"})
    assert answer.context["form"].non_field_errors()
    for model in (Request, RequestGroup, Recipient):
        assert not model.objects.exists()


def test_a_page_with_a_very_long_number_stays_short(visitor, typed, laptop):
    answer = visitor.post(NEW, typed | {f"f1-category_{laptop.pk}_screen": "1" * 5000})
    assert answer.context["form"].families[0].errors
    assert len(answer.content) < 500_000


def test_adding_rows_keeps_typed_values_up_to_a_limit(
    unrendered, visitor, typed, laptop, monkeypatch
):
    form = visitor.get(NEW).context["form"]
    assert form["things"].value() == [f"category_{laptop.pk}"]  # the first device
    assert len(form.families) == 3
    form = visitor.post(NEW, typed | {"do": "more"}).context["form"]
    assert len(form.families) == 8
    assert form.families[0]["reference"].value() == "D-1"
    assert not Request.objects.exists()
    for values in ("", "[1", "[" * 100_000, '{"headings": 1, "rows": 2}'):
        answer = visitor.post(NEW, typed | {"do": "again", "source": values})
        assert answer.context["sheet"] is None  # an invalid packed sheet
    for values in ("²", "-3", "9" * 5000, "NaN"):
        with undone():
            for more in ({"do": "more"}, {}):
                answer = visitor.post(NEW, typed | more | {"rows": values})
                assert answer.status_code in {200, 302}, values[:9]
    monkeypatch.setattr("modules.several_families.forms.MAX_FAMILIES", 9)
    form = visitor.post(NEW, typed | {"do": "more", "rows": "999999"}).context["form"]
    assert len(form.families) == 9


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


@pytest.mark.audit
def test_many_families_are_sent(visitor, typed, laptop):
    field_name = f"category_{laptop.pk}"
    rows = {f"f{n}-{field_name}": "1" for n in range(1, 201)}
    rows |= {f"f{n}-reference": f"R{n}" for n in range(1, 201)}
    common = {name: typed[name] for name in ("things", "purpose", "site")}
    visitor.post(NEW, common | rows | {"rows": "200", "send": "1"})
    assert RequestGroup.objects.get().requests.filter(status=RequestStatus.SENT).count() == 200


def test_our_team_writes_for_an_organisation(sign_in, coordinator, association, typed):
    visitor = sign_in(coordinator)
    assert 'name="organisation"' in visitor.get(NEW).content.decode()
    path = f"{NEW}?organisation={association.organisation_id}"
    page = visitor.post(path, typed | {"send": "1"}, follow=True)
    assert RequestGroup.objects.get().organisation == association.organisation
    assert "saisi par notre équipe" in page.content.decode()


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


def test_the_rows_within_the_convention_are_sent_and_the_others_stay(
    unrendered, visitor, typed, association
):
    ConventionFactory(agreed=True, organisation=association.organisation, most=2)
    form = visitor.post(NEW, typed | {"send": "1"}).context["form"]
    (sentence, rows) = form.non_field_errors()
    assert "permet encore\u00a02" in sentence + rows
    assert "votre liste en demande\u00a03" in sentence + rows
    assert [family.number for family in form.to_write] == [1]
    form = visitor.post(NEW, typed | {"only_good": "on"}).context["form"]
    assert [family["last_name"].value() for family in form.used] == ["Kerjean"]
    assert Request.objects.get().status == RequestStatus.SENT


def test_drafts_of_staff_entered_together_are_sent_by_one_button(visitor, typed, association):
    address = visitor.post(NEW, typed | {"audience": "staff"}).url
    page = visitor.get(address).content.decode()
    assert "Brouillons saisis ensemble" in page
    assert "Envoyer\u00a02" in page
    made = Request.objects.order_by("pk")
    assert {(one.audience, one.status, one.household_size) for one in made} == {
        ("staff", RequestStatus.DRAFT, None)
    }
    assert Recipient.objects.get().kind == "staff"
    act = {"list_act": "bulk", "confirmed": "1", "do": "send", "row": [one.pk for one in made]}
    visitor.post(reverse("request_list"), act)
    assert {one.status for one in made.all()} == {RequestStatus.SENT}
    assert "Demandes envoyées ensemble" in visitor.get(address).content.decode()


def test_only_what_the_convention_allows_is_offered(visitor, association, laptop):
    phone = CategoryFactory(code="phone")
    convention = ConventionFactory(organisation=association.organisation, allows_accessories=False)
    QuotaFactory(convention=convention, category=laptop)
    things = visitor.get(NEW).context["form"].fields["things"].choices
    assert f"category_{laptop.pk}" in dict(things)
    assert f"category_{phone.pk}" not in dict(things)
