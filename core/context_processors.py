from core.models import Identity


def identity(request):
    """Context processor: the identity of the association, for headers and titles."""
    return {"identity": Identity.cached()}
