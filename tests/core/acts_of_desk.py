"""Lowest role that may call each operation of `desk` and of tokens."""

from api import operations as tokens
from catalogue import operations as catalogue
from core.operating import clock
from desk.backups import operations as backups
from desk.figures import operations as figures
from desk.scan_sessions import operations as scan_sessions
from people.base.roles import Role

DESK = {
    Role.VOLUNTEER: [
        tokens.open_token,
        tokens.revoke_token,
        scan_sessions.change,
        scan_sessions.end,
        scan_sessions.go_on,
        scan_sessions.scan,
        scan_sessions.start,
        scan_sessions.undo,
    ],
    Role.COORDINATOR: [
        catalogue.settle_proposal,
    ],
    Role.ADMIN: [
        clock.confirm_clock,
        tokens.change_token,
        tokens.open_machine_token,
        backups.note_backup,
        backups.note_step,
        figures.save_figure_rules,
    ],
}
