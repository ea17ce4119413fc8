"""Default labels of a site: proposed to its users, who may choose others."""

import pytest
from django.urls import reverse

from core.models import Event
from inventory.models import LabelDefault
from tests.cases import tried
from tests.factories import (
    DeviceFactory,
    LabelDefaultFactory,
    LabelFormatFactory,
    PlaceFactory,
    PrinterFactory,
)
from tests.law import refused, write

pytestmark = pytest.mark.django_db
EDIT, PDF = "labeldefaults_edit", "application/pdf"


def sent(site, fmt="", printer="", copies=1):
    return {f"fmt-{site.pk}": fmt, f"printer-{site.pk}": printer, f"copies-{site.pk}": copies}


def test_prints_default_to_the_settings_of_the_site_and_shelves_to_one(technician, site, sign_in):
    LabelFormatFactory(code="L7160")
    roll, printer = LabelFormatFactory(code="DK-1"), PrinterFactory(site=site)
    LabelDefaultFactory(site=site, fmt=roll, printer=printer, copies=2)
    client, url = sign_in(technician), reverse("label_print")
    form = client.get(f"{url}?device={DeviceFactory(site=site).pk}").context["form"]
    values = [form[name].value() for name in ("fmt", "printer", "copies")]
    assert values == ["DK-1", printer.pk, 2]
    shelf = f"{url}?place={PlaceFactory(site=site).pk}"
    page = client.get(shelf)
    assert page.context["form"]["copies"].value() == 1
    assert "helptext" not in page.content.decode()
    assert client.post(shelf, {"fmt": "L7160", "copies": 1}).headers["Content-Type"] == PDF


@pytest.mark.usefixtures("unrendered")
def test_the_only_printer_of_a_site_is_the_fallback_default(technician, site, sign_in):
    LabelFormatFactory(code="L7160")
    PrinterFactory()  # belongs to another site
    printer, device = PrinterFactory(site=site), DeviceFactory(site=site)
    path = f"{reverse('label_print')}?device={device.pk}"
    client = sign_in(technician)
    assert client.get(path).context["form"]["printer"].value() == printer.pk
    PrinterFactory(site=site)
    assert not client.get(path).context["form"]["printer"].value()


def test_a_coordinator_sets_and_clears_the_defaults_of_a_site(coordinator, site, sign_in):
    fmt, printer = LabelFormatFactory(), PrinterFactory(site=site)
    client = sign_in(coordinator)

    client.post(reverse(EDIT), sent(site, fmt.pk, printer.pk, 3))
    default = LabelDefault.objects.get()
    assert (default.site, default.fmt, default.printer, default.copies) == (site, fmt, printer, 3)
    assert Event.objects.about(site).get().kind == "site.labels"

    client.post(reverse(EDIT), sent(site))
    assert not LabelDefault.objects.exists()


def test_unchanged_sites_are_not_written(coordinator, site, sign_in):
    LabelDefaultFactory(site=site)

    default = LabelDefault.objects.get()
    sign_in(coordinator).post(reverse(EDIT), sent(site, default.fmt_id, "", default.copies))

    assert not Event.objects.about(site).exists()


@pytest.mark.usefixtures("unrendered")
def test_the_printer_of_another_site_or_no_sheet_is_refused(coordinator, site, sign_in):
    for copies in (1, 3):
        with tried(copies):
            elsewhere = PrinterFactory()

            client = sign_in(coordinator)
            answer = client.post(reverse(EDIT), sent(site, "", elsewhere.pk, copies))

            assert answer.context["form"].errors
            assert not LabelDefault.objects.exists()


def test_the_database_allows_one_to_nine_copies():
    default = LabelDefaultFactory()

    for wrong in (0, 10):
        with refused("inventory_labeldefault_copies"):
            write(default, copies=wrong)
