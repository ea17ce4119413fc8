from desk.models.backup import Backup, WholeExport
from desk.models.report import FigureRules, OutcomeLink, Report
from desk.models.scan_session import ScanLine, ScanSession
