from people.models.access import AccessRequest
from people.models.area import Area, AreaTable
from people.models.language import Language
from people.models.letter import LetterText
from people.models.message import Message
from people.models.organisation import Organisation
from people.models.quiet import QuietHours
from people.models.recipient import Guardian, Recipient
from people.models.retention import Processing, Retention
from people.models.site import Site
from people.models.user import User

__all__ = [
    "AccessRequest",
    "Area",
    "AreaTable",
    "Guardian",
    "Language",
    "LetterText",
    "Message",
    "Organisation",
    "Processing",
    "QuietHours",
    "Recipient",
    "Retention",
    "Site",
    "User",
]
