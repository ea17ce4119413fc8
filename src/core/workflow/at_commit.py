"""Guards checked at commit, since a transaction may change several rows one after the other."""

import hashlib

from core.workflow.guards import BY_INDEX, Guard

# SQLite has no deferred triggers but has deferred foreign keys: a violation is recorded as a row
# with a dangling key, until another write of the transaction removes it.
SQLITE = (
    "CREATE TRIGGER IF NOT EXISTS %(name)s AFTER %(event)s ON %(on)s FOR EACH ROW BEGIN"
    " DELETE FROM core_unsettled WHERE rule = '%(key)s' AND row_id IN (%(ids)s);"
    " INSERT INTO core_unsettled (rule, row_id, settled_id) SELECT '%(key)s', d.id, 0"
    " FROM %(table)s d WHERE d.id IN (%(ids)s) AND (%(wrong)s); END"
)
POSTGRES = [
    "CREATE OR REPLACE FUNCTION %(name)s() RETURNS trigger LANGUAGE plpgsql%(plan)s AS $$ BEGIN"
    " /* guard %(mark)s */%(hold)s"
    " PERFORM 1 FROM %(table)s d WHERE d.id IN (%(ids)s) FOR NO KEY UPDATE;"
    " IF EXISTS (SELECT 1 FROM %(table)s d WHERE d.id IN (%(ids)s) AND (%(wrong)s))"
    " THEN RAISE EXCEPTION '%(key)s' USING ERRCODE = 'restrict_violation', CONSTRAINT = '%(key)s';"
    " END IF; RETURN NULL; END $$",
    "DROP TRIGGER IF EXISTS %(name)s ON %(on)s",
    "CREATE CONSTRAINT TRIGGER %(name)s AFTER %(event)s ON %(on)s DEFERRABLE INITIALLY DEFERRED"
    " FOR EACH ROW EXECUTE FUNCTION %(name)s()",
]


class AtCommit(Guard):
    """Rule checked at commit: no row `d` of `table` matches the SQL condition `wrong`.

    `watch` maps (table, event) to the ids of the rows of `table` whose state such a write may
    change: an expression of NEW, or a query. `hold` names the rows that decide about the rows
    `{ids}`, as in `Guard`: PostgreSQL locks them, then `d`, before it reads.
    """

    def __init__(self, *, name, table, wrong, watch, violation_error_message, hold=()):
        message = violation_error_message
        super().__init__(name=name, table=table, on={}, hold=hold, violation_error_message=message)
        self.wrong = wrong
        self.watch = watch

    @property
    def reads_rows(self):
        return True

    def triggers(self, vendor):
        for table, event in self.watch:
            name = f"{self.name}_{table.split('_')[1]}_{event.split()[0].lower()}"
            yield name, event, f"SELECT 1 WHERE {self.wrong}"

    def statements(self, model, editor):
        vendor = editor.connection.vendor
        for (name, event, _when), ((on, _event), ids) in zip(
            self.triggers(vendor), self.watch.items(), strict=True
        ):
            parts = {"name": name, "key": self.name, "event": event, "on": on, "ids": ids}
            parts |= {"table": self.table, "wrong": self.wrong, "plan": BY_INDEX}
            parts["hold"] = self.holding().format(ids=ids)
            parameters = f"{parts}".encode()
            parts["mark"] = hashlib.md5(parameters, usedforsecurity=False).hexdigest()
            for template in [SQLITE] if vendor == "sqlite" else POSTGRES:
                yield name, template % parts
