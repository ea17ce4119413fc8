"""Purchases, ranges of CO2e and hours: figures against raw SQL, reports, papers, and the list."""

from datetime import date, timedelta
from decimal import Decimal
from types import SimpleNamespace

import pypdfium2
import pytest
from django.core.management import call_command
from django.db import connection
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format

from catalogue.models.factor import FactorKind
from desk.figures.registry import FIGURES
from desk.figures.scope import Scope
from loans.models import LoanItem
from modules.second_life import panels
from modules.second_life.figures import ranges_on
from modules.second_life.lifecycle import ValueKind
from modules.second_life.models import ReferenceValue
from modules.second_life.tests.factories import MeasuredUseFactory, ReferenceValueFactory
from tests.factories import (
    CategoryFactory,
    DeviceFactory,
    DonationFactory,
    FactorFactory,
    FigureRulesFactory,
    LoanItemFactory,
    MediumFactory,
    UserFactory,
)
from tests.leaks import words_of
from tests.modules import use_all_but

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("english"), pytest.mark.engine]
DAYS = 73  # a fifth of 365 days
PURCHASES = """
SELECT COALESCE(SUM(amount), 0) FROM (
  SELECT DISTINCT d.id, (
    SELECT r.value FROM second_life_referencevalue r
    WHERE r.kind = 'price' AND r.category_id = d.category_id AND r.valid_from <= %s
    ORDER BY r.valid_from DESC LIMIT 1) AS amount
  FROM loans_loanitem i JOIN inventory_device d ON d.id = i.device_id
  WHERE i.opened_at IS NOT NULL AND i.status <> 'cancelled') AS priced
"""
HOURS = """
SELECT COUNT(i.id), COUNT(m.id), COALESCE(SUM(m.hours_back - m.hours_out), 0)
FROM loans_loanitem i LEFT JOIN second_life_measureduse m ON m.item_id = i.id
WHERE i.status = 'returned' AND i.device_id IS NOT NULL
"""


def raw(sql, *params):
    with connection.cursor() as cursor:
        cursor.execute(sql, params)
        return cursor.fetchone()


def returned(lot, category, number):
    """Lend a device of a lot for `DAYS` days until today, and measure `number` hours, if any."""
    device = DeviceFactory(ready=True, donation=lot, category=category)
    item = LoanItemFactory(device=device, returned=True)
    began = timezone.now() - timedelta(days=DAYS)
    LoanItem.objects.filter(pk=item.pk).update(opened_at=began, ended_at=timezone.now())
    if number is not None:
        medium = MediumFactory(device=device)
        MeasuredUseFactory(item=item, medium=medium, hours_out=500, hours_back=500 + number)
    return device


@pytest.fixture
def year(db):
    """Seven devices returned, five of them measured: laptops with a price, a tablet, a router."""
    use_all_but()
    FigureRulesFactory()
    year = SimpleNamespace(by=UserFactory(coordinator=True, language="en"))
    year.lot = DonationFactory(received=True)
    year.laptop, year.tablet = CategoryFactory(), CategoryFactory()
    FactorFactory(category=year.laptop, kind=FactorKind.CO2E_AVOIDED_YEAR, value=Decimal(27))
    for value, day in (("480", date(2024, 1, 1)), ("520", date(2025, 1, 15))):
        ReferenceValueFactory(category=year.laptop, value=Decimal(value), valid_from=day)
    for category in (year.laptop, year.tablet):
        ReferenceValueFactory(
            kind=ValueKind.CO2E, category=category, value=Decimal(10), highest=Decimal(20)
        )
    for hours in (100, 150, 200, 250, 300):
        returned(year.lot, year.laptop, hours)
    returned(year.lot, year.tablet, None)
    returned(year.lot, CategoryFactory(), None)
    return year


def scope_of(year, **more):
    return Scope(user=year.by, first=date(2020, 1, 1), last=timezone.localdate(), **more)


def number(key, scope):
    return FIGURES[key].number(scope)


def test_figures_equal_the_database(year):
    scope = scope_of(year)
    total = Decimal(str(raw(PURCHASES, scope.last)[0]))
    assert number("purchases_avoided", scope) == total == 5 * 520
    assert number("devices_without_price", scope) == 2
    count, measured, hours = raw(HOURS)
    assert (count, measured, hours) == (7, 5, 1_000)
    assert number("hours_measured", scope) == hours
    assert number("hours_coverage", scope) == round(100 * 5 / 7)
    a_share = DAYS / 365.25  # a laptop has a factor, so its range does not count too
    assert number("co2e_range_lowest", scope) == pytest.approx(10 * a_share, rel=0.01)
    assert number("co2e_range_highest", scope) == pytest.approx(20 * a_share, rel=0.01)


def test_the_price_of_the_last_day_of_a_report_applies(year):
    LoanItem.objects.update(opened_at="2024-06-01T12:00:00Z", ended_at="2024-07-01T12:00:00Z")
    scope = Scope(user=year.by, first=date(2024, 1, 1), last=date(2024, 12, 31))
    assert number("purchases_avoided", scope) == 5 * 480
    earlier = Scope(user=year.by, first=date(2020, 1, 1), last=date(2023, 12, 31))
    assert number("purchases_avoided", earlier) == 0


def test_hours_of_fewer_than_five_devices_are_not_shown(year):
    use = LoanItem.objects.filter(measured_use__isnull=False).last()
    LoanItem.objects.filter(pk=use.pk).update(
        opened_at="2019-01-01T12:00:00Z", ended_at="2019-06-01T12:00:00Z"
    )
    scope = scope_of(year)
    assert number("hours_measured", scope) is None
    hours = panels.hours_of(scope)
    assert (hours.returned, hours.measured, hours.total) == (6, 4, None)


def test_the_report_prints_prices_ranges_and_coverage_with_their_sources(year, sign_in):
    client = sign_in(year.by)
    query = scope_of(year).query
    page = client.get(f"{reverse('report')}?{query}").content.decode()
    paper = words_of(client.get(f"{reverse('report_pdf')}?{query}").content)
    yearly = client.get(reverse("report_yearly", args=[timezone.localdate().year]))
    for text in (" ".join(page.split()), paper, words_of(yearly.content)):
        assert "Purchases avoided: €2,600" in text
        assert f"Devis 2214, {date_format(date(2025, 1, 15), 'SHORT_DATE_FORMAT')}" in text
        assert "2 devices without a price in our list are not counted." in text
        assert "Hours of use known for 5 of 7 returned devices: 1,000 h in all." in text
        assert "10 to 20 kg CO₂e" in text


def test_the_outcome_of_a_donor_tells_the_same_and_that_of_a_lot_no_hours(year, sign_in):
    DonationFactory(received=True, donor=year.lot.donor)
    client = sign_in(year.by)
    donor = client.get(reverse("donor_outcome", args=[year.lot.donor_id])).content.decode()
    lot = client.get(reverse("donation_outcome", args=[year.lot.pk])).content.decode()
    for page in (donor, lot):
        assert "Purchases avoided: €2,600" in page
    assert "5 of 7 returned devices" in " ".join(donor.split())
    assert "returned devices" not in lot
    paper = client.get(reverse("donor_outcome_pdf", args=[year.lot.donor_id])).content
    assert len(pypdfium2.PdfDocument(paper)) >= 1


def test_reports_are_the_same_without_the_module(year, sign_in):
    use_all_but("second_life")
    client = sign_in(year.by)
    page = client.get(f"{reverse('report')}?{scope_of(year).query}").content.decode()
    assert "Purchases avoided" not in page
    use_all_but()
    assert number("hours_measured", scope_of(year)) == 1_000


def test_an_administrator_keeps_the_list_and_a_wrong_value_keeps_what_was_typed(sign_in):
    use_all_but()
    category = CategoryFactory()
    client = sign_in(UserFactory(admin=True, language="en"))
    sent = {
        "kind": "co2e",
        "category": category.pk,
        "value": "20",
        "highest": "10",
        "valid_from": "2026-01-15",
        "source": "Study",
    }
    page = client.post(reverse("referencevalue_list"), sent).content.decode()
    assert "Enter one value for a price, and a lowest and a highest" in page
    assert 'value="Study"' in page
    assert client.post(reverse("referencevalue_list"), sent | {"highest": "30"}).status_code == 302
    value = ReferenceValue.objects.get()
    changed = sent | {"value": "21", "highest": "30", "note_texts_fr": "Calcul"}
    assert client.post(value.get_absolute_url(), changed).status_code == 302
    text = " ".join(client.get(reverse("referencevalue_list")).content.decode().split())
    assert "21 to 30 kg CO₂e" in text


def test_the_shipped_ranges_follow_from_the_published_shares(db):
    """Kilograms of a new device in its years of use, and the share of ADEME 2022."""
    call_command("load_reference", verbosity=0)
    ranges = {row.category.code: row for row in ranges_on(date(2026, 12, 2)).values()}
    expected = {
        "desktop": (0.43 * 259.2 / 6, 204.8 / 6),
        "tablet": (0.46 * 87.1 / 3, 0.80 * 87.1 / 3),
        "monitor": (0.43 * 92.6 / 6, 65.9 / 6),
    }
    found = {code: (float(row.value), float(row.highest)) for code, row in ranges.items()}
    for code, bounds in expected.items():
        assert found[code] == pytest.approx(bounds, abs=0.05), code
    assert found.keys() == expected.keys()
    assert all(row.note and "ADEME" in row.source for row in ranges.values())
