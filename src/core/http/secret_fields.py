"""Form fields that error reports never show and retry pages never repeat."""

from django.urls import Resolver404, resolve
from django.views.decorators.debug import sensitive_post_parameters


def secret_fields(*names):
    """Mark a view whose form has secret fields besides passwords."""

    def mark(view):
        marked = sensitive_post_parameters(*names)(view)
        marked.secret_fields = names
        return marked

    return mark


def is_secret(request, name):
    try:
        view = resolve(request.path_info).func
    except Resolver404:
        return True
    return "password" in name or name in getattr(view, "secret_fields", ())
