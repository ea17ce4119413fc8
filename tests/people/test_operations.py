"""People: who is invited by whom, organisations, and the people they help."""

from datetime import date, timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.utils import timezone

from core.models import Event
from core.workflow.lifecycle import Refused
from people.lifecycle import OrganisationStatus
from people.models import Guardian, Organisation, Recipient, User
from people.operations import organisations as organisation_operations
from people.operations import recipients as recipient_operations
from people.operations import users as user_operations
from people.roles import LADDER, Role
from tests.factories import (
    GuardianFactory,
    OrganisationFactory,
    RecipientFactory,
    SiteFactory,
    UserFactory,
)

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("english")]


def story(subject):
    return [event.kind for event in Event.objects.about(subject)]


# --- Users ----------------------------------------------------------------------------------------
def test_the_invited_waits_for_a_link_sent_by_mail(
    admin, site, mailoutbox, django_capture_on_commit_callbacks
):
    with django_capture_on_commit_callbacks(execute=True):
        user = user_operations.invite(
            by=admin, email="Ada@Example.org", name="Ada", role=Role.COUNTER, sites=[site]
        )

    user.refresh_from_db()
    assert (user.email, user.role, user.is_active) == ("ada@example.org", Role.COUNTER, False)
    assert not user.has_usable_password()
    assert (list(user.sites.all()), user.site) == ([site], site)
    assert mailoutbox[0].to == ["ada@example.org"]
    invited = Event.objects.about(user).get(kind="user.invited")
    assert invited.data == {"role": Role.COUNTER}


@pytest.mark.parametrize("role", LADDER)
def test_a_coordinator_invites_nobody_of_the_house(coordinator, role, mailoutbox):
    with pytest.raises(Refused, match="Only an administrator decides about people of the house"):
        user_operations.invite(by=coordinator, email="ada@example.org", name="Ada", role=role)
    assert not User.objects.filter(email="ada@example.org").exists()
    assert mailoutbox == []


def test_a_manager_invites_for_their_own_association_alone(association, other_association):
    association.is_manager = True
    association.save(update_fields=["is_manager"])

    with pytest.raises(Refused, match="people of your own association only"):
        user_operations.invite(
            by=association,
            email="ada@example.org",
            name="Ada",
            organisation=other_association.organisation,
        )
    mine = user_operations.invite(
        by=association,
        email="ada@example.org",
        name="Ada",
        organisation=association.organisation,
    )
    assert mine.role == Role.ASSOCIATION


def test_an_association_user_without_organisation_is_not_invited(admin):
    with pytest.raises(ValidationError, match="A user of an association belongs to one"):
        user_operations.invite(by=admin, email="ada@example.org", name="Ada")


def test_an_address_is_invited_once_whatever_its_case(admin):
    UserFactory(email="ada@example.org")

    with pytest.raises(ValidationError, match="Somebody has this e-mail already"):
        user_operations.invite(by=admin, email="ADA@example.org", name="Ada", role=Role.COUNTER)


def test_a_new_role_comes_with_its_sites(admin, volunteer):
    elsewhere = SiteFactory()

    user_operations.change_user(
        volunteer, by=admin, name="Ada", role=Role.TECHNICIAN, sites=[elsewhere]
    )

    volunteer.refresh_from_db()
    assert (volunteer.role, volunteer.site) == (Role.TECHNICIAN, elsewhere)
    assert story(volunteer) == ["user.changed"]


def test_nobody_is_invited_again_for_a_suspended_organisation(admin):
    invited = UserFactory(association=True, is_active=False, joined_at=None)
    Organisation.objects.filter(pk=invited.organisation_id).update(status="suspended")
    with pytest.raises(Refused, match="nobody can be invited"):
        user_operations.enable_user(User.objects.get(pk=invited.pk), by=admin)


def test_the_last_administrator_is_not_disabled(admin):
    with pytest.raises(Refused, match="This is the last administrator"):
        user_operations.disable_user(admin, by=User.objects.system())
    admin.refresh_from_db()
    assert admin.is_active


def test_nor_given_another_role(admin):
    with pytest.raises(Refused, match="This is the last administrator"):
        user_operations.change_user(admin, by=admin, name="Ada", role=Role.COUNTER)
    admin.refresh_from_db()
    assert admin.role == Role.ADMIN


def test_nobody_closes_their_own_access(admin):
    UserFactory(admin=True)

    with pytest.raises(Refused, match="You cannot close your own access"):
        user_operations.disable_user(admin, by=admin)


def test_an_access_is_closed_then_opened(admin, volunteer):
    user_operations.disable_user(volunteer, by=admin)
    assert not User.objects.get(pk=volunteer.pk).has_perm("inventory.view_device")

    user_operations.enable_user(volunteer, by=admin)
    assert User.objects.get(pk=volunteer.pk).has_perm("inventory.view_device")
    assert story(volunteer) == ["user.enabled", "user.disabled"]


def test_an_invitation_is_accepted_once():
    user = UserFactory(invited=True)

    user_operations.join(user, name="Ada", password="correct horse battery")

    assert (user.name, user.is_active) == ("Ada", True)
    assert user.check_password("correct horse battery")
    with pytest.raises(Refused, match="This invitation was used already"):
        user_operations.join(user, name="Eve", password="another horse battery")
    assert User.objects.get(pk=user.pk).name == "Ada"


def test_a_weak_password_is_refused_and_the_invitation_stays():
    user = UserFactory(invited=True)

    with pytest.raises(ValidationError):
        user_operations.join(user, name="Ada", password="password1234")
    user.refresh_from_db()
    assert (user.joined_at, user.is_active) == (None, False)


# --- Organisations --------------------------------------------------------------------------------
def test_an_organisation_entered_by_the_house_is_approved(coordinator):
    organisation = organisation_operations.enter_organisation(
        Organisation(name="CCAS"), by=coordinator
    )

    organisation.refresh_from_db()
    assert organisation.status == OrganisationStatus.APPROVED
    assert story(organisation) == ["organisation.approved", "organisation.entered"]


def test_a_wrong_siret_is_refused(coordinator):
    with pytest.raises(ValidationError, match="This SIRET is wrong"):
        organisation_operations.enter_organisation(
            Organisation(name="CCAS", siret="1" * 14), by=coordinator
        )
    assert Organisation.objects.count() == 0


def test_an_organisation_is_suspended_and_may_ask_no_more(coordinator):
    organisation = OrganisationFactory(approved=True)

    organisation_operations.decide_organisation(
        organisation, by=coordinator, status=OrganisationStatus.SUSPENDED
    )

    assert not Organisation.objects.approved().filter(pk=organisation.pk).exists()
    assert story(organisation) == ["organisation.suspended"]


# --- Recipients -----------------------------------------------------------------------------------
def recipient_of(organisation, **facts):
    return Recipient(organisation=organisation, first_name="Awa", last_name="Kerjean", **facts)


def test_an_association_enters_its_own_people(association):
    recipient = recipient_operations.save_recipient(
        recipient_of(association.organisation), by=association
    )

    assert Recipient.objects.visible_to(association).get() == recipient
    assert story(recipient) == ["recipient.entered"]


def test_and_nobody_elses(association, other_association):
    with pytest.raises(PermissionDenied):
        recipient_operations.save_recipient(
            recipient_of(other_association.organisation), by=association
        )
    theirs = RecipientFactory(organisation=other_association.organisation)
    theirs.organisation = association.organisation
    with pytest.raises(Refused, match="stays with the organisation that knows them"):
        recipient_operations.save_recipient(theirs, by=association)
    assert Recipient.objects.visible_to(association).count() == 0


def test_no_event_holds_personal_data(association):
    recipient = recipient_operations.save_recipient(
        recipient_of(association.organisation, phone="0612345678"), by=association
    )

    assert Event.objects.about(recipient).get().data == {}


def test_a_person_has_a_name(counter):
    nobody = Recipient(organisation=OrganisationFactory(approved=True))

    with pytest.raises(Refused, match="Write a name"):
        recipient_operations.save_recipient(nobody, by=counter)


def test_a_minor_has_a_guardian(counter):
    child = recipient_of(
        OrganisationFactory(approved=True),
        birth_date=timezone.localdate() - timedelta(days=12 * 365),
    )

    with pytest.raises(Refused, match="This person is a minor"):
        recipient_operations.save_recipient(child, by=counter)
    assert Recipient.objects.count() == 0

    child.pk = None
    recipient_operations.save_recipient(
        child, by=counter, guardians=[Guardian(name="Fatou Kerjean")]
    )
    assert [guardian.name for guardian in child.guardians.all()] == ["Fatou Kerjean"]


def test_guardians_are_replaced_or_left(counter):
    child = RecipientFactory(minor=True)
    GuardianFactory(recipient=child, name="Second")

    recipient_operations.save_recipient(child, by=counter)
    assert child.guardians.count() == 2

    recipient_operations.save_recipient(child, by=counter, guardians=[Guardian(name="New")])
    assert [guardian.name for guardian in child.guardians.all()] == ["New"]


@pytest.mark.parametrize(
    ("born", "is_minor"),
    [
        (date(2008, 11, 25), False),
        (date(2008, 11, 26), True),
        (date(2008, 2, 29), False),
        (None, False),
    ],
)
def test_one_is_of_age_on_ones_eighteenth_birthday(born, is_minor):
    person = Recipient(birth_date=born)

    assert person.is_minor(date(2026, 11, 25)) == is_minor


def test_nothing_is_written_about_who_was_anonymised(counter):
    gone = RecipientFactory(anonymised=True)

    gone.first_name, gone.anonymised_at = "Ada", None
    with pytest.raises(Refused, match="This person was anonymised"):
        recipient_operations.save_recipient(gone, by=counter)
    gone.refresh_from_db()
    assert gone.first_name == ""
