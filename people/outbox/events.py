"""Events of messages, recorded on their subject: codes and ids alone."""

from core.models import Event


def record_message_events(messages, event, *, by, **more):
    """Record this event on the subject of each message, in one statement."""
    Event.objects.record_many(
        event,
        [(message.about, _event_data(message) | more) for message in messages if message.about],
        by=by,
    )


def _event_data(message):
    data = {
        "letter": message.kind,
        "channel": message.channel,
        "told": message.addressee_kind,
        "message": message.pk,
    }
    return data | {"trouble": message.trouble} if message.trouble else data
