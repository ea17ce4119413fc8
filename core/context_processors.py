from core.models import Identity


def house(request):
    """Who the association is, for the header and the titles of every page."""
    return {"house": Identity.cached()}
