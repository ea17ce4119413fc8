"""The accessibility statement: linked from every page, true until it is assessed, and editable."""

from datetime import timedelta
from itertools import product

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from django.views.defaults import server_error

from core.http.busy import closed_page
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
    pages = [reverse("account_login"), kiosk, "/nothing/", reverse("offline_page")]
    for visitor, page in [(sign_in(volunteer), reverse("home")), *product([stranger], pages)]:
        with tried(page):
            words = visitor.get(page).content.decode()
            assert f"{link}\N{NO-BREAK SPACE}: non conforme</a>" in words


def test_pages_without_database_link_to_it(django_assert_num_queries, rf):
    link = f'<a href="{reverse("accessibility_statement")}">Accessibilité · <span lang="en">'
    with django_assert_num_queries(0):
        for page in (server_error(rf.get("/")), closed_page(rf.get("/"), "Closed.")):
            assert link in page.content.decode()


def test_a_turned_screen_has_the_statement_in_its_page_and_no_link(sign_in, volunteer):
    visitor = sign_in(volunteer)
    session = visitor.session
    session["kiosk"] = {"id": "1", "page": "/agreements/1/", "back": "/", "is_done": False}
    session.save()
    words = visitor.get(reverse("unlock")).content.decode()
    for part in ("Accessibilité\N{NO-BREAK SPACE}: non conforme</summary>", "Défenseur des droits"):
        assert part in words
    assert "<a " not in words[words.rindex("<details") :]


def test_it_states_what_was_tested_and_known_limits_until_exceptions_are_entered():
    words = Client().get(reverse("accessibility_statement")).content.decode()
    for part in ("pas encore été évalué", "aucun autre lecteur d’écran", "pas balisées"):
        assert part in words


def test_an_administrator_publishes_it(sign_in, admin):
    admin.language = "en"
    admin.save()
    visitor, page = sign_in(admin), reverse("accessibility_edit")
    day = TODAY() - timedelta(days=3)
    sent = {"conformity": "partial", "contact": "acces@example.org"}
    sent |= {"exceptions_fr": "Les plans", "exceptions_en": "Maps", "redress_fr": "La médiatrice"}
    assert "Enter the share of criteria met" in visitor.post(page, sent).content.decode()
    visitor.post(page, sent | FACTS | {"assessed_on": day.isoformat()})
    Statement.clear_cache()
    words = visitor.get(reverse("accessibility_statement")).content.decode()
    for part in ("partially compliant", "72 %", "Atelier Belvoir", "Maps", "acces@example.org"):
        assert part in words
    assert "not been assessed" not in words
    assert '<div lang="fr"><p>La médiatrice</p></div>' in words  # not given in English
    assert "Defender" not in words
    assert "Les plans" in Client().get(page.replace("edit/", "")).content.decode()


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
