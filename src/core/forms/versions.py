"""Optimistic locking of edit forms: a form carries hashes of the values that it showed.

With hashes instead of a counter, conflicts are reported per field, related rows such as guardians,
lines and opening hours are compared like columns, and no table needs a version column.
"""

from decimal import Decimal

from django import forms
from django.db import transaction
from django.utils.crypto import salted_hmac
from django.utils.formats import localize
from django.utils.functional import cached_property
from django.utils.translation import gettext as _

from core.workflow.lifecycle import Refused

HASH_CHARACTERS = 12
MAX_SHOWN_CHARACTERS = 200
NO_VALUE = {"row_version", "submission"}


class VersionField(forms.CharField):
    widget = forms.HiddenInput

    def bound_data(self, data, initial):
        return data or initial

    def has_changed(self, initial, data):
        return False


class Versioned(forms.Form):
    """Edit form that detects concurrent changes of its row.

    The hidden `row_version` holds a keyed hash of the initial value of each field. `perform` locks
    the row, builds the form again from its current values, and raises `Refused` if an initial value
    has changed. The form then shows the new value in fields that the user did not change, keeps the
    user's input in the others, and carries the new version: submitting it again overwrites the row
    deliberately.
    """

    row_version = VersionField(required=False)

    _sent = None  # version submitted with the form
    _now = None  # the form with current values, once a change was detected

    def __new__(cls, *args, **kwargs):
        form = super().__new__(cls)
        form._made_with = args, kwargs
        return form

    @cached_property
    def edited_row(self):
        """The row whose values are compared; None if the form creates a row."""
        return None if self.instance.pk is None else self.instance

    def hold(self):
        """Lock the rows that the operation locks first."""
        hold_row(self.edited_row)

    def clean(self):
        sent = self.cleaned_data.pop("row_version", "")
        self._sent = sent if self.add_prefix("row_version") in self.data else None
        return super().clean()

    def get_initial_for_field(self, field, field_name):
        if field_name != "row_version":
            return super().get_initial_for_field(field, field_name)
        if self.edited_row is None:
            return ""
        return " ".join(f"{name}:{mark}" for name, mark in (self._now or self).marks().items())

    def marks(self):
        """{field: hash of its initial value}, without fields that are empty."""
        values = {
            name: _plain(field, self.get_initial_for_field(field, name))
            for name, field in self.fields.items()
            if name not in NO_VALUE and not callable(field.initial)
        }
        return {name: _mark(name, value) for name, value in values.items() if value}

    def perform(self, act):
        """Run `act` in a transaction with the row locked and unchanged since the form was shown."""
        with transaction.atomic():
            if self.edited_row is not None:
                self._check_version()
            return act()

    def _check_version(self):
        self.hold()
        now = self._opened_with(_rows_of(self.edited_row).first() or self.edited_row)
        seen = self.marks() if self._sent is None else _read(self._sent)
        marks = now.marks()
        changed = {}  # {name: whether the user left the field as it was}
        for name in dict.fromkeys([*self.fields, *now.fields]):
            typed = self._mark_of_typed(name)
            if marks.get(name) not in {seen.get(name), typed}:
                changed[name] = typed == seen.get(name)
        if changed:
            self._take_in(now, changed)
            raise Refused(_sentences(now, self, changed))

    def _opened_with(self, row):
        """Return a new form like this one with the current values of the reread `row`."""
        args, kwargs = self._made_with
        parameters = {
            name: row if value == row else value
            for name, value in kwargs.items()
            if name not in {"data", "files"}
        }
        return type(self)(*[None for _data in args], **parameters)

    def _mark_of_typed(self, name):
        value = _plain(self.fields.get(name), self.cleaned_data.get(name))
        return _mark(name, value) if value else None

    def _take_in(self, now, changed):
        """Adopt the initial values of `now`; show them in fields that the user did not change."""
        self._now = now
        shown = [name for name, is_untouched in changed.items() if is_untouched]
        for name in (self.fields.keys() & now.fields.keys()) - NO_VALUE:
            self.initial[name] = now.get_initial_for_field(now.fields[name], name)
        for name in self.fields.keys() & {*shown, "row_version"}:
            self.fields[name].bound_data = _initial_alone
        self._bound_fields_cache.clear()


def hold_row(row):
    """Lock a row until the transaction ends."""
    list(_rows_of(row).select_for_update(of=("self",), no_key=True))


def _rows_of(row):
    return row._meta.model._base_manager.filter(pk=row.pk)


def _read(version):
    return dict(part.split(":", 1) for part in version.split() if ":" in part)


def _initial_alone(data, initial):
    return initial


def _plain(field, value):
    """Normalise a value to text, so that stored and typed values compare equal."""
    value = field.prepare_value(value) if field else value
    if isinstance(value, list | tuple | set):
        return " ".join(sorted(_plain(None, one) for one in value))
    if value is None or value is False:
        return ""
    if isinstance(value, Decimal):
        return f"{value.normalize():f}"
    return str(getattr(value, "pk", value)).replace("\r\n", "\n")


def _mark(name, value):
    return salted_hmac("core.version", f"{name}:{value}", algorithm="sha256").hexdigest()[
        :HASH_CHARACTERS
    ]


def _sentences(now, form, changed):
    """Return the error messages: an introduction, and a sentence for each changed field."""
    messages = [
        _(
            "Somebody else has changed this in the meantime. Check what has changed, then save "
            "again."
        )
    ]
    for name, is_untouched in changed.items():
        what = {
            "field": (now.fields.get(name) or form.fields[name]).label,
            "value": _in_words(now[name]) if name in now.fields else "",
        }
        if is_untouched:
            messages.append(_("%(field)s: the value is now “%(value)s”.") % what)
        else:
            sentence = _("%(field)s: the value is now “%(value)s”; yours would replace it.")
            messages.append(sentence % what)
    return messages


def _in_words(bound):
    """The initial value of a field, formatted for display."""
    field, value = bound.field, bound.value()
    if isinstance(field, forms.ModelChoiceField):
        keys = value if isinstance(value, list) else [value]
        lookup = f"{field.to_field_name or 'pk'}__in"
        rows = field.queryset.filter(**{lookup: [key for key in keys if key not in {None, ""}]})
        return ", ".join(str(row) for row in rows)
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    words = {str(key): label for key, label in _choices(field)}
    values = value if isinstance(value, list | tuple) else [value]
    shown = [str(words.get(str(one), localize(one))) for one in values if one not in {None, ""}]
    return ", ".join(shown)[:MAX_SHOWN_CHARACTERS]


def _choices(field):
    """The choices of a field, including those inside groups."""
    for key, label in getattr(field, "choices", ()):
        yield from label if isinstance(label, list | tuple) else [(key, label)]
