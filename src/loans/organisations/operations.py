"""Agree, change, renew and end conventions; grant exemptions for late loans."""

from datetime import date, timedelta

from django.utils import timezone
from django.utils.translation import gettext as _

from core.models import Document, Event
from core.workflow.lifecycle import Refused
from core.workflow.operations import operation, save_valid, stores
from loans.base.lifecycle.loans import ConventionStatus
from loans.base.operations import next_number
from loans.models import Convention, LateExemption, Quota
from loans.organisations.letters import ENDING
from people.base.lifecycle import OrganisationStatus
from people.base.models.organisation import OrganisationQuerySet
from people.base.roles import Role
from people.models import Organisation, User
from people.organisations.operations import decide_organisation
from people.outbox.posting import post

REMIND_BEFORE_END = timedelta(days=45)
# The columns that say what a convention allows, in addition to its quotas.
TERMS = ["most", "allows_vouchers", "allows_accessories", "terms_from"]
PAPER = "convention"  # the document kind of a signed convention


def year_from(day: date) -> date:
    """The last day of the year that begins on `day`."""
    try:
        return day.replace(year=day.year + 1) - timedelta(days=1)
    except ValueError:  # 29 February
        return date(day.year + 1, 2, 28)


@operation("people.change_organisation", prepare=stores("paper"))
def agree_convention(
    convention: Convention,
    *,
    by: User,
    quotas: list[Quota],
    paper: tuple[bytes, str] | None = None,
) -> Convention:
    """Create a convention from its cleaned form, with its quotas and its signed paper, if any.

    `paper` is (bytes, content type). An organisation whose last convention had expired may request
    again.
    """
    organisation = convention.organisation
    organisation.lock()
    convention.number = next_number("convention", "K")
    convention.created_by = by
    _check_terms(convention)
    save_valid(convention)
    _write_quotas(convention, quotas)
    if paper:
        _keep_paper(convention, paper, by)
    Event.objects.record("convention.agreed", convention, by=by, number=convention.number)
    Event.objects.record(
        "organisation.convention",
        organisation,
        by=by,
        number=convention.number,
        on=convention.ends_on.isoformat(),
    )
    if organisation.status == OrganisationStatus.EXPIRED:
        decide_organisation(organisation, by=by, status=OrganisationStatus.APPROVED)
    return convention


def _check_terms(convention: Convention) -> None:
    """Raise `Refused` unless a convention has its own terms, or uses the terms of another."""
    leader = convention.terms_from
    if leader and (leader.terms_from_id or leader == convention or _has_followers(convention)):
        raise Refused(_("Choose a partnership agreement with its own terms."))


def _has_followers(convention: Convention) -> bool:
    return convention.pk is not None and convention.followers.exists()


def _write_quotas(convention: Convention, quotas: list[Quota]) -> None:
    convention.quotas.all().delete()
    for quota in quotas:
        quota.convention = convention
        quota.full_clean(exclude=["convention"])
    Quota.objects.bulk_create(quotas)


def _keep_paper(convention: Convention, paper: tuple[bytes, str], by: User) -> None:
    content, content_type = paper
    if convention.document:
        convention.earlier.add(convention.document)
    convention.document = Document.objects.store_paper(
        content, kind=PAPER, of=convention, by=by, content_type=content_type
    )
    convention.save(update_fields=["document"])


@operation("people.change_organisation", prepare=stores("paper"))
def change_convention(
    convention: Convention,
    *,
    by: User,
    quotas: list[Quota],
    paper: tuple[bytes, str] | None = None,
) -> Convention:
    """Save corrections of a convention that is not over, and replace its quotas.

    A replaced document is archived until the end of its retention.
    """
    Convention.objects.filter(pk=convention.pk).lock()
    convention.refresh_from_db(fields=["status", "document"])
    if convention.status != ConventionStatus.AGREED:
        raise Refused(_("A partnership agreement that has ended cannot be changed: renew it."))
    _check_terms(convention)
    save_valid(convention, update_fields=["starts_on", "ends_on", *TERMS])
    _write_quotas(convention, quotas)
    if paper:
        _keep_paper(convention, paper, by)
    Event.objects.record("convention.changed", convention, by=by)
    return convention


@operation("people.change_organisation", locks=True)
def renew_convention(convention: Convention, *, by: User) -> Convention:
    """Agree to another year on the same terms, from the day after the end or from today."""
    today = timezone.localdate()
    if Convention.objects.filter(renews=convention).exists():
        raise Refused(_("This partnership agreement has already been renewed."))
    starts_on = max(convention.ends_on + timedelta(days=1), today)
    if convention.status == ConventionStatus.ENDED:
        starts_on = today
    following = Convention(
        organisation=convention.organisation,
        starts_on=starts_on,
        ends_on=year_from(starts_on),
        renews=convention,
        **{name: getattr(convention, name) for name in TERMS},
    )
    leader = convention.terms_from
    if leader:  # the group uses the terms of the leader's next period, if there is one
        following.terms_from = Convention.objects.filter(renews=leader).first() or leader
    quotas = [
        Quota(**{quota.kind: quota.what}, most=quota.most)
        for quota in convention.quotas.select_related("category", "product", "accessory")
    ]
    agree_convention(following, by=by, quotas=quotas)
    Event.objects.record("convention.renewed", convention, by=by, number=following.number)
    return following


@operation("people.change_organisation", locks=True)
def end_convention(convention: Convention, *, by: User) -> Convention:
    """End a convention early; its requests and loans continue."""
    convention.transition_to(ConventionStatus.ENDED)
    Event.objects.record("convention.ended", convention, by=by)
    return convention


@operation("loans.view_request")
def note_convention_opened(convention: Convention, *, by: User) -> Convention:
    """Record that the user opened a signed convention."""
    Event.objects.record("convention.opened", convention, by=by)
    return convention


@operation("people.change_organisation")
def expire_conventions(*, by: User, today: date) -> int:
    """Expire conventions past their last day, and the organisations left without a convention.

    Returns the number of conventions.
    """
    over = Convention.objects.over(today)
    expired = over.lock()
    Convention.objects.filter(pk__in=[c.pk for c in expired]).transition_to(
        ConventionStatus.EXPIRED
    )
    Event.objects.record_many("convention.expired", [(c, {}) for c in expired], by=by)
    for convention in expired:
        if not Convention.objects.filter(renews=convention).exists():
            post("convention.expired", convention, to=convention.organisation)
    left = _without_any(today).lock()
    for organisation in left:
        decide_organisation(organisation, by=by, status=OrganisationStatus.EXPIRED)
    return len(expired)


@operation("people.change_organisation")
def remind_of_conventions(*, by: User, today: date) -> int:
    """Notify organisations and coordinators, once, of conventions about to end.

    Returns the number of conventions.
    """
    ending = Convention.objects.agreed().filter(
        ends_on__range=(today, today + REMIND_BEFORE_END), renewed_by=None
    )
    coordinators = list(User.objects.filter(role=Role.COORDINATOR, is_active=True))
    rows = list(ending.select_related("organisation"))
    for convention in rows:
        for to in (convention.organisation, *coordinators):
            post(ENDING, convention, to=to, on=convention.ends_on)
    return len(rows)


def _without_any(today: date) -> OrganisationQuerySet:
    """The approved organisations whose conventions are all over."""
    rows = Organisation.objects.approved().filter(conventions__isnull=False).distinct()
    standing = Convention.objects.agreed().filter(ends_on__gte=today)
    return Organisation.objects.filter(
        pk__in=rows.exclude(pk__in=standing.values("organisation")).values("pk")
    )


# --- Late loans -----------------------------------------------------------------------------------
@operation("people.change_organisation", locks=True)
def grant_exemption(
    organisation: Organisation, *, by: User, until: date, reason: str
) -> LateExemption:
    """Exempt an organisation from the block for overdue loans until a day, with a reason."""
    if until < timezone.localdate():
        raise Refused(_("This date has passed."))
    if not reason.strip():
        raise Refused(_("Give the reason why the organisation may still make requests."))
    exemption = LateExemption.objects.create(
        organisation=organisation, until=until, reason=reason.strip(), by=by
    )
    Event.objects.record("organisation.lifted", organisation, by=by, on=until.isoformat())
    return exemption


@operation("people.change_organisation", locks=True)
def end_exemption(organisation: Organisation, *, by: User) -> Organisation:
    """End an exemption early: the organisation's late loans count again."""
    latest = organisation.late_exemptions.first()
    if latest is None or latest.ended_at:
        raise Refused(_("Overdue loans already count for this organisation."))
    LateExemption.objects.filter(pk=latest.pk).update(ended_at=timezone.now())
    Event.objects.record("organisation.unlifted", organisation, by=by)
    return organisation
