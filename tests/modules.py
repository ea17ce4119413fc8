"""Set the modules that are on in a test (by default all)."""

from core.models import Identity
from core.modules.registry import keys
from tests.factories import IdentityFactory


def use(*keys):
    """Switch on exactly these modules."""
    IdentityFactory()
    Identity.objects.update(modules=" ".join(keys))
    Identity.clear_cache()


def use_all_but(*off):
    use(*(key for key in keys() if key not in off))
