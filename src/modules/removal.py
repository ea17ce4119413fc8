"""Remove a module from a site: export its data, then drop its tables.

Events and letters about its rows stay, and can be read without the module. The export contains only
the numbers of people, loans and devices: they lead to a name only as long as the site has it.
"""

import json
from contextlib import contextmanager
from typing import NamedTuple

from django.apps import apps
from django.contrib.auth.models import Permission
from django.contrib.contenttypes.models import ContentType
from django.core.management import call_command
from django.db import connection, models
from django.db.models import Q
from django.utils import timezone, translation
from django.utils.translation import ngettext

from core.management.commands.migrate import alone
from core.models import Document, Event, Identity, Photo
from core.models.event import FOLLOWERS
from core.operating.migration_checksums import of_this_program, record
from core.settings_page.switches import switch_modules
from core.workflow import triggers
from core.workflow.lifecycle import Refused
from core.workflow.operations import operation
from desk.full_export import archives, dictionary
from desk.full_export.dictionary import LANGUAGES, sheet
from desk.full_export.exclusions import is_left_out
from desk.full_export.tables import fields_of, write_table
from modules.config import configs
from modules.declaration import RemovableModule, removable
from people.models import Message, User

TEXTS = (models.CharField, models.TextField, models.JSONField, models.BinaryField)


class Installed(NamedTuple):
    """A removable module of this tree: its app and its declaration."""

    config: object
    module: RemovableModule

    @property
    def key(self):
        return self.module.key

    @property
    def models(self):
        return list(self.config.get_models(include_auto_created=True))

    @property
    def kinds(self):
        """The content types of the module's models."""
        return ContentType.objects.filter(app_label=self.config.label)

    @property
    def files(self):
        """The documents to which the module's rows, or photos of them, refer."""
        keys = [
            (model, field.attname)
            for model in self.models
            for field in model._meta.local_fields
            if field.related_model is Document
        ]
        theirs = Q(pk__in=Photo.objects.filter(subject_type__in=self.kinds).values("document"))
        for model, name in keys:
            theirs |= Q(pk__in=model._base_manager.exclude(**{name: None}).values(name))
        return Document.objects.filter(theirs, purged_at=None)

    def hidden_columns(self, model):
        """Columns that the export omits.

        They may name people, and could not be anonymised there.
        """
        texts = {text.name for text in self.module.free_texts if text.model is model}
        about_people = {about for about, _paths in self.module.personal_data}
        if model in about_people | {noun for noun, _of in self.module.frozen_papers}:
            fields = fields_of(model)
            texts |= {f.name for f in fields if isinstance(f, TEXTS) and not f.choices}
        return texts


def installed():
    """{key: the removable module} of this tree."""
    labels = {config.label: config for config in configs()}
    return {m.key: Installed(labels[m.key], m) for m in removable() if m.key in labels}


def reasons_to_keep(one):
    """Open matters, and references to the module's rows, that prevent its removal, as sentences."""
    yield from filter(None, (str(check.sentence() or "") for check in one.module.open))
    yield from _references(one)
    on_their_way = Message.objects.on_their_way().values_list("kind", "about_type__app_label")
    count = sum(one.module.has("letters", k) or app == one.config.label for k, app in on_their_way)
    if count:
        yield ngettext(
            "%(count)s letter of this module is waiting to be sent: send or drop it first.",
            "%(count)s letters of this module are waiting to be sent: send or drop them first.",
            count,
        ) % {"count": count}
    if count := _papers_of_accounts(one):
        yield ngettext(
            "%(count)s document of this module must be kept for a period required by "
            "law: wait until it ends.",
            "%(count)s documents of this module must be kept for a period required by "
            "law: wait until it ends.",
            count,
        ) % {"count": count}


def _papers_of_accounts(one):
    """The number of papers that the law requires to keep.

    Counts archived papers, and papers whose content is not erased yet.
    """
    nouns = [noun for noun, _of_donors in one.module.frozen_papers]
    frozen = sum(noun.objects.filter(forgotten_at=None).count() for noun in nouns)
    return frozen or one.files.exclude(kept_until=None).count()


def _references(one):
    """A sentence for each table of other apps with rows that refer to the module's rows."""
    theirs = set(one.models)
    for model in apps.get_models(include_auto_created=True):
        for field in model._meta.local_fields if model not in theirs else ():
            if field.related_model in theirs:
                rows = model._base_manager.exclude(**{field.attname: None})
                if count := rows.count():
                    yield ngettext(
                        "%(count)s row of %(table)s refers to this module.",
                        "%(count)s rows of %(table)s refer to this module.",
                        count,
                    ) % {"count": count, "table": model._meta.db_table}


def remove(one, path, *, by: User, stderr):
    """Export the module to `path` and remove it from the database, all or nothing.

    Raises `Refused` with the reasons to keep it.
    """
    with _whole(path), alone(connection, stderr):
        if connection.vendor == "postgresql":
            _lock_tables(one)
        if reasons := list(reasons_to_keep(one)):
            raise Refused(reasons)
        write_export(one, path)
        _remove(one, by=by)


@contextmanager
def _whole(path):
    """Context manager that deletes the export if the removal fails."""
    try:
        yield
    except BaseException:
        path.unlink(missing_ok=True)
        raise


def _lock_tables(one):
    """Lock the tables against writes between the check and the end of the transaction."""
    tables = ", ".join(connection.ops.quote_name(model._meta.db_table) for model in one.models)
    if tables:
        with connection.cursor() as cursor:
            cursor.execute(f"LOCK TABLE {tables} IN ACCESS EXCLUSIVE MODE")


def write_export(one, path):
    """Write the module's tables and their dictionary to an archive, without texts about people."""
    chosen = [model for model in one.models if not is_left_out(model)]
    with archives.written(path) as archive:
        counts = {}
        for model in chosen:
            name = model._meta.db_table
            with archive.entry(f"tables/{name}.csv") as file:
                counts[name] = write_table(file, model, hidden=one.hidden_columns(model))
        hidden = {model._meta.db_table: sorted(one.hidden_columns(model)) for model in chosen}
        manifest = {
            "association": str(Identity.cached()),
            "module": one.key,
            "made_at": timezone.now().isoformat(),
            "tables": counts,
            "texts_left_out": {table: names for table, names in hidden.items() if names},
        }
        archive.write("manifest.json", json.dumps(manifest, indent=1, ensure_ascii=False).encode())
        for language, (words, *_others) in LANGUAGES.items():
            with translation.override(language):
                lines = [dictionary.headings(), *dictionary.rows(chosen)]
                archive.write(f"{words}.csv", sheet(lines))


@operation("core.change_identity")
def _remove(one: Installed, *, by: User) -> None:
    for follower in one.module.followers:  # followers read the dropped tables at the commit
        FOLLOWERS.remove(follower)
    switch_modules(on=Identity.load().module_keys - {one.key}, is_confirmed=True, by=by)
    Event.objects.record("module.removed", Identity.load(), by=by, module=one.key)
    one.files.purge_all()
    Photo.objects.filter(subject_type__in=one.kinds, removed_at=None).update(
        removed_at=timezone.now()
    )
    connection.check_constraints()  # PostgreSQL drops no table with pending checks
    prefix = f"{one.config.label}_"
    guards = [(guard, m) for guard, m in triggers.every_guard() if guard.name.startswith(prefix)]
    triggers.lift(connection, guards)
    if one.models:
        call_command("migrate", one.config.label, "zero", verbosity=0, interactive=False)
        record(connection, of_this_program())
    Permission.objects.filter(content_type__in=one.kinds).delete()
    _unnamed(one.kinds).delete()
    ContentType.objects.clear_cache()


def _unnamed(kinds):
    """The content types to which no event, letter or other row refers."""
    for relation in ContentType._meta.get_fields(include_hidden=True):
        if relation.auto_created and relation.one_to_many:
            named = relation.related_model._base_manager.exclude(**{relation.field.name: None})
            kinds = kinds.exclude(pk__in=named.values(relation.field.attname))
    return kinds
