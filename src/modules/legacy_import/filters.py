"""Filter of lists by the move that wrote their rows, set by the links on the page of a move."""

from django import forms
from django.utils.translation import gettext_lazy as _
from django_filters import ModelChoiceFilter

from modules.legacy_import.lifecycle import MigrationStatus
from modules.legacy_import.models import Migration
from modules.legacy_import.operations.migrations import TAKE_OVER
from modules.legacy_import.summary import written_of


def _moves(request):
    """The live moves that the user may see."""
    if request is None or not request.user.has_perm(TAKE_OVER):
        return Migration.objects.none()
    moves = Migration.objects.visible_to(request.user).filter(status=MigrationStatus.LIVE)
    return moves.select_related("site")


class MoveFilter(ModelChoiceFilter):
    """Filter by the move that wrote the rows; hidden, since only the page of the move sets it."""

    def __init__(self):
        super().__init__(
            queryset=_moves, label=_("Imported by the migration"), widget=forms.HiddenInput
        )

    def filter(self, qs, value):
        if not value:
            return qs
        return qs.filter(pk__in=written_of(value, qs.model).order_by().values("pk"))
