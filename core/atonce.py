"""Many changes of a schema as one step of a migration.

After each operation Django renders the models anew, and on SQLite most copy their table: with
hundreds of operations, that is nearly all the time that `migrate` takes.
"""

from django.db.migrations.operations import SeparateDatabaseAndState


class AtOnce(SeparateDatabaseAndState):
    """The tables of an app go from what they were before `operations` to what they are after.

    A model that is created is written whole: no other operation may add to it. The way back is
    taken at once on SQLite only: elsewhere it is Django's own, and slow.
    """

    serialization_expand_args = ["operations"]

    def __init__(self, operations):
        super().__init__(database_operations=operations, state_operations=operations)

    def deconstruct(self):
        return type(self).__name__, [], {"operations": self.state_operations}

    def state_forwards(self, app_label, state):
        state.__dict__.pop("apps", None)  # the models are rendered when next read, once for all
        super().state_forwards(app_label, state)

    def database_forwards(self, app_label, schema_editor, from_state, to_state):
        if schema_editor.connection.vendor == "sqlite":
            remake_tables(self.state_operations, app_label, schema_editor, from_state, to_state)
        else:
            for operation in self.state_operations:
                operation.database_forwards(app_label, schema_editor, from_state, to_state)

    def database_backwards(self, app_label, schema_editor, from_state, to_state):
        if schema_editor.connection.vendor == "sqlite":
            remake_tables(self.state_operations, app_label, schema_editor, from_state, to_state)
        else:
            super().database_backwards(app_label, schema_editor, from_state, to_state)

    def describe(self):
        return f"Make {len(self.state_operations)} changes at once"


def remake_tables(operations, app_label, editor, before, after):
    names = [getattr(it, "model_name_lower", None) or it.name_lower for it in operations]
    for key in dict.fromkeys((app_label, name) for name in names):
        if key not in before.models:
            editor.create_model(after.apps.get_model(*key))
        elif key not in after.models:
            editor.delete_model(before.apps.get_model(*key))
        else:
            remake(editor, before.apps.get_model(*key), after.apps.get_model(*key))


def remake(editor, old, new):
    """Copy SQLite's table of `old` into one as `new` wants it; a new column holds its default."""
    table = editor.quote_name(new._meta.db_table)
    known = {field.column for field in old._meta.local_concrete_fields}
    for field in new._meta.local_concrete_fields:
        if field.column not in known:
            column = editor.quote_name(field.column)
            default = editor.prepare_default(editor.effective_default(field))
            editor.execute(f"ALTER TABLE {table} ADD COLUMN {column} DEFAULT {default}")
    editor._remake_table(new)

    links, links_before = links_of(new), links_of(old)
    for name in links.keys() - links_before.keys():
        editor.create_model(links[name])
    for name in links_before.keys() - links.keys():
        editor.delete_model(links_before[name])


def links_of(model):
    """The models that Django made up for the many-to-many fields of `model`, by their names."""
    through = [field.remote_field.through for field in model._meta.local_many_to_many]
    return {link._meta.model_name: link for link in through if link._meta.auto_created}
