import core
from core.models import Identity


def identity(request):
    """Context processor: the identity of the association and the release, for every page."""
    return {"identity": Identity.cached(), "release": core.__version__}
