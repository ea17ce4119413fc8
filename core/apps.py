from django.apps import AppConfig
from django.db.models.signals import post_migrate, pre_migrate
from django.utils.translation import gettext_lazy as _


class CoreConfig(AppConfig):
    name = "core"

    def ready(self):
        from core import (
            checks,  # noqa: F401
            deployment,  # noqa: F401
            erasure_journal,
            lookups,  # noqa: F401
        )
        from core.lists import toolbar
        from core.models.document import purge_each
        from core.settings_page import registry
        from core.settings_page.entries import ENTRIES
        from core.workflow import event_messages, triggers

        event_messages.register(
            {
                "identity.changed": _("Our details changed"),
                "photo.added": _("Photos added: %(count)s"),
                "photo.removed": _("Photo removed"),
                "identity.receipts_on": _("Tax receipts switched on"),
                "identity.receipts_off": _("Tax receipts switched off"),
                "list.exported": _(
                    "Exported: %(list)s, %(count)s rows, as %(form)s (filters: %(filters)s)"
                ),
            },
            list=toolbar.ListName,
        )

        erasure_journal.register("core.Document", born="at", gone="purged_at", again=purge_each)
        pre_migrate.connect(triggers.lift_before_migrating, sender=self)
        post_migrate.connect(triggers.lay_after_migrating, sender=self)
        registry.ENTRIES.extend(ENTRIES)
