"""The settings page: one line for each thing that the house decides, with how it stands."""

import pytest
from django.urls import resolve, reverse

from core.identity import IdentityForm
from core.settings_page.registry import DECISIONS, Decision, Part, Told, told_to
from desk.reports.forms import FigureRulesForm
from loans.models import Rules
from loans.settings.forms import RulesForm
from people.forms.quiet import QuietForm
from tests.factories import IdentityFactory, OpeningHoursFactory

pytestmark = pytest.mark.django_db
FORMS = {
    "figurerules_edit": FigureRulesForm,
    "identity_edit": IdentityForm,
    "rules_edit": RulesForm,
    "sending_edit": QuietForm,
}


def all_lines(user):
    return [line for _part, lines in told_to(user) for line in lines]


def by_label(user):
    return {str(decision.label): told for decision, told in all_lines(user)}


def test_every_rule_of_the_counter_and_switch_of_the_house_is_led_to(admin, sign_in):
    page = sign_in(admin).get(reverse("settings")).content.decode()

    assert len(all_lines(admin)) == len(DECISIONS)
    assert all(f'href="{decision.href}"' in page for decision in DECISIONS)


@pytest.mark.parametrize("decision", DECISIONS, ids=lambda decision: str(decision.label))
def test_a_line_leads_to_a_page_and_to_a_field_that_it_has(decision, site):
    match = resolve(decision.href.split("#")[0])

    if decision.at:
        name = decision.at.removeprefix("id_")
        assert name in FORMS[match.url_name].base_fields


def test_it_says_how_things_stand_and_what_is_missing(admin, site, english):
    IdentityFactory(phone="", issues_tax_receipts=False)
    Rules.objects.create(pk=1, reservation_days=9, has_contributions=True)

    told = by_label(admin)

    assert told["Tax receipts"].values == ["no"]
    assert told["Gifts against a contribution"].values == ["yes"]
    assert told["A reservation is kept"].values == ["9 days"]
    assert told["Sites"].values == ["1 site", site.name]
    assert told["Opening hours and closed days"].missing == [f"no hours, so no appointment: {site}"]
    assert "the phone number that labels print, for who finds a device" in (
        told["Our association"].missing
    )


def test_what_is_completed_is_no_longer_missing(admin, site, english):
    OpeningHoursFactory(site=site)

    assert by_label(admin)["Opening hours and closed days"].missing == []


def test_a_coordinator_sees_the_lines_that_they_may_change_and_no_other(coordinator):
    labels = {decision.permission for decision, _told in all_lines(coordinator)}

    assert labels
    assert all(coordinator.has_perm(permission) for permission in labels)
    assert "loans.change_rules" not in labels


def test_an_app_adds_a_line(admin, sign_in, monkeypatch):
    line = Decision(
        Part.PRIVACY,
        "Kept for two years",
        "shield",
        "core.change_identity",
        "identity_edit",
        lambda: Told("24 months", missing=["a term"]),
    )
    monkeypatch.setattr("core.settings_page.registry.DECISIONS", [line])

    page = sign_in(admin).get(reverse("settings")).content.decode()

    assert "Kept for two years" in page
    assert "24 months" in page
    assert "a term" in page
