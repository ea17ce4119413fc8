"""Editing of the accessibility statement."""

from django.db import transaction
from django.utils import timezone

from core.models import Event
from core.workflow.operations import operation, save_valid
from modules.accessibility.models import Statement
from people.models import User


@operation("accessibility.change_statement")
def publish_statement(statement: Statement, *, by: User) -> Statement:
    """Publish the statement with the date of today."""
    statement.published_on = timezone.localdate()
    save_valid(statement)
    Event.objects.record("statement.changed", statement, by=by)
    transaction.on_commit(Statement.clear_cache)
    return statement
