"""Mails to users about their own account, sent through the outbox like all letters."""

from django.db import transaction
from django.utils import timezone
from django_tasks import task

from people.models import Message, User
from people.outbox.models import MessageQuerySet
from people.outbox.posting import post


def messages_of_account(kind: str, user: User) -> MessageQuerySet:
    """Letters of this kind to `user`."""
    return Message.objects.filter(kind=kind, user=user)


def post_to_account(kind: str, user: User) -> None:
    """Post a letter about their account to `user`, unless one of this kind is already queued."""
    messages = messages_of_account(kind, user)
    if not messages.on_their_way().exists():
        turn = messages.filter(on=timezone.localdate()).count()
        post(kind, user, to=user, turn=turn, is_urgent=True)


@task()
def password_reset_job(user_id: int | None) -> None:
    """Post the link to choose a new password to this user, if they may sign in.

    No permission is required, since the form is public. The job is also enqueued for unknown
    addresses, without a user, so that the page takes the same time for every address.
    """
    with transaction.atomic():
        user = User.objects.filter(pk=user_id, is_active=True).first()
        if user:
            post_to_account("password.reset", user)
