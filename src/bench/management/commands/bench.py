import platform
from datetime import timedelta

from django.core.management import BaseCommand, call_command
from django.db import connection
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from api.operations import open_token
from api.scopes import Scope
from bench import acts, load
from bench.measure import LISTS, MS, ROWS, run_in_rounds
from bench.measures import measures, user_of
from bench.minimal import floor
from bench.multiply import multiply
from inventory.models import Device


class Command(BaseCommand):
    help = "Measure the speed of pages, papers and lists on a large demo: `make bench`."

    def add_arguments(self, parser):
        parser.add_argument("--devices", type=int, default=100_000, help="default: 100,000")
        parser.add_argument(
            "--copies", type=int, default=1, help="of the demo's rows, on PostgreSQL; default: 1"
        )
        parser.add_argument(
            "--only", default="", help="only measures with these words in their name"
        )

    def handle(self, *, devices, copies, only, **options):
        """Print the medians with their goals; the database is filled once and reused.

        DATABASE_URL names a database for this purpose only, empty or filled earlier; the default is
        var/bench.db.
        """
        call_command("migrate", verbosity=0)
        call_command(
            "demo",
            devices=devices,
            if_empty=True,
            published_password=True,
            everything=True,
            verbosity=0,
        )
        if copies > 1 and Device.objects.count() < devices * copies:
            multiply(copies)
        user = user_of("coordinator")
        chosen = [measure for measure in measures() if only.lower() in measure.name.lower()]
        run_in_rounds(chosen, {LISTS: floor(user, 50), ROWS: floor(user, 1)})
        self.stdout.write(
            f"{Device.objects.count():,} devices, {connection.vendor},"
            f" Python {platform.python_version()}; medians of processor time, in ms and in"
            f" minimal pages\n\n{'':44}{'clock':>8}{'cpu':>8}{'is':>12}{'goal':>12}{'of it':>7}"
            f"{'queries':>9}{'MB':>5}"
        )
        for measure in chosen:
            self.stdout.write(line(measure))
        if not only:
            self.stdout.write("")
            for text in [*sizes(user), *load.lines(user, user_of("counter"))]:
                self.stdout.write(text)


def line(measure):
    clock, cpu, ratio = measure.medians
    is_now = cpu * 1000 if measure.unit == MS else ratio
    words = f"{is_now:,.0f} ms" if measure.unit == MS else f"{is_now:,.1f} {measure.unit}"
    goal = f"{measure.goal:,} {measure.unit}" if measure.goal else "–"
    share = f"{is_now / measure.goal:.0%}" if measure.goal else ""
    return (
        f"{measure.name:44}{clock * 1000:>8,.1f}{cpu * 1000:>8,.1f}{words:>12}{goal:>12}{share:>7}"
        f"{measure.queries:>9}{measure.memory:>5,.0f}"
    )


def sizes(user):
    """Yield the sizes of a list in bytes, as a page and from the API, uncompressed and
    compressed.
    """
    client, day = Client(), timezone.localdate() + timedelta(days=1)
    client.force_login(user)
    yield _sizes("A list page", client, reverse("device_list"), 60, 12)
    with acts.undone():
        token = open_token(by=user, name="bench", scopes=[Scope.READ], expires_on=day)
        caller = Client(headers={"Authorization": f"Bearer {token}"})
        yield _sizes("A list by the API", caller, "/api/v1/devices", 30, 5)


def _sizes(name, client, path, *goals):
    small = client.get(path, headers={"Accept-Encoding": "gzip"})
    sizes = [len(answer.content) / 1000 for answer in (client.get(path), small)]
    text = "{}: {:.0f} kB (goal {}), {:.0f} kB on the wire (goal {})"
    return text.format(name, sizes[0], goals[0], sizes[1], goals[1])
