"""Invented exports of known systems, with their documented headings, and a move page by page."""

from pathlib import Path

from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from core.imports.kinds import reason_key
from modules.legacy_import.lifecycle import MigrationStatus
from modules.legacy_import.models import Migration

NEW = "new"  # the answer: a new record
LISTS = Path(__file__).parent / "lists"


def lists(*names):
    """The texts of these invented exports, by name."""
    return {name: (LISTS / f"{name}.csv").read_text() for name in names}


class Move:
    """A move, as a coordinator goes through it."""

    def __init__(self, client, site, system):
        client.post(reverse(f"migration_from_{system}"), {"site": site.pk})
        self.client, self.pk = client, Migration.objects.latest("pk").pk

    @property
    def migration(self):
        return Migration.objects.get(pk=self.pk)

    def page(self):
        return self.client.get(self.migration.get_absolute_url())

    def send(self, *names, **files):
        """Send the lists of these names, and these files, {stem: text or bytes}."""
        uploads = [
            SimpleUploadedFile(
                f"{stem}.zip" if isinstance(content, bytes) else f"{stem}.csv",
                content if isinstance(content, bytes) else content.encode(),
            )
            for stem, content in (lists(*names) | files).items()
        ]
        return self._post("files", {"files": uploads})

    def _post(self, act, data=()):
        answer = self.client.post(
            reverse(f"migration_{act}", args=[self.pk]), dict(data), follow=True
        )
        assert answer.status_code == 200
        return answer

    def kinds(self):
        """The kind of each file, in the order in which they are written."""
        return [line.batch.kind for line in self.page().context["files"]]

    def problems(self):
        return [
            (line.batch.kind, row.number, row.sentences)
            for line in self.page().context["files"]
            for row in line.batch.rows.refused()
        ]

    def questions(self):
        return self.page().context["answers_form"].questions

    def answer(self, *pairs):
        """Answer each question, found by its word or reason, from (word, answer) pairs."""
        values = {question.name: question.answer for question in self.questions()}
        for subject, code in pairs:
            named = [
                q for q in self.questions() if subject == q.text or q.key == reason_key(subject)
            ]
            assert named, (subject, [(q.text, str(q.reason.label)) for q in self.questions()])
            values |= {question.name: code for question in named}
        return self._post("answers", values)

    def reasons(self):
        return self.page().context["reasons"]

    def start(self):
        return self._post("start", {"is_attested": "on"})

    def undo(self):
        return self._post("undo")

    def confirm(self, kind, read_as=""):
        """Confirm the kind of this file, or have it read as another kind."""
        file = self.migration.files.get(batch__kind=kind)
        address = reverse("migrationfile_kind", args=[self.pk, file.pk])
        assert self.client.post(address, {"kind": read_as or kind}).status_code == 302

    def choose(self, kind, **options):
        """Fill in these options on the page of the file of this kind; then check all files."""
        batch = next(f.batch for f in self.migration.files.all() if f.batch.kind == kind)
        form = self.client.get(batch.get_absolute_url()).context["columns_form"]
        values = {name: form[name].value() for name in form.fields}
        values = {name: value for name, value in values.items() if value not in (None, False)}
        answer = self.client.post(
            reverse("import_columns", args=[batch.pk]), values | {"submission": ""} | options
        )
        assert answer.status_code == 302, answer.context["columns_form"].errors
        assert self.page().context["is_to_check"]
        self._post("check")


def goes_live(one):
    assert one.reasons() == [], one.problems()
    one.start()
    assert (one.migration.status, one.migration.error) == (MigrationStatus.LIVE, "")


def ready_to_go(move):
    """A move of an organisation and a device, without questions."""
    one = move("other")
    one.send(
        structures="Structure;Ville\nCCAS de Valbourg;Valbourg\n",
        prets="N° PC;Type;Statut;Structure\nP-1;laptop;en stock;\n",
    )
    assert one.kinds() == ["old_organisations", "register"]
    return one
