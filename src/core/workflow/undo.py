"""Undo, offered in the message of an operation as long as nothing else happened to the record.

`undoes` registers the operation that reverses a kind of event, which records an event of its own.
The views of `core.forms.actions` add a button to their success message, for the user who acted.
Undo reverses all events of this kind that the same request recorded, for instance of a bulk action.
"""

from collections.abc import Callable, Iterable

from django.db import models, transaction
from django.utils.translation import gettext as _

from core.workflow.lifecycle import Refused

_UNDOS = {}


def undoes(
    kind: str,
    *,
    ignoring: Iterable[str] = (),
    locks_itself: bool = False,
    back: Callable[[models.Model], str] | None = None,
    done: str = "",
) -> Callable:
    """Register an operation, `run(subject, *, by, event)`, that reverses events of this kind.

    Later events prevent the undo, except the kinds in `ignoring`. `subject` is locked, unless the
    operation `locks_itself`, with other rows before it in the order of locks. `back` returns the
    address to open after it, where the page that offered it no longer applies; `done` is its
    message.
    """

    def decorate(run):
        _UNDOS[kind] = run, frozenset(ignoring), locks_itself, back, done
        return run

    return decorate


def can_undo(kind: str) -> bool:
    return kind in _UNDOS


def page_after(kind: str, subject: models.Model) -> str:
    """Address to open after an undo; "" for the page that offered it."""
    back = _UNDOS[kind][3]
    return back(subject) if back else ""


def done_by(event: models.Model) -> str:
    """Message after the undo of an event, naming all rows that it reverses."""
    rows = [
        one.subject_type.get_object_for_this_type(pk=one.subject_id)
        for one in _done_together(event)
    ]
    params = {"thing": ", ".join(map(str, rows)), "what": event.sentence}
    return (_UNDOS[event.kind][4] or _("Undone: %(thing)s · %(what)s")) % params


def may_have_undo(subject: models.Model) -> bool:
    """Whether any kind of event of this model can be undone; needs no query."""
    prefix = f"{subject._meta.model_name}."
    return any(kind.startswith(prefix) for kind in _UNDOS)


def undo(event: models.Model, *, by: models.Model) -> list[models.Model]:
    """Reverse an action of `by`, for all rows that it changed or none; return these rows.

    Raises `Refused` if something happened to one of the rows since.
    """
    if event.by_id != by.pk:
        raise Refused(_("Only the person who did this can undo it."))
    with transaction.atomic():
        return [_undo_one(one, by) for one in _done_together(event)]


def _done_together(event):
    """Events of this kind that the same request recorded, in the order of locks."""
    if not event.request_id:
        return [event]
    alike = {name: getattr(event, name) for name in ("kind", "on", "by_id", "request_id")}
    return type(event).objects.filter(**alike).order_by("subject_id")


def changed_since(thing: models.Model) -> str:
    return _("%(thing)s has changed since then: this can no longer be undone.") % {"thing": thing}


def _undo_one(event, by):
    run, ignored, locks_itself, *_texts = _UNDOS[event.kind]
    subject = event.subject_type.model_class().objects.get(pk=event.subject_id)
    if not locks_itself:
        subject.lock()
    since = type(event).objects.about(subject).filter(pk__gt=event.pk).exclude(kind__in=ignored)
    if since.exists():
        raise Refused(changed_since(subject))
    run(subject, by=by, event=event)
    return subject
