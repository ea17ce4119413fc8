"""Lists at scale: a sheet of many rows, a search, and how many list pages two workers give."""

import os
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from time import perf_counter

import django
from django.db import connection
from django.test import Client
from django.test.utils import override_settings
from django.urls import reverse

from core.lists.encrypted_params import veil
from core.lists.exports import sheet_rows
from core.lists.spreadsheets import cell_of, csv_of, xlsx_of
from inventory.device_pages.tables import DeviceTable
from inventory.models import Device
from people.models import Recipient, User

WARM_UP = 5


def ask(database, email, path, seconds):
    """The number of page loads in so many seconds, after a warm-up."""
    from bench.management.commands.bench import AS_SERVED  # imports this module

    connection.settings_dict["NAME"] = database
    with override_settings(**AS_SERVED):
        client, count = Client(), 0
        client.force_login(User.objects.get(email=email))
        for _time in range(WARM_UP):
            client.get(path)
        ends = perf_counter() + seconds
        while perf_counter() < ends:
            client.get(path)
            count += 1
    return count


ROWS = 100_000
WORKERS, SECONDS = 2, 5


def exporting(user, make):
    """An act that writes so many rows as a sheet, piece by piece, and keeps none of it."""

    def export():
        devices = Device.objects.visible_to(user).for_list()[:ROWS]
        table = DeviceTable(devices, user=user)
        for _piece in make([cell_of(value) for value in row] for row in sheet_rows(table)):
            pass

    return export


def sheets(user):
    """(name, act, target) of each kind of sheet."""
    return [
        (f"A CSV of {ROWS:,} devices", exporting(user, csv_of), 3_000),
        (f"An Excel file of {ROWS:,} devices", exporting(user, xlsx_of), None),
    ]


def searches(user):
    """(name, address, target) of what one looks for, by kind."""
    device = Device.objects.exclude(serial=None).exclude(model=None).latest("pk")
    person = Recipient.objects.not_anonymised().exclude(last_name="").latest("pk")
    terms = {
        "the beginning of a serial number": device.serial[:-1],
        "a model": str(device.model),
        "a name": person.last_name,
        "a first name and a name": f"{person.first_name} {person.last_name}",
        "words that nothing has": "xylophone bleu",
    }
    return [
        (f"Search: {what}", f"{reverse('find')}?q={veil(text, user)}", 30)
        for what, text in terms.items()
    ]


def pages_a_second(email, path):
    """Pages of `path` per second, from two client processes."""
    task = (connection.settings_dict["NAME"], email, path, SECONDS)
    spawn = get_context("spawn")
    with ProcessPoolExecutor(WORKERS, mp_context=spawn, initializer=django.setup) as workers:
        counts = list(workers.map(ask, *([part] * WORKERS for part in task)))
    return sum(counts) / SECONDS


def lines():
    rate = pages_a_second("coordinator@rebond.test", reverse("device_list"))
    return [
        f"{rate:,.0f} pages a second of the device list from {WORKERS} processes (target 80),"
        f" {os.cpu_count()} processors"
    ]
