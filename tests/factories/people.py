from datetime import date

from allauth.mfa.models import Authenticator
from django.utils import timezone
from factory import (
    Faker,
    LazyFunction,
    RelatedFactory,
    Sequence,
    SubFactory,
    Trait,
    lazy_attribute,
    post_generation,
)
from factory.django import DjangoModelFactory
from fido2.utils import websafe_encode
from fido2.webauthn import AttestationObject, AuthenticatorData

from people.base.lifecycle import OrganisationStatus, RecipientKind
from people.base.roles import Role
from people.models import Guardian, Organisation, Processing, Recipient, Retention, Site, User


class SiteFactory(DjangoModelFactory):
    class Meta:
        model = Site

    class Params:
        closed = Trait(is_active=False)

    name = Sequence("Site {}".format)
    town = "Rennes"


class OrganisationFactory(DjangoModelFactory):
    class Meta:
        model = Organisation

    class Params:
        asked = Trait(status=OrganisationStatus.PENDING)
        approved = Trait(status=OrganisationStatus.APPROVED)
        suspended = Trait(status=OrganisationStatus.SUSPENDED)
        expired = Trait(status=OrganisationStatus.EXPIRED)
        ours = Trait(approved=True, is_ours=True)

    name = Sequence("Organisation {}".format)


class UserFactory(DjangoModelFactory):
    """An active user; the first of `sites=[...]` is the current one."""

    class Meta:
        model = User
        skip_postgeneration_save = True

    class Params:
        volunteer = Trait(role=Role.VOLUNTEER)
        technician = Trait(role=Role.TECHNICIAN)
        counter = Trait(role=Role.COUNTER)
        coordinator = Trait(role=Role.COORDINATOR)
        admin = Trait(role=Role.ADMIN)
        association = Trait(
            role=Role.ASSOCIATION, organisation=SubFactory(OrganisationFactory, approved=True)
        )
        invited = Trait(is_active=False, joined_at=None)
        disabled = Trait(is_active=False)

    email = Sequence("user{}@example.org".format)
    name = Sequence("User {}".format)
    role = Role.VOLUNTEER
    is_active = True
    joined_at = LazyFunction(timezone.now)
    password = "!"  # unusable: tests use `sign_in`

    @post_generation
    def sites(self, create, sites):
        if sites:
            self.sites.add(*sites)
            self.site = sites[0]
            self.save(update_fields=["site"])


class PasskeyFactory(DjangoModelFactory):
    """A passkey that pages list, without a private key."""

    class Meta:
        model = Authenticator

    user = SubFactory(UserFactory)
    type = Authenticator.Type.WEBAUTHN

    @lazy_attribute
    def data(self):
        proof = AttestationObject.create(
            "none", AuthenticatorData.create(bytes(32), AuthenticatorData.FLAG.UP, 0), {}
        )
        client_data = b'{"type":"webauthn.create","challenge":"","origin":"http://localhost"}'
        response = {
            "clientDataJSON": websafe_encode(client_data),
            "attestationObject": websafe_encode(proof),
        }
        credential = {"id": "AA", "rawId": "AA", "type": "public-key", "response": response}
        return {"name": "Phone", "credential": credential | {"clientExtensionResults": {}}}


class GuardianFactory(DjangoModelFactory):
    class Meta:
        model = Guardian

    recipient = SubFactory("tests.factories.people.RecipientFactory")
    name = Faker("name", locale="fr_FR")
    relationship = "mother"


class RecipientFactory(DjangoModelFactory):
    class Meta:
        model = Recipient
        skip_postgeneration_save = True

    class Params:
        family = Trait(kind=RecipientKind.FAMILY, household_size=3)
        staff = Trait(kind=RecipientKind.STAFF)
        minor = Trait(
            birth_date=LazyFunction(lambda: date(timezone.localdate().year - 12, 1, 1)),
            guardian=RelatedFactory(GuardianFactory, "recipient"),
        )
        anonymised = Trait(
            first_name="",
            last_name="",
            phone="",
            birth_date=None,
            anonymised_at=LazyFunction(timezone.now),
        )

    organisation = SubFactory(OrganisationFactory, approved=True)
    first_name = Faker("first_name", locale="fr_FR")
    # some family names are also words on pages, such as Pages
    last_name = Faker("lexify", text="Ker????", letters="aeioumnrvz")
    phone = "0600000000"


class RetentionFactory(DjangoModelFactory):
    class Meta:
        model = Retention

    id = 1


class ProcessingFactory(DjangoModelFactory):
    class Meta:
        model = Processing

    code = Sequence("own-{}".format)
    name = "Newsletter"
