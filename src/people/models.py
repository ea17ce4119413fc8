from people.base.models.area import Area, AreaTable
from people.base.models.language import Language
from people.base.models.organisation import Organisation
from people.base.models.recipient import Guardian, Recipient
from people.base.models.site import Site
from people.base.models.user import User
from people.outbox.models import LetterText, Message, QuietHours
from people.privacy.models import Processing, Retention
