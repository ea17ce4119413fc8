"""Who may do what at the coordinator's desk: the lowest role of the house that may, by act."""

from desk.backups import operations as safekeeping
from desk.full_export import operations as whole
from desk.outcomes import operations as outcomes
from desk.reports import operations as reports
from people.roles import Role

DESK = {
    Role.COORDINATOR: [
        outcomes.open_outcome,
        outcomes.revoke_outcome,
        reports.forget_report,
        reports.keep_report,
    ],
    Role.ADMIN: [
        safekeeping.note_backup,
        whole.fail_export,
        whole.forget_exports,
        whole.keep_export,
        whole.note_download,
        whole.note_export,
        reports.save_figure_rules,
    ],
}
