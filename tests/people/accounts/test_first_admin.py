import pytest
from django.core.management import CommandError, call_command

from people.accounts.operations import join
from people.base.roles import Role
from people.models import Site, User

pytestmark = pytest.mark.django_db


def run(capsys, **options):
    call_command("first_admin", **options)
    return capsys.readouterr().out


def test_first_admin_creates_a_site_and_an_invitation_link(capsys, client):
    output = run(capsys, email="lou@example.org", name="Lou")
    assert "pour vous connecter comme lou@example.org" in output
    lou = User.objects.get(email="lou@example.org")
    assert (lou.role, lou.name, list(lou.sites.all())) == (
        Role.ADMIN,
        "Lou",
        [Site.objects.get()],
    )
    link = next(word for word in output.split() if "/invitation/" in word)
    path = link.split("/", 3)[-1]
    assert client.get(f"/{path}").status_code == 200


def test_outside_of_debug_the_email_is_required(capsys, settings, english):
    with pytest.raises(CommandError, match=r"manage\.py configure"):
        run(capsys)
    settings.ADMIN_EMAIL = "lou@example.org"
    assert "lou@example.org" in run(capsys)


def test_first_admin_repeats_the_link_until_accepted(capsys, settings):
    settings.ADMIN_EMAIL = "lou@example.org"
    run(capsys)
    assert "/invitation/" in run(capsys)
    admin = User.objects.exclude(email__endswith=".invalid").get()
    join(admin, name="Lou", password="grue cobalt verger mica")
    assert "/invitation/" not in run(capsys)
    assert run(capsys, if_empty=True) == ""
    assert User.objects.filter(role=Role.ADMIN, is_active=True).get() == admin
    assert Site.objects.count() == 1
