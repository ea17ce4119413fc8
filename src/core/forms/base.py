"""Base classes of forms that run an operation, and idempotent submissions."""

import re
from uuid import uuid4

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from core.files.storage import without_orphans
from core.forms.submissions import fingerprint, once, was_done
from core.forms.versions import Versioned
from core.modules.registry import is_field_on
from core.workflow.operations import flushed, prepared

LINE_BREAK = re.compile("[\n\r\v\f\x85\u2028\u2029]")


class ActForm(forms.Form):
    """Form that runs an operation once, however often it is submitted.

    `cleaned_data` holds exactly the keywords of the operation; the submission key is `key`.
    """

    submission = forms.UUIDField(widget=forms.HiddenInput, required=False, initial=uuid4)

    key = None
    result = None
    refusal = None  # the error that the operation raised

    def __init__(self, *args, user=None, **kwargs):
        """Store the user who fills in the form; some forms limit their choices accordingly."""
        super().__init__(*args, **kwargs)
        for name in list(self.fields):
            if not is_field_on(type(self), name):
                del self.fields[name]

    def clean(self):
        for name, value in list(self.cleaned_data.items()):
            if _has_line_breaks(self.fields.get(name), value):
                self.add_error(name, _("This text must fit on one line: remove the line breaks."))
        self.key = self.cleaned_data.pop("submission", None)
        return self.cleaned_data

    def arguments(self):
        """Arguments of the operation after its subject: (positional, keyword).

        Called outside any transaction, and last: slow work such as rendering a PDF is done here,
        once the data is valid. Raises `ValidationError` if that fails.
        """
        return (), self.cleaned_data

    def perform(self, act):
        return act()


def _has_line_breaks(field, value):
    """Whether a single-line field contains line breaks: its value may end up in a mail header."""
    is_line = isinstance(field, forms.CharField) and isinstance(field.widget, forms.TextInput)
    return is_line and isinstance(value, str) and bool(LINE_BREAK.search(value))


class ActModelForm(Versioned, ActForm, forms.ModelForm):
    """Form for a row's plain fields; the operation receives the unsaved row with the input."""

    def clean(self):
        forms.ModelForm.clean(self)
        return super().clean()

    def arguments(self):
        return (self.instance,), {}


def attempt(form, operation, *args, by):
    """Run `operation` with the data of a valid `form`; add a refusal to the form, or to its field.

    Return whether it was done, now or by an earlier submission of the same form; `form.result` is
    then the result of the operation (for an earlier submission: the row it returned, or None).
    """
    if not form.is_bound:
        return False
    rows = [*args, getattr(form, "instance", None)]
    content = fingerprint(operation, rows, form.data, form.files)
    is_valid = form.is_valid()
    if was_done(form, by, content):
        return True
    if not is_valid:
        return False
    try:
        with without_orphans():
            more, keywords = form.arguments()
            keywords = prepared(operation, *args, *more, by=by, **keywords)
            perform = getattr(operation, "perform", operation)
            with flushed(operation):
                form.result = once(
                    form.key,
                    by,
                    lambda: form.perform(lambda: perform(*args, *more, by=by, **keywords)),
                    content=content,
                )
    except ValidationError as refusal:
        form.refusal = refusal
        for name, errors in refusal.update_error_dict({}).items():
            form.add_error(name if name in form.fields else None, errors)
    return form.is_valid()
