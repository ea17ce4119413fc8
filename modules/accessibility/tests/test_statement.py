"""The accessibility statement: linked from every page, true until it is assessed, and editable."""

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from modules.accessibility.models import Statement
from modules.accessibility.tests.factories import StatementFactory
from tests.cases import tried
from tests.law import refused, write

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("english")]
TODAY = timezone.localdate
FACTS = {"rate": 72, "assessed_by": "Atelier Belvoir"}


@pytest.fixture(autouse=True)
def _nothing_cached():
    Statement.clear_cache()


def test_every_page_links_to_it_with_the_state_of_conformity(sign_in, volunteer):
    link = f'<a href="{reverse("accessibility_statement")}" target="_top">Accessibilité'
    stranger, kiosk = Client(), reverse("signature_remote", args=["expired"])
    visits = [(stranger, reverse("account_login")), (sign_in(volunteer), reverse("home"))]
    for visitor, page in [*visits, (stranger, kiosk), (stranger, "/nothing/")]:
        with tried(page):
            words = visitor.get(page).content.decode()
            assert f"{link}\N{NO-BREAK SPACE}: non conforme</a>" in words


def test_it_states_what_was_tested_and_known_limits_until_exceptions_are_entered():
    words = Client().get(reverse("accessibility_statement")).content.decode()
    for part in ("pas encore été évalué", "aucun lecteur d’écran", "pas balisées"):
        assert part in words


def test_an_administrator_publishes_it(sign_in, admin):
    admin.language = "en"
    admin.save()
    visitor, page = sign_in(admin), reverse("accessibility_edit")
    day = TODAY() - timedelta(days=3)
    sent = {"conformity": "partial", "exceptions": "Maps", "contact": "acces@example.org"}
    assert "Enter the share of criteria met" in visitor.post(page, sent).content.decode()
    visitor.post(page, sent | FACTS | {"assessed_on": day.isoformat()})
    Statement.clear_cache()
    words = visitor.get(reverse("accessibility_statement")).content.decode()
    for part in ("partially compliant", "72 %", "Atelier Belvoir", "Maps", "acces@example.org"):
        assert part in words
    assert "not been assessed" not in words


def test_a_state_needs_its_assessment():
    statement = StatementFactory()
    with refused("accessibility_statement_assessed"):
        write(statement, conformity="partial", rate=80)
    with refused("accessibility_statement_rate"):
        write(statement, conformity="full", assessed_on=TODAY(), **FACTS)
    with refused("accessibility_statement_conformity"):
        write(statement, conformity="perfect", assessed_on=TODAY(), **FACTS)
    with refused("accessibility_statement_only_one"):
        Statement.objects.bulk_create([Statement(pk=2)])
