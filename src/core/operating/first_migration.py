"""Migration base class that creates all tables of an app in one operation."""

from django.db import migrations
from django.db.migrations.state import ProjectState


class FirstMigration(migrations.Migration):
    """Create each model in the final state of the migration, so that models are rendered once.

    Django renders every related model again after each operation, which takes nearly all the time
    of `migrate` with our 130 tables. Only `CreateModel` operations are allowed; models may refer to
    each other. `people` and `core` depend on the migrations of packages, so that these render few
    models too.
    """

    initial = True

    def apply(self, project_state, schema_editor, collect_sql=False):  # noqa: FBT002
        after = ProjectState(dict(project_state.models), project_state.real_apps)
        for operation in self.operations:
            operation.state_forwards(self.app_label, after)
        for operation in self.operations:
            operation.database_forwards(self.app_label, schema_editor, project_state, after)
        return after
