from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _

from people.accounts.links import VALID_FOR, invitation_url
from people.accounts.operations import first_admin
from people.base.models.user import Access
from people.models import User

FURTHER = []  # functions of modules: (administrator) -> further lines to print


class Command(BaseCommand):
    help = (
        "Invite an administrator if there is none; create the first site of an empty installation."
    )

    def add_arguments(self, parser):
        parser.add_argument("--email", default=settings.ADMIN_EMAIL)
        parser.add_argument("--name", default="Admin")
        parser.add_argument("--site", default="Local")
        parser.add_argument(
            "--if-empty", action="store_true", help="do nothing if the site is in use"
        )

    def handle(self, *, email, name, site, if_empty, **options):
        if not email and not settings.DEBUG:
            raise CommandError(
                _("Nobody to invite: run manage.py configure first, or give --email.")
            )
        email = email or "admin@localhost"
        admin = first_admin(email=email, name=name, site=site) or self.still_invited()
        if admin is None:
            if not if_empty:
                self.stdout.write(
                    _(
                        "There is already an administrator: nothing to do. If they "
                        "lost their second factor: manage.py reset_second_factor EMAIL"
                    )
                )
            return
        message = _("Open this address within %(days)s days to sign in as %(email)s:")
        self.stdout.write(message % {"days": VALID_FOR.days, "email": admin.email})
        self.stdout.write(invitation_url(admin))
        for line in (line for lines in FURTHER for line in lines(admin)):
            self.stdout.write(line)

    def still_invited(self):
        """Return the invited administrator if no administrator has joined yet, else None."""
        admins = User.objects.administrators()
        if admins.with_access(Access.OPEN).exists():
            return None
        return admins.with_access(Access.INVITED).first()
