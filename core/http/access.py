"""Who may open a view, and by which method."""

from django.contrib.auth.decorators import permission_required
from django.views.decorators.http import require_POST


def allowed(permission):
    """A decorator of views for users with this permission; `.by_post` takes POST alone too."""
    decorate = permission_required(permission, raise_exception=True)
    decorate.by_post = lambda view: require_POST(decorate(view))
    return decorate
