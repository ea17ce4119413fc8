from django.conf import settings

import core
from core.models import Identity


def identity(request):
    """Context processor: the association, the release and its source code, for every page."""
    return {
        "identity": Identity.cached(),
        "release": core.__version__,
        "source_url": settings.SOURCE_URL,
    }
