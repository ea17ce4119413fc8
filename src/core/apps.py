import gc

from django.apps import AppConfig
from django.db.models.signals import post_migrate, pre_migrate
from django.forms import ModelChoiceField
from django.utils.dateformat import DateFormat
from django.utils.translation import gettext_lazy as _


class CoreConfig(AppConfig):
    name = "core"

    def ready(self):
        from core import dates
        from core.forms import widgets
        from core.models import lookups  # noqa: F401  (they register themselves)
        from core.operating import checks, deployment  # noqa: F401
        from core.workflow import erasure_journal

        # Python's default threshold of 700 objects runs the garbage collector thousands of times
        # while a list of thousands of rows is built, which takes a seventh of the time.
        gc.set_threshold(50_000, 10, 10)
        from core.lists import toolbar
        from core.models.document import purge_each
        from core.modules.registry import ModuleLabels
        from core.settings_page import entries  # noqa: F401  (it registers itself)
        from core.workflow import event_messages, triggers

        DateFormat.j = dates.day_of_month
        ModelChoiceField.iterator = widgets.ReadChoices
        event_messages.register(
            {
                "identity.changed": _("Our details were changed"),
                "clock.confirmed": _("Server time confirmed"),
                "photo.added": _("Photos added: %(count)s"),
                "photo.removed": _("Photo removed"),
                "module.on": _("Switched on: %(module)s"),
                "module.off": _("Switched off: %(module)s"),
                "module.removed": _("Removed with its data: %(module)s"),
                "list.exported": _(
                    "Exported: %(list)s, rows: %(count)s, as %(form)s (filters: %(filters)s)"
                ),
            },
            list=toolbar.ListName,
            module=ModuleLabels(),
        )

        erasure_journal.register("core.Document", born="at", gone="purged_at", again=purge_each)
        pre_migrate.connect(triggers.lift_before_migrating, sender=self)
        post_migrate.connect(triggers.lay_after_migrating, sender=self)
