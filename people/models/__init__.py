from people.models.organisation import Organisation
from people.models.recipient import Guardian, Recipient
from people.models.site import Site
from people.models.user import User

__all__ = ["Guardian", "Organisation", "Recipient", "Site", "User"]
