"""The page that reads a file, and the help about it, name the other tools."""

import pytest
from django.urls import reverse

from desk.help.pages import read_page
from inventory.models import MachineReport
from modules.machine_files.tests.machines import sample
from tests.factories import DeviceFactory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("english")]


def test_the_page_names_the_tools_and_reads_their_output(sign_in, technician, site):
    device = DeviceFactory(refurbishing=True, site=site, brand=None, model=None, serial=None)
    visitor, address = sign_in(technician), reverse("machine_read", args=[device.pk])
    assert "sudo lshw -json" in visitor.get(address).content.decode()

    answer = visitor.post(address, {"text": sample("hwinfo_thinkpad.txt").decode()})

    report = MachineReport.objects.get()
    assert (report.kind, report.device) == ("hwinfo", device)
    page = visitor.get(answer.url).content.decode()
    assert "ThinkPad X380 Yoga" in page


def test_the_help_about_the_bench_names_the_tools():
    assert "<code>lshw -json</code>" in read_page("bench").body
