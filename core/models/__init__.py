from core.models.document import Document
from core.models.event import Event
from core.models.identity import Identity
from core.models.sequence import Sequence
from core.models.submission import Submission

__all__ = ["Document", "Event", "Identity", "Sequence", "Submission"]
