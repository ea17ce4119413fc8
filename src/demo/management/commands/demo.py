from contextlib import contextmanager
from time import perf_counter

from django.conf import settings
from django.core.management import BaseCommand, CommandError, call_command
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from demo.association import begin_small
from demo.make import make
from demo.words import words
from demo.world import USUAL_SIZE
from donations.models import Donation
from people.base.models.user import DEMO_DOMAIN
from people.base.roles import Role
from people.models import Organisation, Site, User

FEWEST = 200
BAR_CHARACTERS = 40  # progress bar, in characters


class Command(BaseCommand):
    help = "Fill an empty database with a fictitious association, and print its logins."

    def add_arguments(self, parser):
        parser.add_argument("--devices", type=int, default=USUAL_SIZE, help="default: 400")
        parser.add_argument("--everything", action="store_true", help="with all optional modules")
        parser.add_argument("--seed", type=int, default=1, help="random seed of the data")
        parser.add_argument(
            "--if-empty", action="store_true", help="do nothing if the database holds data"
        )
        parser.add_argument(
            "--published-password",
            action="store_true",
            help="without DEBUG: accept accounts whose password is published",
        )

    def handle(
        self, *, devices, seed, if_empty, published_password, everything, verbosity, **options
    ):
        """Create the demo atomically: if it fails, the database is unchanged."""
        if devices < FEWEST:
            raise CommandError(_("The demo needs at least %(count)s devices.") % {"count": FEWEST})
        if is_empty():
            if not (settings.DEBUG or published_password):
                raise CommandError(
                    _(
                        "The demo accounts, including an administrator’s, have a "
                        "password that anyone can read. To create them on this site "
                        "anyway, add --published-password."
                    )
                )
            started = perf_counter()
            call_command("load_reference", verbosity=0)
            with no_mail():
                make(
                    devices=devices,
                    seed=seed,
                    today=timezone.localdate(),
                    progress=self.draw if verbosity else lambda share: None,
                )
            if not everything:
                begin_small()
            if verbosity:
                self.stdout.write(
                    _("Demo data: %(count)s devices in %(seconds)s s.")
                    % {"count": devices, "seconds": round(perf_counter() - started, 1)}
                )
        elif not if_empty:
            raise CommandError(
                _("This database already contains data: the demo needs an empty one.")
            )
        if verbosity:
            self.stdout.write(logins())

    def draw(self, share):
        """Print the progress bar on one line; without a terminal, only at the end."""
        if share < 1 and not self.stdout.isatty():
            return
        bar = ("#" * round(BAR_CHARACTERS * share)).ljust(BAR_CHARACTERS)
        self.stdout.write(f"\r{_('Demo data')} [{bar}]", ending="\n" if share == 1 else "")
        self.stdout.flush()


@contextmanager
def no_mail():
    """Disable mails within this context, since the people of the demo are fictitious."""
    backend = settings.EMAIL_BACKEND
    settings.EMAIL_BACKEND = "django.core.mail.backends.dummy.EmailBackend"
    try:
        yield
    finally:
        settings.EMAIL_BACKEND = backend


def is_empty():
    """Whether the database has no donations, organisations and sites yet."""
    return not any(model.objects.exists() for model in (Donation, Organisation, Site))


def logins():
    """Return a line for each role with a demo user, in each language; "" without a demo."""
    users = {user.role: user for user in reversed(User.objects.filter(email__in=emails()))}
    if not users:
        return ""
    lines = []
    for code, _name in settings.LANGUAGES:
        with translation.override(code):
            lines += [_("Sign in as:")]
            lines += [f"  {Role(role).label:<24} {user.email}" for role, user in users.items()]
            lines += [_("Password: %(it)s") % {"it": words.password}, ""]
    return "\n".join(lines)


def emails():
    return [f"{role}{DEMO_DOMAIN}" for role in Role]
