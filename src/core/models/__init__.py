from core.models.cache_entry import CacheEntry
from core.models.clock import Clock, ClockFault
from core.models.deployment import Deployment
from core.models.document import Document
from core.models.event import Event
from core.models.identity import Identity
from core.models.mergeable import Mergeable
from core.models.migration_checksum import MigrationChecksum
from core.models.photo import Photo
from core.models.saved_view import ListChoice, SavedView
from core.models.sequence import Sequence
from core.models.submission import Submission
from core.models.unsettled import Unsettled
