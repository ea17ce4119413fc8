"""Preferences of a user for a list: chosen columns and saved views.

A view stores the query, never rows, and never text typed to find a person. Each user of a shared
view sees only the rows in their scope. Saving under an existing title overwrites that view.
"""

from django.utils.translation import gettext as _

from core.models import ListChoice, SavedView
from core.models.saved_view import MAX_VIEWS
from core.text_input import line_of
from core.workflow.lifecycle import Refused
from core.workflow.operations import operation


@operation("core.arrange_list")
def choose_columns(name, *, by, columns):
    """Store the columns that `by` chose for the list `name`; [] restores the default columns."""
    choice, _is_new = ListChoice.objects.update_or_create(
        user=by, list_name=name, defaults={"columns": columns}
    )
    return choice


@operation("core.arrange_list")
def save_view(name, *, by, title, is_shared=False, **state):
    """Save the state of a list (`filters`, `columns`, `sort`) under a title; return the view.

    The user's own view with that title is overwritten. Raise `Refused` for sharing without the
    permission, or beyond thirty views of one list.
    """
    title = line_of(title)
    if not title:
        raise Refused(_("Give the view a name."))
    mine = SavedView.objects.filter(owner=by, list_name=name)
    view = mine.filter(name__iexact=title).first() or SavedView(owner=by, list_name=name)
    if view.pk is None and mine.count() >= MAX_VIEWS:
        raise Refused(
            _("You already have %(count)s views of this list: delete some.") % {"count": MAX_VIEWS}
        )
    return _write(view, by, name=title, is_shared=is_shared, **state)


@operation("core.arrange_list")
def change_view(view, *, by, name, is_shared=False, is_default=False):
    """Rename, share or unshare a view of `by`, or any shared view if `by` has the permission.

    With `is_default`, the list opens with this view for `by`.
    """
    _check_may(view, by)
    open_with(view, by=by, is_default=is_default)
    name = line_of(name)
    others = SavedView.objects.filter(owner=view.owner, list_name=view.list_name).exclude(
        pk=view.pk
    )
    if others.filter(name__iexact=name).exists():
        raise Refused(_("There is already a view with this name."))
    return _write(view, by, name=name, is_shared=is_shared)


def _write(view, by, **facts):
    if facts["is_shared"] and not view.is_shared and not by.has_perm("core.share_view"):
        raise Refused(_("Ask a coordinator to share this view."))
    for name, value in facts.items():
        setattr(view, name, value)
    view.full_clean(exclude=["owner", "filters", "columns"])
    view.save()
    return view


@operation("core.arrange_list")
def delete_view(view, *, by):
    """Delete a view; lists that opened with it return to their default."""
    _check_may(view, by)
    view.delete()


@operation("core.arrange_list")
def open_with(view, *, by, is_default):
    """Make this view the default of its list for `by`, or clear that default."""
    if not SavedView.objects.visible_to(by).filter(pk=view.pk).exists():
        raise Refused(_("You do not have access to this view."))
    choices = ListChoice.objects.filter(user=by, list_name=view.list_name)
    if is_default:
        ListChoice.objects.update_or_create(
            user=by, list_name=view.list_name, defaults={"view": view}
        )
    else:
        choices.filter(view=view).update(view=None)


def _check_may(view, by):
    if not SavedView.objects.manageable_by(by).filter(pk=view.pk).exists():
        raise Refused(_("This view belongs to somebody else."))
