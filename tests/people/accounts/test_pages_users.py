import pytest
from django.core import mail

from core.models import Event
from people.base.roles import Role
from people.models import User
from tests.factories import OrganisationFactory, SiteFactory, UserFactory
from tests.people.accounts.pages import somebody, typed_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def people(association, other_association, volunteer, technician, counter, coordinator, admin):
    """A user of each role, and the manager of the first association."""
    manager = UserFactory(association=True, organisation=association.organisation, is_manager=True)
    return {
        "volunteer": volunteer,
        "technician": technician,
        "counter": counter,
        "coordinator": coordinator,
        "admin": admin,
        "association": association,
        "other": other_association,
        "manager": manager,
    }


def test_user_visibility_by_role(people, sign_in):
    theirs = {"association", "manager"}
    for who, seen in (
        ("counter", None),
        ("association", None),
        ("manager", theirs),
        ("coordinator", theirs | {"other"}),
        ("admin", people.keys()),
    ):
        client = sign_in(people[who])
        page = client.get("/users/")
        assert page.status_code == client.get("/users/invite/").status_code, who
        assert page.status_code == (403 if seen is None else 200), who
        for name in ("association", "other", "volunteer"):
            detail = client.get(f"/users/{people[name].pk}/").status_code
            if seen is None:
                assert detail == 403, (who, name)
            else:
                assert detail == (200 if name in seen else 404), (who, name)
        if seen is not None:  # a refusal names the coordinators who can help
            listed = {name for name, person in people.items() if person.email in page.text}
            assert listed == seen, who


def test_out_of_scope_users_are_not_changed(people, sign_in):
    manager, counter = sign_in(people["manager"]), sign_in(people["counter"])
    for act in ("disable", "enable"):
        assert manager.post(f"/users/{people['other'].pk}/{act}/").status_code == 404
        assert manager.get(f"/users/{people['association'].pk}/{act}/").status_code == 302
        assert counter.post(f"/users/{people['other'].pk}/{act}/").status_code == 403
    assert Event.objects.count() == 0


def test_the_list_is_searched_and_filtered(people, admin, sign_in):
    invited = UserFactory(name="Zoé Quillien", counter=True, invited=True)
    client = sign_in(admin)
    for query in ["q=quill", "access=invited", "q=zoé&role=counter"]:
        page = client.get(f"/users/?{query}").text
        assert invited.email in page
        assert people["volunteer"].email not in page
    assert invited.email not in client.get("/users/?access=closed").text


def test_the_list_takes_constant_queries(
    admin, sign_in, django_assert_num_queries, django_assert_max_num_queries
):
    client = sign_in(admin)
    client.get("/users/")
    with django_assert_max_num_queries(12) as few:
        client.get("/users/")
    for _each in range(5):
        UserFactory(technician=True, sites=[SiteFactory()])
        UserFactory(association=True)
    with django_assert_num_queries(len(few)):
        client.get("/users/")


def test_missing_fields_are_reported(admin, sign_in):
    client = sign_in(admin)
    for facts in (
        {"role": "association"},  # without an organisation
        {"role": "technician"},  # without a site
        {"role": "association", "organisation": "No such thing"},
        {"role": "king"},
        {},
    ):
        data = {"name": "Lou", "email": "lou@example.org", **facts}
        page = client.post("/users/invite/", data)
        assert page.status_code == 200, facts
        form = page.context["form"]
        assert form.errors, facts
        assert facts or list(form.errors) == ["role"]  # nothing else is asked before
        assert 'value="lou@example.org"' in page.text
    assert not User.objects.filter(email="lou@example.org").exists()


def test_an_email_is_unique(admin, site, sign_in):
    taken = somebody(email="lou@example.org")
    page = sign_in(admin).post(
        "/users/invite/",
        {"name": "Lou", "email": "LOU@example.org", "role": "counter", "sites": [site.pk]},
    )
    assert page.context["form"].errors
    assert User.objects.filter(email__iexact="lou@example.org").get() == taken


def change(client, user, **facts):
    now = {"name": user.name, "email": user.email, "role": user.role}
    if user.organisation:
        now["organisation"] = user.organisation.name
    return client.post(f"/users/{user.pk}/", now | facts)


def test_a_new_role_ends_the_sessions_of_a_user(admin, site, sign_in):
    user = somebody(volunteer=True, sites=[site])
    client, _answer = typed_in(user)
    assert client.get("/profile/").status_code == 200
    answer = change(sign_in(admin), user, role="counter", sites=[site.pk])
    assert answer.headers["Location"] == "/users/"
    assert client.get("/profile/").status_code == 302
    user.refresh_from_db()
    assert user.role == Role.COUNTER


def test_closing_an_account_ends_its_sessions_and_is_reversible(admin, site, sign_in):
    user = somebody(volunteer=True, sites=[site])
    client, _answer = typed_in(user)
    sign_in(admin).post(f"/users/{user.pk}/disable/")
    assert client.get("/profile/").status_code == 302
    assert typed_in(user)[0].get("/profile/").status_code == 302
    sign_in(admin).post(f"/users/{user.pk}/enable/")
    assert typed_in(user)[0].get("/profile/").status_code == 200


def test_an_email_change_is_notified_to_the_old_address(
    coordinator, association, sign_in, django_capture_on_commit_callbacks
):
    old = association.email
    with django_capture_on_commit_callbacks(execute=True):
        change(sign_in(coordinator), association, email="new@example.org")
    association.refresh_from_db()
    assert association.email == "new@example.org"
    assert mail.outbox[0].to == [old]
    assert Event.objects.about(association).filter(kind="user.readdressed").exists()


def test_a_coordinator_cannot_assign_roles_of_our_team(coordinator, association, site, sign_in):
    change(sign_in(coordinator), association, role="admin", sites=[site.pk], name="Lou")
    association.refresh_from_db()
    assert (association.role, association.name) == (Role.ASSOCIATION, "Lou")
    assert list(association.sites.all()) == []


def test_a_manager_changes_neither_email_nor_another_manager(association, sign_in):
    manager = UserFactory(association=True, organisation=association.organisation, is_manager=True)
    client = sign_in(manager)
    change(client, association, email="mine@example.org", name="Lou", is_manager="on")
    association.refresh_from_db()
    assert association.name == "Lou"
    assert (association.email == "mine@example.org", association.is_manager) == (False, False)
    second = UserFactory(association=True, organisation=association.organisation, is_manager=True)
    assert change(client, second, name="Lou").context["form"].errors
    client.post(f"/users/{second.pk}/disable/")
    second.refresh_from_db()
    assert (second.is_active, second.name == "Lou") == (True, False)


def test_the_last_administrator_stays(admin, site, sign_in):
    client = sign_in(admin)
    page = change(client, admin, role="counter", sites=[site.pk])
    assert page.context["form"].non_field_errors()
    client.post(f"/users/{admin.pk}/disable/")
    admin.refresh_from_db()
    assert (admin.role, admin.is_active) == (Role.ADMIN, True)
    UserFactory(admin=True, sites=[site])
    change(client, admin, role="counter", sites=[site.pk])
    admin.refresh_from_db()
    assert admin.role == Role.COUNTER


def test_organisations_are_suggested_to_our_team_only(admin, association, sign_in):
    OrganisationFactory(name="Phare des Abers", approved=True)
    page = sign_in(admin).get("/users/invite/").text
    assert '<option value="Phare des Abers">' in page
