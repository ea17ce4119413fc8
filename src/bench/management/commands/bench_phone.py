from django.conf import settings
from django.core.management import BaseCommand, CommandError, call_command
from django.db import connection
from django.urls import reverse

from inventory.models import Device
from people.models import User


class Command(BaseCommand):
    help = "Measure first visits on a slow phone, and its own answers."

    def add_arguments(self, parser):
        parser.add_argument("--port", type=int, default=8765)

    def handle(self, *, port, **options):
        """Print medians of five visits, and the answers that a phone gives by itself.

        The demo database is created once and reused.
        """
        from bench import phone  # playwright is only installed for tests

        if not phone.CHROMIUM:
            raise CommandError("apt-get install chromium-headless-shell")
        connection.close()
        connection.settings_dict["NAME"] = str(settings.PROJECT_DIR / "var" / "bench-phone.db")
        call_command("migrate", verbosity=0)
        call_command("load_reference", verbosity=0)
        call_command("demo", if_empty=True, published_password=True, everything=True, verbosity=0)
        sessions = {
            role: phone.session_of(User.objects.get(email=f"{role}@rebond.test"))
            for role in ("coordinator", "association")
        }
        device = Device.objects.filter(status="on_loan").order_by("pk")[0]
        names = ["home", "scan", "device_list", "request_list", "loan_list"]
        pages = [
            ("", [reverse("account_login")]),
            (sessions["coordinator"], [*map(reverse, names), device.get_absolute_url()]),
            (sessions["association"], [reverse("request_new")]),
        ]
        connection.close()
        self.stdout.write(
            f"{phone.BYTES_A_SECOND * 8 // 1000} kbit/s, a processor {phone.CPU_SLOWDOWN}"
            " times slower; targets of a first visit:"
            f" {phone.HEAVIEST // 1000} kB, {phone.LATEST:,} ms,"
            f" a layout shift of {phone.MAX_SHIFT}\n\n"
            f"{'':28}{'asked':>6}{'kB':>8}{'LCP ms':>8}{'CLS':>7}{'again kB':>10}{'LCP ms':>8}"
        )
        with phone.served(port) as address:
            for session, paths in pages:
                for visit in phone.visits(address, session, paths):
                    self.stdout.write(phone.line(*visit))
            self.stdout.write(f"\n{'answers':28}{'median':>9}{'slowest':>11}")
            for name, times, target in phone.measures(address, sessions["coordinator"]):
                self.stdout.write(f"{phone.answer_line(name, times, target)} (target: {target} ms)")
