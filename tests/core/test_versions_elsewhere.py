"""Other actions whose form has values of a row; a stale tab does not overwrite them either."""

from html.parser import HTMLParser

import pytest
from django.urls import reverse

from inventory.models import LabelDefault
from tests.factories import (
    AccessoryStockFactory,
    AgreementTextFactory,
    DeviceFactory,
    DeviceModelFactory,
    DonationFactory,
    DonationLineFactory,
    ExitWeightFactory,
    LabelFormatFactory,
    LanguageFactory,
    LoanFactory,
    MediumFactory,
    RepairFactory,
    ReturnLineFactory,
    ReturnSessionFactory,
    SavedViewFactory,
)
from tests.of_modules import listed


class Sent(HTMLParser):
    """Data that a browser submits for the unchanged form with a given field."""

    def __init__(self, page, field):
        super().__init__()
        self.field, self.forms, self.area, self.select = field, [{}], None, None
        self.feed(page)

    @property
    def values(self):
        return next(form for form in self.forms if self.field in form)

    def handle_starttag(self, tag, attrs):
        attrs = dict(attrs)
        if tag == "form":
            self.forms.append({})
        name, is_off = attrs.get("name"), attrs.get("type") in {"checkbox", "radio"}
        if tag == "input" and name and (not is_off or "checked" in attrs):
            self.forms[-1][name] = attrs.get("value") or ""
        if tag in {"select", "textarea"}:
            setattr(self, "select" if tag == "select" else "area", name)
            self.forms[-1].setdefault(name, "")
        if tag == "option" and "selected" in attrs and self.select:
            self.forms[-1][self.select] = attrs["value"]

    def handle_data(self, data):
        if self.area:
            self.forms[-1][self.area] += data.removeprefix("\n")

    def handle_endtag(self, tag):
        if tag in {"select", "textarea"}:
            setattr(self, "select" if tag == "select" else "area", None)


def note_of_a_repair(site, admin):
    repair = RepairFactory(underway=True, device__site=site)
    pages = repair.get_absolute_url(), reverse("repair_note", args=[repair.pk])
    return repair, {"found": "Connecteur dessoudé"}, {"done": "Soudé"}, *pages


def end_of_a_repair(site, admin):
    repair = RepairFactory(underway=True, device__site=site)
    pages = repair.get_absolute_url(), reverse("repair_end", args=[repair.pk])
    return repair, {"done": "Soudé par Ana"}, {"outcome": "fixed", "minutes": "5"}, *pages


def disk(site, admin):
    medium = MediumFactory(device=DeviceFactory(refurbishing=True, site=site), serial="")
    pages = [reverse("medium_identify", args=[medium.pk])] * 2
    return medium, {"serial": "SN-1234"}, {"capacity_gb": "256"}, *pages


def terms(site, admin):
    loan = LoanFactory(prepared=True, site=site, due_on="2027-03-01")
    pages = [reverse("loan_terms", args=[loan.pk])] * 2
    return loan, {"due_on": "2027-06-30"}, {"due_on": "2027-04-01"}, *pages


def how_it_gets_there(site, admin):
    loan = LoanFactory(prepared=True, site=site)
    pages = [reverse("loan_arrange", args=[loan.pk])] * 2
    return loan, {"pickup_on": "2027-06-30"}, {"mode": "delivery"}, *pages


def view(site, admin):
    view = SavedViewFactory(owner=admin, name="Prêts")
    pages = [reverse("view_edit", args=[view.pk])] * 2
    return view, {"name": "Prêts en retard"}, {"is_default": "on"}, *pages


def grade(site, admin):
    device = DeviceFactory(refurbishing=True, erased=True, site=site)
    pages = reverse("device_bench", args=[device.pk]), reverse("device_finish", args=[device.pk])
    return device, {"known_limits": "Webcam en panne"}, {"grade": "B"}, *pages


def weight(site, admin):
    row = ExitWeightFactory(batch__site=site, batch__open=True)
    page, path = row.batch.get_absolute_url(), reverse("exit_weigh", args=[row.batch_id])
    return row, {"grams": "20000"}, {}, page, path


def count_of_a_lot(site, admin):
    lot = DonationFactory(received=True, site=site)
    line = DonationLineFactory(donation=lot, counted=4)
    page, path = lot.get_absolute_url(), reverse("donation_count", args=[lot.pk])
    return line, {"counted": "7"}, {}, page, path


def value(site, admin):
    device = DeviceFactory(refurbishing=True, site=site, donation=DonationFactory(site=site))
    pages = [reverse("device_value", args=[device.pk])] * 2
    return device, {"bought_on": "2020-01-01"}, {"bought_on": "2021-01-01"}, *pages


def charger_of_a_model(site, admin):
    model = DeviceModelFactory()
    facts = {"model": model, "brand": model.brand, "category__needs_charger": True}
    device = DeviceFactory(refurbishing=True, site=site, **facts)
    page, path = (reverse(name, args=[device.pk]) for name in ("device_bench", "charger_need"))
    sent = {"connector": "lightning", "watts": "45"}
    changes = {"charger_connector": "usb_c", "charger_watts": "65"}
    return model, changes, sent, f"{page}?part=accessories", path


def second_language(site, admin):
    english, spanish = LanguageFactory.create_batch(2, is_active=True)
    for language in (english, spanish):
        AgreementTextFactory(kind="loan", audience="family", language=language.code)
    loan = LoanFactory(prepared=True, site=site)
    page, path = (reverse(name, args=[loan.pk]) for name in ("loan_more", "loan_second_language"))
    changes = {"second_language_id": str(english.pk)}
    return loan.recipient, changes, {"language": spanish.pk}, page, path


def line_of_a_return(site, admin):
    session = ReturnSessionFactory(owner=admin, site=site)
    line = ReturnLineFactory(session=session, item__loan__site=site)
    pages = reverse("return_scan"), reverse("returnline_say", args=[line.pk])
    return line, {"note": "Écran fendu", "condition": "broken"}, {"note": "Sans sac"}, *pages


EDITED = [
    charger_of_a_model,
    second_language,
    line_of_a_return,
    note_of_a_repair,
    end_of_a_repair,
    disk,
    terms,
    how_it_gets_there,
    view,
    grade,
    weight,
    count_of_a_lot,
    value,
    *listed("EDITED"),
]


def test_typed_values_of_a_return_line_are_kept_on_conflict(site, admin, sign_in):
    admin.sites.add(site)
    visitor = sign_in(admin)
    line, meanwhile, typed, page, path = line_of_a_return(site, admin)
    sent = Sent(visitor.get(page).content.decode(), "note").values
    type(line).objects.filter(pk=line.pk).update(**meanwhile)
    answer = visitor.post(path, sent | typed).content.decode()
    again = Sent(answer, "note").values
    assert (again["note"], again["condition"]) == ("Sans sac", "broken")
    assert "Écran fendu" in answer
    visitor.post(path, again)
    line.refresh_from_db()
    assert (line.note, line.condition) == ("Sans sac", "broken")


def test_a_stale_form_overwrites_nothing(site, admin, sign_in):
    admin.sites.add(site)
    visitor = sign_in(admin)
    for make in EDITED:
        row, meanwhile, typed, page, path = make(site, admin)
        field = next(iter(meanwhile))
        if make is weight:
            field = "scrap_cables"
        elif make is count_of_a_lot:
            field = f"category_{row.category_id}"
        elif make in {charger_of_a_model, second_language}:
            field = next(iter(typed))
        sent = Sent(visitor.get(page).text, field).values
        type(row).objects.filter(pk=row.pk).update(**meanwhile)
        answer = visitor.post(path, sent | typed)
        row.refresh_from_db()
        assert {name: str(getattr(row, name)) for name in meanwhile} == meanwhile, make
        assert answer.status_code == 200, make
        assert "row_version" in sent, make


def test_a_stale_form_of_usual_labels_overwrites_nothing(site, admin, sign_in):
    admin.sites.add(site)
    visitor, path = sign_in(admin), reverse("labeldefaults_edit")
    fmt = LabelFormatFactory(is_active=True)
    LabelDefault.objects.create(site=site, fmt=fmt, copies=1)
    sent = Sent(visitor.get(path).content.decode(), f"copies-{site.pk}").values
    LabelDefault.objects.update(copies=3)
    assert visitor.post(path, sent).status_code == 200
    assert LabelDefault.objects.get().copies == 3


@pytest.fixture
def stocks(site):
    return AccessoryStockFactory.create_batch(2, site=site, minimum=2)


@pytest.fixture
def page_of_minimums(stocks, admin, sign_in, site):
    admin.sites.add(site)
    visitor = sign_in(admin)
    page = visitor.get(reverse("accessory_list")).content.decode()
    sent = {}
    for form in Sent(page, "").forms:
        sent |= {name: form[name] for name in form if name.startswith(("minimum-", "shown-"))}
    return visitor, sent


def test_unchanged_minimums_keep_concurrent_changes(stocks, page_of_minimums):
    visitor, sent = page_of_minimums
    type(stocks[0]).objects.filter(pk=stocks[0].pk).update(minimum=9)
    path = reverse("accessory_minimums")
    assert visitor.post(path, sent | {f"minimum-{stocks[1].pk}": "5"}).status_code == 302
    for stock in stocks:
        stock.refresh_from_db()
    assert [stock.minimum for stock in stocks] == [9, 5]


def test_a_conflicting_minimum_is_overwritten_after_confirmation(stocks, page_of_minimums):
    visitor, sent = page_of_minimums
    stock, path = stocks[0], reverse("accessory_minimums")
    type(stock).objects.filter(pk=stock.pk).update(minimum=9)
    answer = visitor.post(path, sent | {f"minimum-{stock.pk}": "5"})
    stock.refresh_from_db()
    assert (answer.status_code, stock.minimum) == (200, 9)
    forms = Sent(answer.content.decode(), "").forms
    again = {name: form[name] for form in forms for name in form if name.endswith(f"-{stock.pk}")}
    assert (again[f"minimum-{stock.pk}"], again[f"shown-{stock.pk}"]) == ("5", "9")
    visitor.post(path, again)
    stock.refresh_from_db()
    assert stock.minimum == 5
