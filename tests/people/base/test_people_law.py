"""Database rules of people."""

from datetime import date

import pytest
from django.utils import timezone

from people.base.roles import Role
from people.models import Recipient
from tests.factories import GuardianFactory, OrganisationFactory, RecipientFactory, UserFactory
from tests.law import copy, delete, refused, run, write
from tests.visits import undone

pytestmark = pytest.mark.django_db


def test_a_role_is_valid():
    user = UserFactory(volunteer=True)

    with refused("people_user_role"):
        write(user, role="boss")


def test_an_association_user_has_an_organisation():
    user = UserFactory(association=True)

    with refused("people_user_organisation"):
        write(user, organisation=None)


def test_a_user_of_our_team_has_no_organisation():
    for role in [role for role in Role if role != Role.ASSOCIATION]:
        with undone():
            user = UserFactory(role=role)

            with refused("people_user_organisation"):
                write(user, organisation=OrganisationFactory())


def test_clearing_the_organisation_does_not_make_a_team_member():
    user = UserFactory(association=True)

    with refused("people_user_organisation"):
        write(user, role=Role.ADMIN)


def test_only_association_users_are_managers():
    for role in [role for role in Role if role != Role.ASSOCIATION]:
        with undone(), refused("people_user_manager"):
            write(UserFactory(role=role), is_manager=True)


def test_an_email_is_lower_case():
    user = UserFactory(email="ada@example.org")

    with refused("people_user_email_lower"):
        write(user, email="Ada@example.org")
    with refused("people_user_email_lower"):
        copy(user, email="ADA@example.org")


def test_a_user_is_never_deleted():
    user = UserFactory()

    with refused("people_user_kept"):
        run("DELETE FROM people_user WHERE id = %s", user.pk)
    with refused("people_user_kept"):
        delete(user)


def test_an_invitation_is_used_once():
    user = UserFactory(invited=True)
    write(user, joined_at=timezone.now())

    with refused("people_user_joined_once"):
        write(user, joined_at=timezone.now())
    with refused("people_user_joined_once"):
        write(user, joined_at=None)


def test_a_sent_invitation_is_frozen():
    user = UserFactory(counter=True, invited=True)

    for changes in ({"role": "admin"}, {"email": "other@example.org"}):
        with refused("people_user_invited_as"):
            write(user, **changes)


def test_a_withdrawn_invitation_is_not_reused_for_another_role():
    user = UserFactory(counter=True, invited=True)
    write(user, invited_at=None, role="admin")

    with refused("people_user_invited_anew"):
        write(user, invited_at=timezone.now())


def test_a_guardian_has_a_valid_relation():
    with refused("people_guardian_relationship"):
        write(GuardianFactory(), relationship="boss")


def test_an_organisation_has_a_valid_status():
    with refused("people_organisation_status"):
        write(OrganisationFactory(asked=True), status="friend")


def test_there_is_one_own_organisation():
    OrganisationFactory(ours=True)
    other = OrganisationFactory(is_ours=False)

    with refused("people_organisation_one_ours"):
        write(other, is_ours=True)


def test_an_organisation_is_never_deleted():
    organisation = OrganisationFactory()

    with refused("people_organisation_kept"):
        delete(organisation)


NOTHING_LEFT = dict.fromkeys(
    ["first_name", "last_name", "phone", "email", "address", "town", "reference"], ""
) | {"birth_date": None}


def test_an_anonymised_person_has_no_personal_data():
    for name, value in (
        ("first_name", "Ada"),
        ("last_name", "Lovelace"),
        ("email", "ada@example.org"),
        ("phone", "0600000000"),
        ("address", "1 rue de la Paix"),
        ("town", "Rennes"),
        ("reference", "dossier 12"),
        ("birth_date", date(2015, 1, 1)),
    ):
        with undone():
            recipient = RecipientFactory(anonymised=True)

            with refused("people_recipient_anonymised"):
                write(recipient, **{name: value})
            with refused("people_recipient_anonymised"):
                replacement = {**NOTHING_LEFT, name: value, "anonymised_at": timezone.now()}
                Recipient.objects.bulk_create(
                    [Recipient(organisation=recipient.organisation, **replacement)]
                )


def test_an_anonymised_person_has_no_folded_name():
    for name in ("folded_name", "folded_reference"):
        with undone(), refused("people_recipient_anonymised"):
            write(RecipientFactory(anonymised=True), **{name: "ada"})


def test_anonymisation_is_final():
    recipient = RecipientFactory(anonymised=True)

    with refused("people_recipient_stays_anonymous"):
        write(recipient, anonymised_at=None, first_name="Ada")


def test_a_household_has_at_least_one_person():
    with refused("people_recipient_household"):
        write(RecipientFactory(), household_size=0)


def test_a_recipient_is_a_family_or_a_staff_member():
    with refused("people_recipient_kind"):
        write(RecipientFactory(), kind="friend")


def test_the_organisation_of_a_person_is_frozen():
    with refused("people_recipient_one_organisation"):
        write(RecipientFactory(), organisation=OrganisationFactory())


def test_a_person_is_never_deleted():
    recipient = RecipientFactory()

    with refused("people_recipient_kept"):
        delete(recipient)


def test_a_seen_proof_has_kind_date_and_user():
    person = RecipientFactory()

    with refused("people_recipient_proof"):
        write(person, proof_kind="school")
    with refused("people_recipient_proof"):
        write(person, proof_seen_on=date(2026, 3, 2))
    with refused("people_recipient_proof"):
        write(
            person,
            proof_kind="gossip",
            proof_seen_on=date(2026, 3, 2),
            proof_seen_by=UserFactory(counter=True),
        )


def test_a_network_at_home_is_in_the_list():
    with refused("people_recipient_network"):
        write(RecipientFactory(), home_network="2g")
