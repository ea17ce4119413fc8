"""Migration base class that creates all tables of an app in one operation."""

from django.db import migrations
from django.db.migrations.state import ProjectState


class FirstMigration(migrations.Migration):
    """Creates each model as the whole migration leaves it, so that models are rendered once.

    Django renders every related model again after each operation, which for our 130 tables is
    nearly all the time of `migrate`. Holds `CreateModel` alone; models may refer to each other.
    `people` and `core` depend on the migrations of packages, so that these have few to render too.
    """

    initial = True

    def apply(self, project_state, schema_editor, collect_sql=False):  # noqa: FBT002
        after = ProjectState(dict(project_state.models), project_state.real_apps)
        for operation in self.operations:
            operation.state_forwards(self.app_label, after)
        for operation in self.operations:
            operation.database_forwards(self.app_label, schema_editor, project_state, after)
        return after
