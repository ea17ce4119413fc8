from desk.models.report import FigureRules, OutcomeLink, Report
from desk.models.run import Run, RunLine
from desk.models.safekeeping import Backup, WholeExport

__all__ = [
    "Backup",
    "FigureRules",
    "OutcomeLink",
    "Report",
    "Run",
    "RunLine",
    "WholeExport",
]
