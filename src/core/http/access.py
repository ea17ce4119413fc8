"""View decorator that requires a permission and limits the HTTP methods."""

from django.contrib.auth.decorators import permission_required
from django.views.decorators.http import require_POST


def allowed(permission):
    """Return a decorator that requires this permission; its `.by_post` also requires POST."""
    decorate = permission_required(permission, raise_exception=True)
    decorate.by_post = lambda view: require_POST(decorate(view))
    return decorate
