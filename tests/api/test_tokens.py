"""Tokens: shown once, limited by scope, site, address and day, and revoked at once."""

from datetime import timedelta

import pytest
from django.contrib.sessions.models import Session
from django.core.exceptions import PermissionDenied, ValidationError
from django.test import Client
from django.utils import timezone

from api.forms import MachineForm
from api.models import Token
from api.operations import change_token, open_machine_token, open_token, revoke_token
from api.scopes import GRANTED, PERMISSIONS_OF, ROWS, Scope, permissions_of
from api.urls import ROUTES
from core.models import Event
from people.base.roles import PERMISSIONS, Role
from people.models import User
from tests.api.caller import Caller
from tests.factories import DeviceFactory, LoanFactory, PlaceFactory, SiteFactory, TokenFactory

DEVICES = "/api/v1/devices"


def limits(**more):
    ends = timezone.localdate() + timedelta(days=30)
    return {"name": "Tool", "scopes": ["read"], "expires_on": ends} | more


def call(secret, path=DEVICES, **more):
    return Client(headers={"Authorization": f"Bearer {secret}"}, **more).get(path)


def test_a_secret_is_on_the_page_once_and_opens_until_it_is_revoked(coordinator, sign_in):
    form = sign_in(coordinator)
    sent = limits() | {"submission": "0d6c6a4e-6c43-4d52-9c5b-8e5d37a0a3ad"}
    secret = form.post("/profile/tokens/", sent).context["secret"]
    token = Token.objects.get()

    assert secret.startswith("rebond_")
    assert secret.endswith(token.ending)
    assert Event.objects.about(token).get().sentence == "Jeton créé\xa0: lecture"
    assert secret not in str(vars(token))
    assert secret not in form.post("/profile/tokens/", sent, follow=True).content.decode()
    assert call(secret).status_code == 200
    token.refresh_from_db()
    assert token.used_at
    assert token.used_from == "127.0.0.1"

    form.post(f"/tokens/{token.pk}/revoke/")
    assert call(secret).status_code == 401


def test_a_request_without_a_valid_token_is_refused(db, site):
    token = TokenFactory(secret="mine")
    assert call("mine").status_code == 200
    TokenFactory(secret="old", expired=True)
    TokenFactory(secret="revoked", revoked=True)
    TokenFactory(secret="elsewhere", networks="192.0.2.0/24\n2001:db8::/32")
    for secret in ("", "wrong", "old", "revoked", "elsewhere"):
        answer = call(secret)
        assert answer.status_code == 401, secret
        assert answer.headers["WWW-Authenticate"] == "Bearer"
    assert call("elsewhere", REMOTE_ADDR="192.0.2.77").status_code == 200
    User.objects.filter(pk=token.user_id).update(is_active=False)
    assert call("mine").status_code == 401


def test_a_request_with_a_token_starts_no_session(db, site):
    TokenFactory(secret="mine")
    answer = call("mine")
    assert answer.status_code == 200
    assert not answer.cookies
    assert not Session.objects.exists()


def test_a_session_gives_no_access_to_the_api(coordinator, sign_in):
    assert sign_in(coordinator).get(DEVICES).status_code == 401


def test_every_permission_of_an_operation_is_in_a_scope_and_every_one_of_a_scope_in_a_role():
    in_scopes = frozenset().union(*PERMISSIONS_OF.values())
    needed = {name for route in ROUTES for name in route.permission.split()}
    assert needed - in_scopes <= ROWS
    assert in_scopes - PERMISSIONS[Role.ADMIN] <= {"loans.ask"}


def test_only_the_scope_of_families_reads_names():
    """Only an administrator can grant this scope."""
    about_people = {"loans.read_agreement", "people.change_recipient", "people.view_recipient"}
    assert PERMISSIONS_OF[Scope.RECIPIENTS] == about_people
    assert frozenset({Scope.RECIPIENTS}) == GRANTED
    others = permissions_of(scope for scope in Scope if scope not in GRANTED)
    of_organisations = {"people.view_organisation", "people.change_organisation"}
    assert {name for name in others if name.startswith("people.")} == of_organisations
    assert "loans.read_agreement" not in others


def test_a_token_does_no_more_than_its_scopes_nor_than_its_role(coordinator, volunteer, site):
    device, place = DeviceFactory(site=site), PlaceFactory(site=site)
    for user, scopes, status in (
        (coordinator, ["read"], 403),
        (volunteer, list(Scope.values), 200),
    ):
        TokenFactory(user=user, secret=f"{user}{scopes}", scopes=scopes)
        client = Client(headers={"Authorization": f"Bearer {user}{scopes}"})
        path = f"{DEVICES}/{device.pk}/move"
        answer = client.post(path, {"place": place.code}, content_type="application/json")
        assert answer.status_code == status, (user, scopes, answer.content)
    event = Event.objects.filter(kind="device.moved").latest("pk")
    assert (event.by, event.data["token"]) == (volunteer, Token.objects.latest("pk").pk)
    # volunteers may not correct devices
    assert client.patch(f"{DEVICES}/{device.pk}").status_code == 403


def test_a_token_limited_to_sites_sees_no_other_site(coordinator, technician, site):
    ours, theirs = DeviceFactory(site=site), DeviceFactory(site=SiteFactory())
    for user in (coordinator, technician):
        for sites, seen in (([site], {ours.pk}), ([theirs.site], {theirs.pk})):
            secret = f"{user} {sites}"
            TokenFactory(user=user, secret=secret, sites=sites)
            seen = seen if user == coordinator else seen & {ours.pk}
            assert {row["id"] for row in call(secret).json()["items"]} == seen, secret


def test_a_token_limited_to_sites_books_at_no_other_site(coordinator, site):
    loan = LoanFactory(active=True, site=site)
    caller = Caller(coordinator, sites=[site])
    body = {"starts_at": "2026-12-03T10:00:00+01:00", "site": SiteFactory().pk}
    answer = caller.post(f"/api/v1/loans/{loan.pk}/book", body)
    assert (answer.status_code, list(answer.json()["errors"])) == (422, ["site"])


def test_only_an_administrator_grants_the_scope_of_families_and_creates_machine_tokens(
    admin, counter, association, site
):
    for by, scopes in (
        (counter, ["recipients"]),
        (association, ["bench"]),
        (association, ["recipients"]),
        (counter, []),
    ):
        with pytest.raises(ValidationError) as refusal:
            open_token(by=by, **limits(scopes=scopes))
        assert "scopes" in refusal.value.message_dict
    with pytest.raises(ValidationError):
        open_token(by=counter, **limits(expires_on=timezone.localdate() + timedelta(days=400)))
    with pytest.raises(ValidationError):
        open_token(by=counter, **limits(networks="here"))
    with pytest.raises(PermissionDenied):
        open_machine_token(by=counter, role=Role.TECHNICIAN, sites=[site], **limits())
    with pytest.raises(ValidationError):
        open_machine_token(by=admin, role=Role.ADMIN, sites=[site], **limits())

    open_token(by=association, **limits(scopes=["read", "requests"]))
    token = Token.objects.get(user=association)
    change_token(token, by=admin, scopes=["requests", "recipients"])
    assert Token.objects.get(pk=token.pk).scopes == ["requests", "recipients"]
    with pytest.raises(PermissionDenied):
        revoke_token(token, by=counter)


def test_a_machine_acts_in_its_own_name_and_signs_in_nowhere(admin, site):
    device = DeviceFactory(site=site)
    scopes = {"scopes": ["bench"], "role": Role.TECHNICIAN, "sites": [site]}
    secret = open_machine_token(by=admin, **limits(name="Bench 2") | scopes)
    client = Client(headers={"Authorization": f"Bearer {secret}"})
    path = f"{DEVICES}/{device.pk}/refurbish"
    assert client.post(path, {}, content_type="application/json").status_code == 200
    machine = Event.objects.filter(kind="device.refurbishing").get().by
    assert (machine.name, machine.is_active) == ("Bench 2", False)
    assert machine not in User.objects.people()


def test_an_administrator_creates_changes_and_revokes_tokens_on_pages(
    admin, counter, site, sign_in
):
    page, theirs = sign_in(admin), TokenFactory(user=counter, scopes=["read"])
    sent = limits(name="Bench 2") | {"role": "technician", "scopes": ["bench"], "sites": [site.pk]}
    secret = page.post("/tokens/machine/", sent).context["secret"]
    assert call(secret).status_code == 200
    assert "Bench 2" in page.get("/tokens/").content.decode()

    changed = limits() | {"scopes": ["counter", "recipients"], "networks": "not an address"}
    refused = page.post(f"/tokens/{theirs.pk}/", changed)
    assert "not an address" in refused.content.decode()
    assert "networks" in refused.context["form"].errors
    assert page.post(f"/tokens/{theirs.pk}/", changed | {"networks": "::1"}).status_code == 302
    theirs.refresh_from_db()
    assert (theirs.scopes, theirs.networks) == (["counter", "recipients"], "::1")
    page.post(f"/tokens/{theirs.pk}/revoke/")
    assert Token.objects.get(pk=theirs.pk).revoked_at
    assert page.post(f"/tokens/{theirs.pk}/", changed | {"networks": ""}).status_code == 200


def test_a_machine_is_offered_no_right_that_its_role_lacks(admin, site):
    """Labels name the lowest role of each right; a wrong choice is refused and named."""
    facts = {
        "name": "x",
        "role": "volunteer",
        "sites": [site.pk],
        "expires_on": timezone.localdate(),
    }
    form = MachineForm({**facts, "scopes": ["counter"]}, user=admin)
    labels = dict(form.fields["scopes"].choices)
    assert "ou supérieur" in str(labels["counter"])
    assert "ou supérieur" not in str(labels["read"])
    assert "ne donne pas ces droits" in " ".join(form.errors["scopes"])
    form = MachineForm({**facts, "role": "counter", "scopes": ["counter"]}, user=admin)
    assert "scopes" not in form.errors
