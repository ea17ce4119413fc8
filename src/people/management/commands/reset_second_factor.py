from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _

from core.workflow.lifecycle import Refused
from people.accounts.operations import reset_second_factor
from people.models import User


class Command(BaseCommand):
    help = "Remove the second factor of a user who lost it, with their sessions and API tokens."

    def add_arguments(self, parser):
        parser.add_argument("email")

    def handle(self, *, email, **options):
        user = User.objects.people().filter(email=email.lower()).first()
        if user is None:
            raise CommandError(_("Nobody has the e-mail address %(email)s.") % {"email": email})
        try:
            reset_second_factor(user, by=User.objects.system())
        except Refused as refusal:
            raise CommandError(refusal.message) from refusal
        done = _(
            "The second factor of %(email)s has been reset: they can sign in with their "
            "password alone."
        )
        self.stdout.write(done % {"email": user.email})
