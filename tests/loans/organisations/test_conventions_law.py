"""Database rules of conventions, quotas and exemptions for late loans."""

from datetime import timedelta

import pytest
from django.utils import timezone

from tests.factories import (
    AccessoryKindFactory,
    ConventionFactory,
    LateExemptionFactory,
    OrganisationFactory,
    QuotaFactory,
    RequestFactory,
    VoucherProductFactory,
)
from tests.law import (
    copy,
    delete,
    refused,
    refused_as,
    refuses_fractions,
    run,
    unique_sentence,
    write,
)

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


@pytest.fixture
def convention():
    return ConventionFactory()


def test_a_convention_has_a_valid_status(convention):
    with refused("loans_convention_status_known"):
        write(convention, status="signed")


def test_a_convention_does_not_end_before_it_begins(convention):
    with refused("loans_convention_dates_in_order"):
        write(convention, ends_on=convention.starts_on - DAY)


def test_the_total_of_a_convention_is_a_positive_integer(convention):
    with refused("loans_convention_most"):
        write(convention, most=0)
    write(convention, most=5)
    assert refuses_fractions(convention, "most")


def test_the_organisation_of_a_convention_is_frozen(convention):
    with refused("loans_convention_frozen"):
        write(convention, organisation=OrganisationFactory())
    with refused("loans_convention_frozen"):
        write(convention, number="K99-99999")


def test_an_ended_convention_is_frozen():
    over = ConventionFactory(expired=True)

    with refused("loans_convention_over_frozen"):
        write(over, ends_on=timezone.localdate())
    with refused("loans_convention_over_frozen"):
        write(over, status="agreed")


def test_a_convention_is_never_deleted(convention):
    with refused("loans_convention_kept"):
        delete(convention)


def test_conventions_of_an_organisation_do_not_overlap(convention):
    with refused("loans_convention_one_at_a_time"):
        copy(
            convention, number="K99-00001", starts_on=convention.ends_on, ends_on=convention.ends_on
        )
    after = convention.ends_on + DAY
    following = copy(convention, number="K99-00001", starts_on=after, ends_on=after)
    with refused("loans_convention_one_at_a_time"):
        write(following, starts_on=convention.ends_on)
    with refused("loans_convention_one_at_a_time"):
        run(
            "UPDATE loans_convention SET ends_on = %s WHERE id = %s",
            after.isoformat(),
            convention.pk,
        )


def test_an_ended_convention_frees_its_remaining_days():
    ended = ConventionFactory(ended=True)

    assert copy(ended, number="K99-00001", status="agreed").pk


def test_a_convention_is_renewed_once(convention):
    after = convention.ends_on + DAY
    copy(convention, number="K99-00001", renews_id=convention.pk, starts_on=after, ends_on=after)

    with refused_as(unique_sentence(type(convention), "renews")):
        copy(
            convention,
            number="K99-00002",
            renews_id=convention.pk,
            starts_on=after + DAY,
            ends_on=after + DAY,
        )


def test_a_category_quota_is_unique():
    quota = QuotaFactory()

    with refused("loans_quota_once_category"):
        copy(quota)


def test_a_voucher_quota_is_unique():
    quota = QuotaFactory(category=None, product=VoucherProductFactory())
    with refused("loans_quota_once_product"):
        copy(quota)


def test_an_accessory_quota_is_unique():
    quota = QuotaFactory(category=None, accessory=AccessoryKindFactory())
    with refused("loans_quota_once_accessory"):
        copy(quota)


def test_a_quota_has_exactly_one_kind():
    quota = QuotaFactory()
    with refused("loans_quota_one_kind"):
        write(quota, category=None)
    with refused("loans_quota_one_kind"):
        write(quota, product=VoucherProductFactory())


def test_a_quota_is_a_positive_integer():
    quota = QuotaFactory()

    with refused("loans_quota_most"):
        write(quota, most=0)
    assert refuses_fractions(quota, "most")


def test_a_request_counts_in_a_convention_of_its_own_organisation(convention):
    request = RequestFactory(sent=True)

    with refused("loans_request_own_convention"):
        write(request, convention=convention)
    with refused("loans_request_own_convention"):
        copy(request, number="R99-00001", convention_id=convention.pk)


def test_an_exemption_has_a_reason():
    with refused("loans_lateexemption_reason"):
        LateExemptionFactory(reason="")


def test_an_exemption_is_frozen():
    exemption = LateExemptionFactory()

    with refused("loans_lateexemption_frozen"):
        write(exemption, until=exemption.until + DAY)
    write(exemption, ended_at=timezone.now())
    with refused("loans_lateexemption_ended_once"):
        write(exemption, ended_at=None)
    with refused("loans_lateexemption_kept"):
        delete(exemption)
