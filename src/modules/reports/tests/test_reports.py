"""Reports: page, paper and spreadsheet; saved by name, shared, run again."""

from datetime import date, timedelta

import pypdfium2
import pytest
import time_machine
from django.core.cache import cache
from django.urls import reverse
from django.utils import timezone

from core.models import Event
from desk.figures.registry import with_added
from desk.figures.scope import Scope
from modules.reports.contents import SECTIONS
from modules.reports.forms import days_of
from modules.reports.lifecycle import Period
from modules.reports.models import Report
from modules.reports.papers import people_groups, yearly
from modules.reports.tests.factories import ReportFactory
from tests.factories import (
    AreaFactory,
    BriefingFactory,
    DonorFactory,
    LoanFactory,
    LoanItemFactory,
    RecipientFactory,
    SiteFactory,
)
from tests.leaks import words_of
from tests.test_papers import codes_of

pytestmark = [pytest.mark.django_db, pytest.mark.engine]
TODAY = date(2026, 3, 31)


def equip(people, **facts):
    family = RecipientFactory(household_size=people, **facts)
    loan = LoanFactory(active=True, recipient=family, organisation=family.organisation)
    return LoanItemFactory(open=True, loan=loan)


def this_year(user, **narrows):
    today = timezone.localdate()
    return Scope(user=user, first=today.replace(month=1, day=1), last=today, **narrows)


def test_each_number_of_a_report_links_to_its_rows_or_is_a_dash(coordinator, sign_in):
    item = equip(3)
    client = sign_in(coordinator)

    def lines_of(**query):
        page = client.get(reverse("report"), query)
        return {line.figure.key: line for s in page.context["sections"] for line in s.lines}

    lines = lines_of()
    assert len(lines) == sum(len(with_added(keys)) for _key, _title, keys in SECTIONS)
    assert lines["people_equipped"].text == "3"
    behind = client.get(lines["people_equipped"].href)
    assert [row.household_size for row, _cells in behind.context["table"].cells()] == [3]
    lines = lines_of(organisation=item.loan.organisation.name)
    assert (lines["devices_received"].text, lines["devices_received"].is_unavailable) == ("–", True)
    assert lines["devices_handed_over"].text == "1"


def test_a_wrong_filter_is_reported_and_no_pdf_is_made(coordinator, sign_in):
    client = sign_in(coordinator)
    page = client.get(reverse("report"), {"donor": "Personne"})
    assert page.context["form"].errors["donor"]
    for name, args in (("report_pdf", []), ("report_sheet", ["csv"])):
        assert client.get(reverse(name, args=args), {"donor": "Personne"}).status_code == 302


def test_a_sheet_holds_the_same_numbers_and_no_formula(coordinator, sign_in):
    DonorFactory(name="=HYPERLINK(1)")
    equip(3)
    answer = sign_in(coordinator).get(
        reverse("report_sheet", args=["csv"]), {"donor": "=HYPERLINK(1)"}
    )
    text = b"".join(answer.streaming_content).decode()
    assert "\n=HYPERLINK" not in text
    assert ";=" not in text
    assert Event.objects.filter(kind="report.exported", by=coordinator).count() == 1


def test_a_relative_period_is_computed_on_the_day_of_the_run():
    periods = {
        Period.DAYS: None,
        Period.THIS_YEAR: ("2026-01-01", "2026-03-31"),
        Period.LAST_YEAR: ("2025-01-01", "2025-12-31"),
        Period.LAST_MONTH: ("2026-02-01", "2026-02-28"),
        Period.TWELVE_MONTHS: ("2025-04-01", "2026-03-31"),
    }
    for period, days in periods.items():
        result = days_of(period, TODAY)
        assert (result and tuple(str(day) for day in result)) == days, period


@pytest.mark.usefixtures("unrendered")
def test_a_report_is_saved_with_its_filters_and_run_again(coordinator, site, sign_in):
    client = sign_in(coordinator)
    shown = client.get(reverse("report"), {"first": "2026-02-01", "site": site.pk})
    query = shown.context["scope"].query
    form = {"name": "Février", "period": "days", "query": query}
    again = client.post(reverse("report_keep"), form, follow=True)
    assert again.context["scope"] == shown.context["scope"]
    client.post(reverse("report_keep"), form | {"name": "L'an dernier", "period": "last_year"})
    report = Report.objects.get(name="L'an dernier")
    run = client.get(reverse("report_run", args=[report.pk]), follow=True).context["scope"]
    assert run.last == timezone.localdate().replace(month=1, day=1) - timedelta(days=1)
    assert run.site == site


def test_a_saved_report_survives_the_renaming_of_its_filter(coordinator, sign_in):
    client, donor = sign_in(coordinator), DonorFactory(name="Martin Durand")
    shown = client.get(reverse("report"), {"donor": "Martin Durand"})
    form = {"name": "Un don", "period": "days", "query": shown.context["scope"].query}
    client.post(reverse("report_keep"), form)
    report = Report.objects.get()
    assert "Durand" not in str(report.query)
    donor.name = "Autrement"
    donor.save()
    run = client.get(report.get_absolute_url(), follow=True)
    assert (run.context["scope"].donor, run.context["form"].errors) == (donor, {})


@pytest.mark.usefixtures("unrendered")
def test_only_shared_reports_are_visible_and_only_the_owner_deletes_them(coordinator, sign_in):
    own, shared = ReportFactory(), ReportFactory(shared=True)
    client = sign_in(coordinator)
    assert list(client.get(reverse("report")).context["saved"]) == [shared]
    assert client.get(reverse("report_run", args=[own.pk])).status_code == 404
    for report in (own, shared):
        client.post(reverse("report_forget", args=[report.pk]))
    assert Report.objects.count() == 2
    sign_in(shared.owner).post(reverse("report_forget", args=[shared.pk]))
    assert list(Report.objects.all()) == [own]


def test_a_duplicate_report_name_is_refused_and_kept_in_the_form(coordinator, sign_in):
    ReportFactory(owner=coordinator, name="Bilan")
    form = {"name": "Bilan", "period": "days", "query": "first=2026-01-01&last=2026-01-31"}
    page = sign_in(coordinator).post(reverse("report_keep"), form)
    assert page.context["form"].errors
    assert page.context["form"]["name"].value() == "Bilan"


def test_the_yearly_report_reveals_no_small_group(coordinator):
    family = equip(7)
    equip(1, kind="staff")
    year = timezone.localdate().year
    context = yearly(this_year(coordinator), year)
    assert context["people"].text("staff") == "moins de 5"
    assert people_groups(context["lines"]).groups["others"] is None
    assert (context["people"].total_text, context["households"]) == ("8", "moins de 5")
    assert all(tile.before for tile in context["glance"])  # beside the previous year
    # The number of trained people would disclose the two who declined.
    for number in range(9):
        BriefingFactory(loan=family.loan if number == 0 else equip(2).loan, accepted=number < 7)
    cache.clear()
    context = yearly(this_year(coordinator), year)
    assert [tile.text for tile in context["beside"][:2]] == ["9", "non communiqué"]


def test_the_yearly_report_reveals_no_share_of_a_few_people(year):
    """With two hand-overs to staff or four appointments, a share would reveal who was late."""
    scope = Scope(user=year.by, first=date(2025, 1, 1), last=date(2025, 12, 31))
    texts = {tile.text for tile in yearly(scope, 2025)["work"]}
    assert texts - {"0"} == {"non communiqué", "2"}  # two devices were erased


def test_months_of_one_territory_are_not_in_the_pdf(coordinator):
    area = AreaFactory()
    equip(5, commune=area)
    year = timezone.localdate().year
    assert yearly(this_year(coordinator, territory=area), year)["months"] == []
    assert yearly(this_year(coordinator), year)["months"]


@pytest.fixture
def territories_of(coordinator, time_machine):
    """End the year and return its territories as in the yearly report."""

    def territories():
        year = timezone.localdate().year
        # The year is not over: later hand-overs would change the numbers.
        assert yearly(this_year(coordinator), year)["territories"] == []
        time_machine.move_to(timezone.now().replace(year=year + 1, month=1, day=2))
        whole = {"first": date(year, 1, 1), "last": date(year, 12, 31)}
        site = SiteFactory()  # subtracted, the total would disclose the other sites
        narrowed = Scope(user=coordinator, site=site, **whole)
        assert yearly(narrowed, year)["territories"] == []
        return yearly(Scope(user=coordinator, **whole), year)["territories"]

    return territories


def test_the_yearly_report_totals_departements_epci_and_communes(
    coordinator, sign_in, territories_of
):
    AreaFactory(kind="epci", code="243500139", name="Rennes Métropole")
    AreaFactory(kind="departement", code="35", name="Ille-et-Vilaine", department="")
    rennes = AreaFactory(name="Rennes", epci="243500139")
    bruz, vitre = AreaFactory(name="Bruz"), AreaFactory(name="Vitré")
    for commune, count in ((rennes, 9), (bruz, 6), (vitre, 2), (None, 5)):
        for _ in range(count):
            equip(3, commune=commune)
    rows = territories_of()
    assert rows[:2] == [
        ("département", "Ille-et-Vilaine", "", "non communiqué"),  # or Vitré could be computed
        ("EPCI", "Rennes Métropole", "", "9"),
    ]
    assert ("commune", "Rennes", "Rennes Métropole · Ille-et-Vilaine", "9") in rows
    texts = {row.name: row.households for row in rows}
    assert texts["Vitré"] == "moins de 5"
    assert "non communiqué" in texts.values()  # or the total would disclose it
    visitor = sign_in(coordinator)
    year = timezone.localdate().year - 1
    where = "Rennes · Rennes Métropole · Ille-et-Vilaine"
    for last, is_published in ((date(year, 12, 31), True), (date(year, 12, 30), False)):
        days = {"first": date(year, 1, 1), "last": last}
        page = visitor.get(reverse("report"), days).content.decode()
        assert "Rennes Métropole" in page
        sheet = visitor.get(reverse("report_sheet", args=["csv"]), days)
        assert (where in b"".join(sheet).decode("utf-8-sig")) == is_published


def test_territories_are_absent_where_no_commune_is_known(territories_of):
    equip(3)
    assert territories_of() == []


@pytest.mark.papers
@pytest.mark.parametrize(
    ("language", "thanks", "claim"),
    [
        ("fr", "Merci aux donateurs", "peut éviter d’en fabriquer un"),
        pytest.param(
            "en",
            "Thank you to the donors",
            "Reusing a device can avoid making a new one.",
            marks=pytest.mark.audit,
        ),
    ],
)
def test_the_yearly_paper_thanks_is_tagged_and_has_no_half_empty_page(
    year, sign_in, language, thanks, claim
):
    year.by.language = language
    year.by.save()
    content = sign_in(year.by).get(reverse("report_yearly", args=[2025])).content
    text = " ".join(words_of(content).split())
    assert thanks in text
    assert claim in text
    assert b"/StructTreeRoot" in content or b"/ObjStm" in content
    assert codes_of(content) == []
    with pypdfium2.PdfDocument(content) as pdf:
        filled = [filled_of(page) for page in pdf]
    assert min(filled[:-1]) > 0.6, filled


def filled_of(page):
    """The share of the height of a page, without the footer, that is filled: from 0 to 1."""
    picture = page.render(scale=0.5, grayscale=True).to_pil()
    body = picture.crop((0, 0, picture.width, int(picture.height * 0.92)))
    return body.point(lambda shade: 255 * (shade < 200)).getbbox()[3] / body.height


def test_a_year_without_data_shows_a_message(coordinator, sign_in):
    visitor = sign_in(coordinator)
    with time_machine.travel("2026-06-01"):
        for year in (1999, 2031, 9999):
            answer = visitor.get(f"/reports/yearly/{year}/", follow=True)
            assert answer.redirect_chain == [("/reports/", 302)]
            assert str(year) in str(*answer.context["messages"])


@pytest.mark.usefixtures("unrendered")
def test_the_search_box_finds_reports_for_coordinators(sign_in, coordinator, association):
    for user, found in ((coordinator, [reverse("report")]), (association, [])):
        page = sign_in(user).post(reverse("find_suggest"), {"code": "rapports"})
        assert [href for _label, _icon, href in page.context["pages"]] == found
