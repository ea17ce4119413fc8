"""Letters to somebody about their own account: they leave by the outbox, as all others do."""

from datetime import datetime, timedelta

from django.db import transaction
from django.utils import timezone
from django_tasks import task

from core.workflow.operations import operation
from people.models import Message, User
from people.models.message import MessageQuerySet
from people.outbox.posting import post

RETENTION = timedelta(days=30)  # an address that cannot be told is not kept for longer


def messages_of_account(kind: str, user: User) -> MessageQuerySet:
    """The letters of this kind to `user`."""
    return Message.objects.filter(kind=kind, user=user)


def post_to_account(kind: str, user: User) -> None:
    """Post a letter about their account to `user`, unless one of this kind is on its way."""
    messages = messages_of_account(kind, user)
    if not messages.on_their_way().exists():
        turn = messages.filter(on=timezone.localdate()).count()
        post(kind, user, to=user, turn=turn, is_urgent=True)


@task()
def password_reset_job(user_id: int | None) -> None:
    """Post the link to choose a new password to this user, if there is one who may sign in.

    No permission: anybody may ask. It is enqueued for unknown addresses too, without a user, so
    that the page takes the same time for every address.
    """
    with transaction.atomic():
        user = User.objects.filter(pk=user_id, is_active=True).first()
        if user:
            post_to_account("password.reset", user)


@operation("people.manage_users")
def forget_previous_emails(*, by: User, now: datetime) -> int:
    """Delete former addresses that were notified or cannot be; return how many."""
    pending = Message.objects.filter(kind="user.readdressed", posted_at__gt=now - RETENTION)
    pending = pending.exclude(status__in=[Message.Status.SENT, Message.Status.DROPPED])
    users = User.objects.exclude(previous_email="").exclude(pk__in=pending.values("user"))
    return users.update(previous_email="")
