"""Models of the app, each defined in the package of its feature."""

from desk.backups.models import Backup
from desk.figures.models import FigureRules
from desk.scan_sessions.models import ScanLine, ScanSession
