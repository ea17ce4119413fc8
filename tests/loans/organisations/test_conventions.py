"""Conventions are agreed, changed, renewed, ended, and expired by the daily job."""

from datetime import date, timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone

from core.models import Event
from core.workflow.lifecycle import Refused
from loans.models import Convention, Quota
from loans.organisations import operations as organisation_operations
from loans.organisations.operations import year_from
from people.models import Message, Organisation, User
from tests.factories import (
    AccessoryKindFactory,
    CategoryFactory,
    ConventionFactory,
    LoanFactory,
    OrganisationFactory,
    QuotaFactory,
    UserFactory,
    VoucherProductFactory,
)
from tests.leaks import text_of

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("english")]
DAY = timedelta(days=1)
PDF = b"%PDF-1.7 signed\n%%EOF"


@pytest.fixture
def today():
    return timezone.localdate()


def test_the_default_period_is_a_year():
    for starts, ends in (
        ("2026-01-01", "2026-12-31"),
        ("2026-09-15", "2027-09-14"),
        ("2028-02-29", "2029-02-28"),
    ):
        assert year_from(date.fromisoformat(starts)) == date.fromisoformat(ends)


def test_a_convention_is_created_with_quotas_and_document(coordinator, sign_in, today):
    organisation = OrganisationFactory(expired=True)
    laptop, phone = CategoryFactory(), CategoryFactory()
    data = {
        "starts_on": today.isoformat(),
        "ends_on": year_from(today).isoformat(),
        "most": 30,
        f"allowed_{laptop.pk}": "on",
        f"most_{laptop.pk}": 20,
        "paper": SimpleUploadedFile("signed.pdf", PDF, "application/pdf"),
    }
    answer = sign_in(coordinator).post(reverse("convention_add", args=[organisation.pk]), data)

    convention = Convention.objects.get()
    assert answer.url == convention.get_absolute_url()
    assert convention.number.startswith("K")
    assert [(q.category, q.most) for q in convention.quotas.all()] == [(laptop, 20)]
    assert phone not in {q.category for q in convention.quotas.all()}
    assert convention.document.read() == PDF
    organisation.refresh_from_db()
    assert organisation.status == "approved"


def test_a_convention_may_exclude_vouchers_and_limit_accessories(coordinator, sign_in, today):
    organisation, laptop = OrganisationFactory(approved=True), CategoryFactory()
    VoucherProductFactory()
    bag, mouse = AccessoryKindFactory(), AccessoryKindFactory()
    data = {
        "starts_on": today.isoformat(),
        "ends_on": year_from(today).isoformat(),
        f"allowed_{laptop.pk}": "on",
        f"allowed_accessory_{bag.pk}": "on",
        f"most_accessory_{bag.pk}": 5,
    }
    visitor = sign_in(coordinator)
    answer = visitor.post(reverse("convention_add", args=[organisation.pk]), data)

    convention = Convention.objects.get()
    assert (convention.allows_vouchers, convention.allows_accessories) == (False, True)
    assert [(quota.accessory, quota.most) for quota in convention.quotas.all()] == [(bag, 5)]
    assert str(mouse) in visitor.get(answer.url).content.decode()
    form = visitor.get(reverse("convention_edit", args=[convention.pk])).context["form"]
    assert [tick.value() for _item, tick, _number in form.other_rows()] == [False, True, False]


def test_a_group_has_the_terms_of_one_convention(coordinator, sign_in, today):
    quota = QuotaFactory(most=7)
    leader, organisation = quota.convention, OrganisationFactory(approved=True)
    data = {
        "starts_on": today.isoformat(),
        "ends_on": year_from(today).isoformat(),
        "terms_from": leader.pk,
        "most": 3,
    }
    visitor = sign_in(coordinator)
    visitor.post(reverse("convention_add", args=[organisation.pk]), data)

    follower = organisation.conventions.get()
    assert (follower.terms, follower.most, follower.quotas.count()) == (leader, None, 0)
    assert str(organisation) in visitor.get(leader.get_absolute_url()).content.decode()
    assert str(leader) in visitor.get(follower.get_absolute_url()).content.decode()
    form = visitor.get(reverse("convention_edit", args=[leader.pk])).context["form"]
    assert "terms_from" not in form.fields

    renewed = organisation_operations.renew_convention(leader, by=coordinator)
    following = organisation_operations.renew_convention(follower, by=coordinator)
    assert following.terms_from == renewed


def test_terms_are_not_inherited_transitively(coordinator):
    follower = ConventionFactory(terms_from=ConventionFactory())
    other = ConventionFactory.build(
        organisation=OrganisationFactory(approved=True), terms_from=follower
    )
    with pytest.raises(Refused):
        organisation_operations.agree_convention(other, by=coordinator, quotas=[])


def test_an_invalid_form_shows_errors_and_keeps_its_values(coordinator, sign_in, today):
    organisation, category = OrganisationFactory(approved=True), CategoryFactory()
    visitor, path = sign_in(coordinator), reverse("convention_add", args=[organisation.pk])
    ticked = {f"allowed_{category.pk}": "on"}
    dates = {"starts_on": today.isoformat(), "ends_on": year_from(today).isoformat()}
    for values, words in (
        (ticked | {"ends_on": "2020-01-01"}, "ne peut pas précéder"),
        (ticked | {"paper": SimpleUploadedFile("x.exe", b"MZ\x90")}, "image lisible"),
        ({}, "au moins une catégorie"),
        (ticked | {"most": 0}, "au moins égal à un"),
    ):
        answer = visitor.post(path, dates | {f"most_{category.pk}": 17} | values)
        assert answer.status_code == 200
        assert words in text_of(answer)
        assert 'value="17"' in answer.text, words
    assert not Convention.objects.exists()
    visitor.post(path, dates | ticked)  # everything ticked, without a number
    assert not Convention.objects.get().quotas.exists()


def test_conventions_of_an_organisation_do_not_overlap(coordinator, today):
    first = ConventionFactory()
    second = Convention(
        organisation=first.organisation, starts_on=first.ends_on, ends_on=first.ends_on + DAY
    )
    with pytest.raises(Refused, match="some of these days"):
        organisation_operations.agree_convention(second, by=coordinator, quotas=[])


def test_a_renewal_continues_for_a_year_on_the_same_terms(coordinator):
    quota = QuotaFactory(convention__most=40)
    convention = quota.convention
    following = organisation_operations.renew_convention(convention, by=coordinator)

    assert following.starts_on == convention.ends_on + DAY
    assert following.ends_on == year_from(following.starts_on)
    assert (following.most, following.renews) == (40, convention)
    assert [(q.category, q.most) for q in following.quotas.all()] == [(quota.category, 10)]
    with pytest.raises(Refused, match="already been renewed"):
        organisation_operations.renew_convention(convention, by=coordinator)


def test_a_late_renewal_starts_today_and_reactivates_an_expired_organisation(coordinator, today):
    for status, after in (("expired", "approved"), ("suspended", "suspended")):
        over = ConventionFactory(expired=True)
        Organisation.objects.filter(pk=over.organisation_id).update(status=status)
        over = Convention.objects.get(pk=over.pk)
        following = organisation_operations.renew_convention(over, by=coordinator)
        assert following.starts_on == today
        over.organisation.refresh_from_db()
        assert over.organisation.status == after


def test_an_ended_convention_is_not_changed(coordinator):
    over = ConventionFactory(expired=True)
    with pytest.raises(Refused, match="renew it"):
        organisation_operations.change_convention(over, by=coordinator, quotas=[])


def test_the_quotas_of_a_convention_are_changed(coordinator):
    quota = QuotaFactory()
    fresh = [Quota(category=quota.category, most=99)]
    organisation_operations.change_convention(quota.convention, by=coordinator, quotas=fresh)

    assert quota.convention.quotas.get().most == 99


# --- The daily job --------------------------------------------------------------------------------
def expire(today):
    return organisation_operations.expire_conventions(by=User.objects.system(), today=today)


def test_an_expired_convention_ends_with_event_and_mail(today):
    without = OrganisationFactory(approved=True)
    convention = ConventionFactory(past=True)
    UserFactory(association=True, organisation=convention.organisation)
    assert expire(today) == 1
    for row in (without, convention):
        row.refresh_from_db()
    organisation = convention.organisation
    organisation.refresh_from_db()
    assert (convention.status, organisation.status) == ("expired", "expired")
    assert without.status == "approved"
    assert Event.objects.about(convention).filter(kind="convention.expired").exists()
    assert Event.objects.about(organisation).filter(kind="organisation.expired").exists()
    assert Message.objects.get(kind="convention.expired").organisation == organisation
    assert expire(today) == 0


def test_a_renewed_organisation_stays_active(coordinator, today):
    convention = ConventionFactory()
    organisation_operations.renew_convention(convention, by=coordinator)
    tomorrow = convention.ends_on + DAY
    assert expire(tomorrow) == 1

    organisation = convention.organisation
    organisation.refresh_from_db()
    assert organisation.status == "approved"
    assert not Message.objects.filter(kind="convention.expired").exists()


def test_the_end_of_a_convention_is_announced_once_to_both_sides(today):
    ending = ConventionFactory(ends_on=today + timedelta(days=40))
    ConventionFactory(ends_on=today + timedelta(days=60))
    for _ in range(2):
        organisation_operations.remind_of_conventions(by=User.objects.system(), today=today)

    messages = Message.objects.filter(kind="convention.ending")
    coordinators = set(User.objects.filter(role="coordinator"))
    assert {(m.organisation or m.user) for m in messages} == {ending.organisation, *coordinators}
    assert messages.count() == 1 + len(coordinators)
    assert {m.about for m in messages} == {ending}


def test_the_end_of_a_renewed_convention_is_not_announced(coordinator, today):
    convention = ConventionFactory(ends_on=today + timedelta(days=10))
    organisation_operations.renew_convention(convention, by=coordinator)

    assert organisation_operations.remind_of_conventions(by=User.objects.system(), today=today) == 0


# --- Pages ----------------------------------------------------------------------------------------
def test_the_document_is_readable_by_both_sides_and_logged(sign_in, coordinator):
    convention = ConventionFactory()
    organisation_operations.change_convention(
        convention, by=coordinator, quotas=[], paper=(PDF, "application/pdf")
    )
    member = UserFactory(association=True, organisation=convention.organisation)
    answer = sign_in(member).get(reverse("convention_file", args=[convention.pk]))

    assert answer.content == PDF
    assert answer.headers["Content-Disposition"].startswith("attachment")  # an uploaded file
    assert Event.objects.about(convention).filter(kind="convention.opened", by=member).exists()


def test_the_list_shows_end_and_use_and_marks_conventions_that_need_action(
    sign_in, coordinator, today, django_assert_max_num_queries
):
    client, path = sign_in(coordinator), reverse("organisation_list")
    quota = QuotaFactory(most=20)
    made = {
        "late": LoanFactory(overdue=True, recipient=None).organisation,
        "ending": ConventionFactory(ends_on=today + timedelta(days=5)).organisation,
        "without": OrganisationFactory(approved=True),
    }
    ConventionFactory(organisation=made["late"])
    page = text_of(client.get(path))
    for words in (
        "0 / 20",
        f"{quota.convention.ends_on:%d/%m/%Y}",
        quota.convention.organisation.name,
    ):
        assert words in page
    for what, organisation in made.items():
        page = text_of(client.get(path, {"see_to": what}))
        assert organisation.name in page
        others = {made[name].name for name in made if name != what}
        assert not any(f"{name} " in page for name in others), what
    with django_assert_max_num_queries(14):
        client.get(path)
