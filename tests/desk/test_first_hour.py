"""First hour of a site: from an empty site to the first lot and the first colleague."""

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from core.models import Event, Identity
from core.settings_page.identity import save_identity
from core.workflow.lifecycle import Refused
from donations.models import Donation, Donor
from inventory.devices.lifecycle.devices import DeviceStatus
from inventory.models import Device
from loans.base.text_values import address_of
from loans.handovers.operations import check_can_be_signed
from people.models import Message, Organisation, Site, User
from people.outbox.channels import mail_notice
from tests.desk.health.ticks import pulse_of_tick
from tests.factories import (
    CategoryFactory,
    DonorFactory,
    IdentityFactory,
    LoanItemFactory,
    MessageFactory,
    OrganisationFactory,
    SiteFactory,
    UserFactory,
)

pytestmark = pytest.mark.django_db
REAL = {
    "SITE_URL": "https://rebond.example",
    "EMAIL_BACKEND": "django.core.mail.backends.smtp.EmailBackend",
}


@pytest.fixture
def visitor(sign_in, admin):
    return sign_in(admin)


# --- Our association ------------------------------------------------------------------------------


def named(name, admin):
    identity = Identity.objects.first() or Identity(pk=1)
    identity.name = name
    save_identity(identity, by=admin)


def test_our_association_is_the_first_organisation_and_follows_its_name(admin):
    named("Les Claviers", admin)
    ours = Organisation.objects.get()
    assert (ours.name, ours.is_ours, ours.status) == ("Les Claviers", True, "approved")
    kinds = Event.objects.about(ours).values_list("kind", flat=True)
    assert set(kinds) == {"organisation.entered", "organisation.approved"}
    named("La Souris", admin)
    assert Organisation.objects.get().name == "La Souris"


def test_an_organisation_of_our_name_becomes_ours(admin):
    there = OrganisationFactory(name="Les Claviers", approved=True)
    named("les claviers", admin)
    there.refresh_from_db()
    assert there.is_ours
    assert Organisation.objects.count() == 1


def test_saving_our_association_for_the_first_time_redirects_to_the_home_page(visitor):
    data = {"name": "Les Claviers", "tag_prefix": "RB"}
    assert visitor.post(reverse("identity_edit"), data).url == reverse("home")
    assert visitor.post(reverse("identity_edit"), data).url == reverse("identity_edit")


# --- New donor ------------------------------------------------------------------------------------


def promise(visitor, site, **data):
    return visitor.post(
        reverse("donation_add"), {"site": site.pk, "eraser": "ours", "erase_within": 60, **data}
    )


def test_a_new_donor_gets_its_kind_and_is_entered_with_the_lot(visitor, site):
    DonorFactory(name="Mairie")
    assert "new_donor_kind" not in visitor.get(reverse("donation_add")).content.decode()
    page = promise(visitor, site, donor="Mairie de Montreuil", note="Au fond")
    assert page.status_code == 200
    assert "new_donor_kind" in page.content.decode()
    assert "Au fond" in page.content.decode()
    assert Donor.objects.count() == 1
    promise(visitor, site, donor="Mairie de Montreuil", new_donor_kind="public")
    lot = Donation.objects.get()
    assert (lot.donor.name, lot.donor.kind) == ("Mairie de Montreuil", "public")
    assert Event.objects.about(lot.donor).get().kind == "donor.entered"


def test_an_existing_donor_is_reused_regardless_of_the_kind(visitor, site):
    donor = DonorFactory(name="Mairie de Montreuil", public=True)
    promise(visitor, site, donor="mairie de montreuil", new_donor_kind="company")
    assert Donation.objects.get().donor == donor
    assert Donor.objects.count() == 1


def test_the_kind_of_the_first_donor_is_on_the_form(visitor):
    assert "new_donor_kind" in visitor.get(reverse("donation_add")).content.decode()


def test_a_received_lot_leads_to_the_bench_in_two_forms(visitor, site):
    laptop, phone = CategoryFactory(code="laptop"), CategoryFactory(code="phone")
    answer = promise(
        visitor, site, donor=DonorFactory().name, here="", **{f"category_{phone.pk}": 1}
    )
    enter = reverse("donation_enter", args=[Donation.objects.get().pk])
    assert answer.url.partition("?")[0] == enter
    assert visitor.get(enter).context["form"]["category"].value() is None  # announced earlier
    alike = {"category": laptop.pk, "quantity": 1, "brand": "Lenovo", "model": "T480"}
    answer = visitor.post(enter, alike | {"check": ""})
    device = Device.objects.get()
    assert answer.url == reverse("device_bench", args=[device.pk])
    assert (device.status, device.bench_by) == (DeviceStatus.REFURBISHING, answer.wsgi_request.user)


def test_an_invalid_lot_creates_no_donor(visitor, site):
    page = promise(
        visitor,
        site,
        donor="Mairie",
        new_donor_kind="public",
        collect_from="14:00",
        collect_until="9:00",
    )
    assert page.status_code == 200
    assert not Donor.objects.exists()
    assert not Donation.objects.exists()


# --- New organisation at the counter --------------------------------------------------------------


def walk_in(visitor, site, **data):
    return visitor.post(reverse("loan_new"), {"site": site.pk, **data}, follow=True)


@pytest.mark.usefixtures("unrendered")
def test_a_new_organisation_is_entered_with_its_first_hand_over(visitor, site):
    ours = OrganisationFactory(approved=True, is_ours=True)
    for name in ("Emmaüs  Connect", "emmaüs connect"):
        walk_in(visitor, site, organisation=ours.pk, new_organisation=name)
    partner = Organisation.objects.exclude(pk=ours.pk).get()
    assert (partner.name, partner.status, partner.loans.count()) == (
        "Emmaüs Connect",
        "approved",
        2,
    )


def test_a_hand_over_of_an_empty_site_says_what_comes_first(visitor, site):
    page = visitor.post(reverse("loan_new"), {"at_once": "1"}).text
    assert "Rien ne peut encore être remis" in page
    assert "error-summary" not in page


def test_an_organisation_that_may_not_request_is_not_accepted_by_its_name(visitor, site):
    pending = OrganisationFactory(name="Emmaüs")
    page = walk_in(visitor, site, new_organisation="emmaüs")
    assert page.context["form"].non_field_errors()
    assert Organisation.objects.get() == pending


def test_users_without_permission_are_not_offered_a_new_organisation(sign_in, counter, site):
    ours, visitor = OrganisationFactory(approved=True, is_ours=True), sign_in(counter)
    assert "new_organisation" not in visitor.get(reverse("loan_new")).context["form"].fields
    walk_in(visitor, site, organisation=ours.pk, new_organisation="Emmaüs")
    assert Organisation.objects.get() == ours


# --- Invitation without mail ----------------------------------------------------------------------


def invite(visitor, site, email="lou@rebond.example", role="volunteer"):
    data = {"email": email, "name": "Lou", "role": role, "language": "fr", "sites": [site.pk]}
    return visitor.post(reverse("user_invite"), data, follow=True)


@pytest.mark.parametrize("backend", ["core.operating.no_mail.EmailBackend", REAL["EMAIL_BACKEND"]])
def test_an_invitation_always_shows_its_link_until_it_is_used(
    visitor, site, client, settings, backend
):
    settings.EMAIL_BACKEND = backend
    page = invite(visitor, site)
    assert ("Renvoyer l’invitation" in page.text) == (backend == REAL["EMAIL_BACKEND"])
    link = page.context["link"]
    assert link in page.content.decode()
    assert page.context["code"].startswith("data:image/png")
    assert client.get(link.removeprefix(settings.SITE_URL)).status_code == 200
    lou = User.objects.get(name="Lou")
    lou.joined_at, lou.is_active = timezone.now(), True
    lou.save()
    assert "link" not in visitor.get(lou.get_absolute_url()).context


# --- Deployment errors ----------------------------------------------------------------------------


def faults(visitor):
    IdentityFactory()
    pulse_of_tick()
    return list(visitor.get(reverse("home")).context["faults"].values())


@pytest.mark.usefixtures("unrendered")
def test_deployment_errors_are_shown_to_administrators(sign_in, visitor, coordinator, settings):
    for name, value in REAL.items():
        setattr(settings, name, value)
    assert faults(visitor) == []
    wrong = {
        "EMAIL_BACKEND": ("core.operating.no_mail.EmailBackend", "EMAIL_URL"),
        "SITE_URL": ("http://127.0.0.1:8000", "SITE_URL"),
    }
    for name, (value, word) in wrong.items():
        setattr(settings, name, value)
        [fault] = faults(visitor)
        assert word in fault
        assert faults(sign_in(coordinator)) == []
        setattr(settings, name, REAL[name])


def test_a_mail_server_that_fails_is_named_where_users_act_and_at_home(visitor, site, settings):
    """Also with DEBUG on, as in a first trial."""
    for name, value in REAL.items():
        setattr(settings, name, value)
    settings.DEBUG, settings.EMAIL_HOST, settings.EMAIL_PORT = True, "127.0.0.1", 9
    invite(visitor, site)
    lou = User.objects.get(name="Lou")
    Message.objects.filter(user=lou).update(trouble="unreachable")
    assert "serveur ne répond pas" in visitor.get(lou.get_absolute_url()).text
    assert str(mail_notice()).startswith("Les e-mails attendent")
    assert any("serveur ne répond pas" in fault for fault in faults(visitor))
    sending = visitor.get(reverse("sending_edit")).text
    assert "en service" not in sending.partition("SMS")[0]
    answer = visitor.post(reverse("sending_try"), follow=True).text
    assert "refused" in answer
    MessageFactory(sent=True, channel="email")
    assert faults(visitor) == []


def test_a_test_mail_is_sent_to_its_user(visitor, mailoutbox):
    answer = visitor.post(reverse("sending_try"), follow=True)
    [mail] = mailoutbox
    assert mail.to == [answer.wsgi_request.user.email]
    assert mail.to[0] in answer.text


def test_without_a_mail_server_the_page_says_what_to_do(visitor, settings):
    settings.EMAIL_BACKEND = "core.operating.no_mail.EmailBackend"
    page = visitor.get(reverse("sending_edit")).text
    assert "EMAIL_URL=smtp+tls://" in page
    assert "DEFAULT_FROM_EMAIL=" in page
    assert "mailto:?subject=" in page
    assert str(mail_notice()).startswith("Aucun e-mail ne part d’ici")
    assert "prévenez vous-même" in str(mail_notice())
    assert "prévenez la personne qui vient" in str(mail_notice(UserFactory(association=True)))
    assert "Aucun e-mail ne part d’ici" in Client().get(reverse("account_reset_password")).text


def test_the_administrator_of_a_demo_is_not_warned(sign_in, settings):
    settings.EMAIL_BACKEND = "core.operating.no_mail.EmailBackend"
    visitor = sign_in(UserFactory(admin=True, email="admin@rebond.test"))
    home = visitor.get(reverse("home")).context
    assert not home["faults"]
    assert not home["late_backup"]
    assert visitor.get(reverse("settings")).context["missing"] == 0


def test_roles_are_explained_and_the_password_length_is_that_of_the_role(visitor, site, settings):
    settings.MFA_REQUIRED = True
    form = visitor.get(reverse("user_invite")).text
    assert "reçoit le matériel" in form
    for role, length in (("volunteer", "15"), ("admin", "12")):
        page = invite(visitor, site, email=f"{role}@rebond.example", role=role)
        join = Client().get(page.context["link"].removeprefix(settings.SITE_URL)).text
        assert f"Au moins {length} caractères" in join.replace("\xa0", " ")
        assert ("15" in join.partition("Au moins")[2][:60]) == (length == "15")


@pytest.mark.usefixtures("unrendered")
def test_unprocessed_jobs_are_an_error(visitor, settings):
    for name, value in REAL.items():
        setattr(settings, name, value)
    job = DBTaskResult.objects.create(
        args_kwargs={"args": [], "kwargs": {}},
        task_path="people.outbox.jobs.send",
        backend_name="default",
    )
    assert faults(visitor) == []
    long_ago = timezone.now() - timedelta(minutes=6)
    DBTaskResult.objects.filter(pk=job.pk).update(enqueued_at=long_ago)
    [fault] = faults(visitor)
    assert "db_worker" in fault


# --- Address that papers print --------------------------------------------------------------------


@pytest.mark.usefixtures("reference")
def test_nothing_is_signed_without_an_address_and_the_page_leads_to_it(visitor, admin):
    """The only site falls back on the address of the association."""
    identity = IdentityFactory(address="", town="")
    loan = LoanItemFactory(reserved=True, loan__site__town="").loan
    Site.objects.exclude(pk=loan.site_id).update(is_active=False)
    page = visitor.get(reverse("agreement_issue", args=[loan.pk]))
    assert reverse("site_edit", args=[loan.site_id]) in page.text
    with pytest.raises(Refused, match="n’a pas d’adresse"):
        check_can_be_signed(loan, today=timezone.localdate())
    assert "l’adresse de" in visitor.get(reverse("settings")).text
    identity.town = "Brest"
    save_identity(identity, by=admin)
    Identity.clear_cache()
    check_can_be_signed(loan, today=timezone.localdate())
    assert address_of(loan.site) == "Brest"
    SiteFactory(town="Rennes")
    assert address_of(loan.site) == ""
