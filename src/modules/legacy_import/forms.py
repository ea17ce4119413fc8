"""Forms of a move: its system and site, its files, and the answers to its questions."""

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from core.forms.base import ActForm
from core.imports.days import day_of
from core.imports.sheets import ACCEPTED, MAX_BYTES
from inventory.imports.forms import SiteField
from modules.legacy_import.planned import stages_on
from modules.legacy_import.questions import questions_of

MAX_FILES = 20


class MigrationForm(ActForm):
    """Form for `begin_migration`."""

    site = SiteField(label=_("Site"))

    def __init__(self, *args, user, system, **kwargs):
        super().__init__(*args, initial={"site": user.site_id}, **kwargs)
        self.system = system
        self.fields["site"].offer(user)

    def arguments(self):
        return (), {**self.cleaned_data, "system": self.system}


class ManyFilesInput(forms.FileInput):
    allow_multiple_selected = True


class ManyFilesField(forms.FileField):
    """Field for several files; cleans to a list."""

    def clean(self, data, initial=None):
        files = (data or [None]) if isinstance(data, list | tuple) else [data]
        if len(files) > MAX_FILES:
            raise ValidationError(
                _("Send at most %(count)s files at a time.") % {"count": MAX_FILES}
            )
        return [super(ManyFilesField, self).clean(file, initial) for file in files]


class FilesForm(forms.Form):
    """Form for the files to add to a move."""

    files = ManyFilesField(
        label=_("Files"),
        help_text=_(
            "Excel, LibreOffice or CSV. You can also send the ZIP file exported from "
            "another Rebond."
        ),
        widget=ManyFilesInput(attrs={"accept": f"{ACCEPTED},.zip"}),
    )

    def clean_files(self):
        files = self.cleaned_data["files"]
        if any(file.size > MAX_BYTES and not file.name.endswith(".zip") for file in files):
            raise ValidationError(
                _("This file is larger than 10 MB: split the list into several files.")
            )
        return files


class KindForm(ActForm):
    """Form for the kind of list in a file."""

    kind = forms.ChoiceField(label=_("This file is a list of"))

    def __init__(self, *args, file, **kwargs):
        super().__init__(*args, initial={"kind": file.batch.kind}, **kwargs)
        self.fields["kind"].choices = [(code, stage.label) for code, stage in stages_on().items()]


class AnswersForm(ActForm):
    """Form with a field for each question about the files of a move, for all rows concerned."""

    def __init__(self, data=None, *, migration):
        super().__init__(data)
        self.migration, self.questions = migration, questions_of(migration)
        for question in self.questions:
            self.fields[question.name] = _field_of(question)

    def arguments(self):
        answers = {key: dict(chosen) for key, chosen in self.migration.answers.items()}
        for question in self.questions:
            chosen = answers.setdefault(question.key, {})
            chosen.pop(question.text, None)
            if code := self.cleaned_data[question.name]:
                chosen[question.text] = str(code)
        return (), {"answers": answers}


def _field_of(question):
    """The field of an answer: a choice, or a day."""
    common = {"label": question.label, "help_text": question.rows_in_words, "required": False}
    if question.choices is None:
        return forms.DateField(initial=day_of(question.answer), **common)
    choices = [("", _("choose, otherwise these rows will wait")), *question.choices]
    return forms.ChoiceField(choices=choices, initial=question.answer, **common)


class LiveForm(ActForm):
    """Form for `start_migration`."""

    is_attested = forms.BooleanField(required=False)

    def __init__(self, *args, attestation="", **kwargs):
        super().__init__(*args, **kwargs)
        if attestation:
            self.fields["is_attested"].label = attestation
            self.fields["is_attested"].required = True
        else:
            del self.fields["is_attested"]
