from django.apps import AppConfig
from django.db.models.signals import post_migrate, pre_migrate
from django.utils.translation import gettext_lazy as _


class CoreConfig(AppConfig):
    name = "core"

    def ready(self):
        from core import checks, guards, lookups, sentences  # noqa: F401  (they register themselves)

        sentences.register({"identity.changed": _("Our details changed")})

        # Guards that read another table would break its rebuild on SQLite: off before, on after.
        pre_migrate.connect(guards.lift_before_migrating, sender=self)
        post_migrate.connect(guards.lay_after_migrating, sender=self)
