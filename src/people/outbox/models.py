"""Messages, texts of letters and quiet hours.

Quiet hours are a row that an administrator changes; keys and servers of transports are in the
environment, outside the database and its backups. The page shows both.
"""

from datetime import timedelta

from django.apps import apps
from django.conf import settings
from django.contrib.contenttypes.models import ContentType
from django.contrib.contenttypes.prefetch import GenericPrefetch
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from core.dates import is_over
from core.models.addressed import Addressed
from core.models.by_language import languages
from core.models.fields import SubjectKey, check, once, protected_key, user_key, valid_choice
from core.models.singleton import SingletonModel, only_one
from core.numbers import exactly_one
from core.workflow.guards import Guard, frozen, never_deleted, sql_list
from core.workflow.lifecycle import Workflow, WorkflowQuerySet, status_field, valid_status
from people.base.models.organisation import Organisation
from people.base.models.recipient import Recipient
from people.base.models.site import Site
from people.outbox.letter_kinds import LETTERS
from people.outbox.lifecycle import Addressee, Channel, MessageStatus, Trouble

WHAT = ["kind", "about_type", "about_id", "on", "channel", "turn"]
WHAT_COLUMNS = ["kind", "about_type_id", "about_id", '"on"', "channel", "turn"]
WHOM = [Addressee.USER.value, Addressee.ORGANISATION.value, Addressee.RECIPIENT.value]
ONE = exactly_one(*WHOM) & Q(to_subject=False) | Q(to_subject=True, **dict.fromkeys(WHOM))
# Maximum time that a message waits for its time, the end of quiet hours or the next attempt.
LONGEST_WAIT = timedelta(days=2)
ALREADY = _("This message is already in the outbox.")


def _named_by_others():
    """Querysets of all models with `named_with`, the rows that their labels include."""
    named = (model for model in apps.get_models() if hasattr(model, "named_with"))
    return [model.objects.select_related(*model.named_with) for model in named]


class MessageQuerySet(WorkflowQuerySet):
    def visible_to(self, user):
        """All messages for users who may see the outbox; for an association, its own letters."""
        if user.has_perm("people.view_message"):
            return self
        own = Q(user=user) | Q(organisation=user.organisation_id)
        return self.filter(own) if user.organisation_id else self.none()

    def about(self, *subjects):
        """The messages about these rows (of one model), newest first."""
        kind = ContentType.objects.get_for_model(subjects[0])
        ids = [subject.pk for subject in subjects]
        return self.filter(about_type=kind, about_id__in=ids).order_by("-pk")

    def ids_for(self, user, subject):
        """Ids of the messages about `subject` that `user` may open."""
        return set(self.visible_to(user).about(subject).values_list("pk", flat=True))

    def to_offer(self, now, lease):
        """Due messages that were not queued for a worker within `lease`.

        A future time, stored while a clock was ahead, counts as not queued.
        """
        due = Q(not_before__lte=now) | Q(not_before__gt=now + LONGEST_WAIT)
        is_left = Q(offered_at=None) | is_over("offered_at", lease, now=now)
        return self.filter(due, is_left, status=MessageStatus.WAITING)

    def on_their_way(self):
        """Messages that wait or are being sent."""
        return self.filter(status__in=[MessageStatus.WAITING, MessageStatus.SENDING])

    def lost_on_the_way(self, longest, *, now):
        """Messages in status “sending” for longer than `longest`, because their worker died."""
        is_lost = is_over("status_since", longest, now=now)
        return self.filter(is_lost, status=MessageStatus.SENDING)

    def to_see_to(self):
        """Messages that failed or may not have been sent, about which a user has to decide."""
        return self.filter(status__in=self.model.AGAIN).order_by("status", "-pk")

    def for_list(self):
        rows = self.select_related("user", "organisation", "recipient", "site", "about_type")
        return rows.prefetch_related(GenericPrefetch("about", _named_by_others()))


class Message(Addressed, Workflow):
    """A letter by mail or SMS, stored before it is sent, so that it is never sent twice.

    Only ids are stored; the text is rendered when the message is sent, from the texts of its kind.
    A message that stays in status “sending” may have been sent, and is not sent again
    automatically.
    """

    AGAIN = (MessageStatus.FAILED, MessageStatus.UNSURE)  # a user may send these again
    OPEN = (MessageStatus.WAITING, *AGAIN)

    status = status_field(MessageStatus, MessageStatus.WAITING)
    kind = models.CharField(_("content"), max_length=40)
    channel = models.CharField(_("by"), max_length=5, choices=Channel)
    user = protected_key("people.User", null=True, related_name="messages", db_index=False)
    organisation = protected_key(Organisation, null=True, related_name="messages", db_index=False)
    recipient = protected_key(Recipient, null=True, related_name="messages", db_index=False)
    # Whether the addressee is the subject of the message, which is later deleted.
    to_subject = models.BooleanField(default=False)
    about_type = protected_key(ContentType, related_name="+", db_index=False)
    about_id = models.BigIntegerField()
    about = SubjectKey("about_type", "about_id")
    on = models.DateField(_("day concerned"))
    turn = models.PositiveSmallIntegerField(default=0)
    site = protected_key(Site, null=True, related_name="+", db_index=False)
    not_before = models.DateTimeField(_("not before"), default=timezone.now)
    offered_at = models.DateTimeField(null=True)
    is_urgent = models.BooleanField(default=False)  # sent by hand: ignores quiet hours
    # Ids of the organisation's users whose mail the server deferred while accepting the others'.
    put_off = models.JSONField(default=list, editable=False)
    attempts = models.PositiveSmallIntegerField(pgettext_lazy("message", "attempts"), default=0)
    trouble = models.CharField(
        _("reason for the failure"), max_length=12, choices=Trouble, blank=True
    )
    posted_at = models.DateTimeField(pgettext_lazy("message", "written"), default=timezone.now)

    objects = MessageQuerySet.as_manager()

    class Meta:
        ordering = ["-pk"]
        verbose_name = _("message")
        verbose_name_plural = _("messages")
        indexes = [
            models.Index(fields=["status", "not_before"], name="people_message_status"),
            models.Index(fields=["about_type", "about_id"], name="people_message_about"),
            models.Index(fields=["kind", "on"], name="people_message_kind"),
        ]
        constraints = [
            valid_status(MessageStatus),
            valid_choice("channel", Channel, _("A message must be sent by e-mail or SMS.")),
            check("one_addressee", ONE, _("A message must have exactly one addressee.")),
            check(
                "trouble",
                Q(trouble__in=["", *Trouble.values])
                & (~Q(status__in=[MessageStatus.FAILED, MessageStatus.DROPPED]) | ~Q(trouble="")),
                _("A message that was not sent must have a reason."),
            ),
            *(
                once(
                    [*WHAT, whom],
                    ALREADY,
                    name=f"once_to_{whom}",
                    condition=Q(**{f"{whom}__isnull": False}),
                )
                for whom in WHOM
            ),
            once(WHAT, ALREADY, name="once_to_subject", condition=Q(to_subject=True)),
            frozen(
                [*WHAT_COLUMNS, "user_id", "to_subject", "site_id", "posted_at"],
                _("A written message cannot be changed."),
                merged=["organisation_id", "recipient_id"],
            ),
            Guard(
                name="people_message_sent_once",
                on={
                    "UPDATE": "(OLD.status IN"
                    f" {sql_list(MessageStatus.SENT, MessageStatus.KEPT, MessageStatus.DROPPED)}"
                    " AND NEW.status <> OLD.status)"
                    f" OR (NEW.status = '{MessageStatus.SENT}' AND OLD.status"
                    f" NOT IN {sql_list(MessageStatus.SENT, MessageStatus.SENDING)})"
                    f" OR (NEW.status = '{MessageStatus.SENDING}' AND OLD.status"
                    f" NOT IN {sql_list(MessageStatus.SENDING, MessageStatus.WAITING)})"
                },
                violation_error_message=_(
                    "The status of a message that was sent or dropped cannot be changed."
                ),
            ),
            never_deleted(_("A message cannot be deleted.")),
        ]

    def __str__(self):
        return f"{self.label} · {self.get_channel_display()}"

    @property
    def label(self):
        """Name of the kind of letter, or its code if no app registers the kind any more."""
        return LETTERS(self.kind).label if self.kind in LETTERS.values else self.kind

    @property
    def is_open(self):
        """Whether the message can still be sent or dropped by hand."""
        return self.status in self.OPEN

    def is_due(self, now):
        """Whether the message may be sent; a wait of several days comes from a wrong clock."""
        return not now < self.not_before <= now + LONGEST_WAIT

    @property
    def to(self):
        """The addressee: a user, an organisation, a recipient or the subject; None once deleted."""
        return self.user or self.organisation or self.recipient or self.about

    @property
    def addressee_label(self):
        """Name of the addressee; a general one if it is hidden (`hidden_as`) or deleted."""
        if self.to is None or getattr(self.to, "hidden_as", ""):
            return Addressee.ASKER.label
        return self.to

    @property
    def addressee_kind(self):
        return next(
            (Addressee(whom) for whom in WHOM if getattr(self, f"{whom}_id")), Addressee.ASKER
        )


MAX_SMS_CHARACTERS = 612  # four parts in GSM-7


class LetterTextQuerySet(models.QuerySet):
    def used_at(self, kind, language, site):
        """Texts of a kind in a language: those of the site first, then those of the association."""
        written = self.filter(kind=kind, language=language)
        sites = Q(site=None) | Q(site=site) if site else Q(site=None)
        return written.filter(sites).order_by(models.F("site").asc(nulls_last=True))


class LetterText(models.Model):
    """A text of a kind of letter that replaces the default, for the association or for one site.

    An empty part falls back from the site to our association, then to the built-in text.
    """

    kind = models.CharField(_("letter"), max_length=40)
    language = models.CharField(_("language"), max_length=2, choices=languages)
    site = protected_key(Site, _("site"), null=True, blank=True, related_name="+")
    subject = models.CharField(_("subject of the e-mail"), max_length=120, blank=True)
    body = models.TextField(_("text of the e-mail"), max_length=4_000, blank=True)
    sms = models.TextField(_("text of the SMS"), max_length=MAX_SMS_CHARACTERS, blank=True)
    by = user_key(editable=False)
    at = models.DateTimeField(default=timezone.now, editable=False)

    objects = LetterTextQuerySet.as_manager()

    class Meta:
        verbose_name = _("text of a letter")
        verbose_name_plural = _("texts of letters")
        constraints = [
            once(
                ["kind", "language", "site"],
                _("This site already has its own text for this letter."),
                name="one_a_site",
                condition=Q(site__isnull=False),
            ),
            once(
                ["kind", "language"],
                _("The association already has its own text for this letter."),
                name="one_without_site",
                condition=Q(site=None),
            ),
            frozen(
                ["kind", "language", "site_id"],
                _("A text cannot be moved to another letter, language or site."),
            ),
            never_deleted(_("A text can be restored, but never deleted.")),
        ]

    def __str__(self):
        return f"{self.kind} · {self.get_language_display()}"

    def get_absolute_url(self):
        where = [self.site_id] if self.site_id else []
        return reverse("lettertext_edit", args=[self.kind, self.language, *where])


BEGIN_AND_END = _("Quiet hours must have both a start and an end, or neither.")


class QuietHours(SingletonModel):
    """Singleton: the hours (local time) in which nothing is sent on the chosen channels.

    Until it is saved, the environment of the server decides.
    """

    begins_at = models.TimeField(_("quiet from"), null=True, blank=True)
    ends_at = models.TimeField(_("quiet until"), null=True, blank=True)
    holds_sms = models.BooleanField(_("SMS wait until morning"), default=True)
    holds_email = models.BooleanField(_("e-mails wait until morning"), default=False)

    class Meta:
        verbose_name = _("quiet hours")
        verbose_name_plural = _("quiet hours")
        constraints = [
            only_one(_("There can be only one set of quiet hours.")),
            check(
                "whole",
                Q(begins_at=None, ends_at=None)
                | Q(begins_at__isnull=False, ends_at__isnull=False) & ~Q(begins_at=F("ends_at")),
                BEGIN_AND_END,
            ),
        ]

    @classmethod
    def default(cls):
        """An unsaved instance with `QUIET_HOURS` and `QUIET_CHANNELS` from the environment."""
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
