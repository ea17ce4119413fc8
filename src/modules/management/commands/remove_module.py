from pathlib import Path

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone
from django.utils.translation import gettext as _

from modules.removal import installed, reasons_to_keep, remove
from people.models import User


class Command(BaseCommand):
    help = "Export the data of an optional module and remove it from the database."

    def add_arguments(self, parser):
        parser.add_argument("name", metavar="NAME", help="of its folder in modules/")
        parser.add_argument(
            "--to", type=Path, metavar="FILE", help="the archive of its data; else in BACKUP_FOLDER"
        )
        parser.add_argument("--yes", action="store_true", help="remove it; without, show the plan")

    def handle(self, *, name, to, yes, **options):
        """Print what would be removed; with --yes, remove it, all or nothing."""
        module = installed().get(name)
        if module is None:
            raise CommandError(
                _("No module has this name. Removable modules: %(names)s.")
                % {"names": ", ".join(installed()) or "–"}
            )
        path = (to or _usual_path(name)).absolute()
        if path.exists():
            raise CommandError(_("The file %(path)s already exists.") % {"path": path})
        if reasons := list(reasons_to_keep(module)):
            raise CommandError(_refusal(reasons))
        self._present(module)
        if not yes:
            self.stdout.write(
                _("Nothing was removed. To remove it: manage.py remove_module %(name)s --yes")
                % {"name": name}
            )
            return
        try:
            remove(module, path, by=User.objects.system(), stderr=self.stderr)
        except ValidationError as refusal:
            raise CommandError(_refusal(refusal.messages)) from refusal
        except OSError as error:
            raise CommandError(_refusal([str(error)])) from error
        self._conclude(name, path)

    def _present(self, module):
        """Print what is removed, what the export omits, and what stays."""
        say = self.stdout.write
        say(_("Module: %(label)s") % {"label": module.module.label})
        for model in module.models:
            counted = {"table": model._meta.db_table, "count": model._base_manager.count()}
            say("  " + _("%(table)s, rows exported and deleted: %(count)s") % counted)
            if hidden := module.hidden_columns(model):
                names = {"columns": ", ".join(sorted(hidden))}
                say(
                    "    "
                    + _(
                        "left out of the export because they may contain people’s names: "
                        "%(columns)s"
                    )
                    % names
                )
        say("  " + _("Files deleted: %(count)s") % {"count": module.files.count()})
        say(_("Kept: the history of other records, and the log of letters sent."))

    def _conclude(self, name, path):
        say = self.stdout.write
        say(_("Its data is in %(path)s, which only the administrator can read.") % {"path": path})
        say(_("Now delete the folder modules/%(name)s on each machine.") % {"name": name})
        say(_("Then restart Rebond and its background tasks; it stays closed until you do."))


def _usual_path(name):
    made_at = timezone.localtime()
    return Path(settings.BACKUP_FOLDER or ".") / f"removed-{name}-{made_at:%Y-%m-%d-%H%M%S}.zip"


def _refusal(reasons):
    return _("Nothing was removed. %(why)s") % {"why": " ".join(reasons)}
