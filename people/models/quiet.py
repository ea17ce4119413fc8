from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from core.models.singleton import SingletonModel

BEGIN_AND_END = _("Quiet hours have a beginning and an end, or neither.")


class QuietHours(SingletonModel):
    """Singleton: the hours (local time) in which nothing is sent by the chosen channels.

    Until it is saved, the environment of the server decides.
    """

    begins_at = models.TimeField(_("quiet from"), null=True, blank=True)
    ends_at = models.TimeField(_("quiet until"), null=True, blank=True)
    holds_sms = models.BooleanField(_("SMS wait for the morning"), default=True)
    holds_email = models.BooleanField(_("e-mails wait for the morning"), default=False)

    class Meta:
        verbose_name = _("quiet hours")
        verbose_name_plural = _("quiet hours")
        constraints = [
            models.CheckConstraint(
                name="people_quiethours_only_one",
                condition=Q(pk=1),
                violation_error_message=_("The house has one set of quiet hours only."),
            ),
            models.CheckConstraint(
                name="people_quiethours_whole",
                condition=Q(begins_at=None, ends_at=None)
                | Q(begins_at__isnull=False, ends_at__isnull=False) & ~Q(begins_at=F("ends_at")),
                violation_error_message=BEGIN_AND_END,
            ),
        ]

    @classmethod
    def default(cls):
        """An unsaved instance with `QUIET_HOURS` and `QUIET_CHANNELS` of the environment."""
        begin, end = settings.QUIET_HOURS or (None, None)
        channels = settings.QUIET_CHANNELS
        return cls(
            pk=1,
            begins_at=begin,
            ends_at=end,
            holds_sms="sms" in channels,
            holds_email="email" in channels,
        )

    def holds(self, channel):
        """Whether letters of this channel wait for these hours to end."""
        return self.begins_at is not None and getattr(self, f"holds_{channel}")
