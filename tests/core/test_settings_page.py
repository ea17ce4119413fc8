"""The settings page: an entry for each setting, with its current state."""

import pytest
from django.db.models import CharField
from django.urls import resolve, reverse

from core.models.singleton import SingletonModel
from core.modules.registry import keys
from core.settings_page.identity import IdentityForm
from core.settings_page.registry import ENTRIES, Part, SettingsEntry, SettingSummary, entries_for
from desk.figures.forms import FigureRulesForm
from loans.models import Rules
from loans.settings.operations import RulesForm
from people.models import QuietHours
from people.outbox.forms import QuietForm
from tests.factories import IdentityFactory, OpeningHoursFactory, SiteFactory
from tests.modules import use

pytestmark = pytest.mark.django_db
FORMS = {
    "figurerules_edit": FigureRulesForm,
    "identity_edit": IdentityForm,
    "rules_edit": RulesForm,
    "sending_edit": QuietForm,
}


def all_lines(user):
    return [line for _part, lines in entries_for(user) for line in lines]


def by_label(user):
    return {str(entry.label): entries for entry, entries in all_lines(user)}


def test_a_coordinator_reads_which_settings_another_role_changes(coordinator, sign_in):
    page = sign_in(coordinator).get(reverse("settings")).content.decode()
    others = page.partition("Réglages que l’administration modifie")[2]
    assert "Sauvegarde et export" in others
    assert reverse("safekeeping") not in page


def test_every_setting_is_linked_from_the_settings_page(admin, sign_in):
    page = sign_in(admin).get(reverse("settings")).content.decode()

    assert len(all_lines(admin)) == len(ENTRIES)
    assert all(f'href="{entry.href}"' in page for entry in ENTRIES)


def test_every_entry_links_to_an_existing_page_and_field(site):
    pages = {entry: resolve(entry.href.split("#")[0]).url_name for entry in ENTRIES}
    fields = {entry: entry.at.removeprefix("id_") for entry in ENTRIES if entry.at}

    assert len(fields) > 10
    assert [e for e, name in fields.items() if name not in FORMS[pages[e]].base_fields] == []


def test_entries_show_values_and_warnings(admin, site, english):
    IdentityFactory(phone="")
    Rules.objects.create(pk=1, reservation_days=9)

    entries = by_label(admin)

    assert len(entries["What we use"].values) == len(keys())
    assert entries["days that items stay set aside"].values == ["9"]
    assert entries["people refused a hand-over without a request"].values == [
        "nobody: only a warning is shown at the counter"
    ]
    assert entries["Sites"].values == [site.name]
    assert entries["Printers"].values == ["0"]
    assert entries["Opening hours and closed days"].missing == [
        f"no hours, so no appointment: {site}"
    ]
    assert "the phone number on labels, to call if a device is found" in (
        entries["Our association"].missing
    )


def test_a_disabled_module_has_no_entry(admin, site, english):
    use("vouchers", "kits")
    entries = by_label(admin)
    assert entries["What we use"].values == ["Connectivity vouchers", "Kits"]
    assert "Kits" in entries
    assert "Outside workshops" not in entries
    assert entries["Opening hours and closed days"].missing == []


def test_a_completed_entry_has_no_warning(admin, site, english):
    OpeningHoursFactory(site=site)

    assert by_label(admin)["Opening hours and closed days"].missing == []


def test_the_entry_of_hours_opens_those_that_are_missing(admin, site, english, sign_in):
    OpeningHoursFactory(site=site)
    other = SiteFactory()
    path = next(e.href for e in ENTRIES if str(e.label) == "Opening hours and closed days")
    assert path == reverse("site_hours", args=[other.pk])
    assert reverse("site_hours", args=[site.pk]) in sign_in(admin).get(path).text


def clear(row):
    """Clear each nullable or blank column of this row."""
    for field in type(row)._meta.concrete_fields:
        if field.null:
            setattr(row, field.attname, None)
        elif field.blank and isinstance(field, CharField):
            setattr(row, field.attname, "")
    row.full_clean(validate_unique=False)
    row.save()
    row.clear_cache()


def test_each_entry_is_shown_with_every_optional_column_empty(admin, site, english, settings):
    rows = [model.load() for model in SingletonModel.__subclasses__() if model._meta.managed]
    assert len(rows) > 4
    settings.QUIET_HOURS = []
    QuietHours.clear_cache()
    assert by_label(admin)["Quiet hours"].values == ["off: messages are sent at any hour"]

    for row in rows:
        clear(row)
    summaries = {str(entry.label): entry.summary() for entry in ENTRIES}  # modules are off now
    assert summaries["Quiet hours"].values == ["off: messages are sent at any hour"]
    assert [label for label, summary in summaries.items() if "None" in str(summary.values)] == []


def test_a_coordinator_sees_only_entries_that_they_may_change(coordinator):
    labels = {entry.permission for entry, _summary in all_lines(coordinator)}

    assert labels
    assert all(coordinator.has_perm(permission) for permission in labels)
    assert "loans.change_rules" not in labels


def test_an_app_registers_an_entry(admin, sign_in, monkeypatch):
    line = SettingsEntry(
        Part.PRIVACY,
        "Kept for two years",
        "shield",
        "core.change_identity",
        "identity_edit",
        lambda: SettingSummary("24 months", missing=["a term"]),
    )
    monkeypatch.setattr("core.settings_page.registry.ENTRIES", [line])

    page = sign_in(admin).get(reverse("settings")).content.decode()

    assert "Kept for two years" in page
    assert "24 months" in page
    assert "a term" in page
