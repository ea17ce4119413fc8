from core.models import Identity


def house(request):
    """Context processor: the identity of the association, for headers and titles."""
    return {"house": Identity.cached()}
