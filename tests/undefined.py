"""Fail tests that render an undefined variable in one of our templates."""

import sys

import pytest
from django.conf import settings
from django.template.base import FilterExpression, Node

OURS = tuple(str(settings.BASE_DIR / name) for name in ("templates", "modules"))


class Undefined(str):
    """Replacement of undefined template variables that fails when evaluated.

    Variables with a fallback (`|default:`) and templates of libraries are excepted.
    """

    __slots__ = ()

    def __bool__(self):
        expression, template = _asker(sys._getframe(1))
        if template.startswith(OURS) and not _has_default(expression):
            pytest.fail(f"Undefined variable “{expression}” in {template}")
        return False


def _has_default(expression):
    return bool(expression.filters) and expression.filters[0][0].__name__.startswith("default")


def _asker(frame):
    """Return the expression with the undefined variable, and the path of its template."""
    expression = None
    while frame:
        asker = frame.f_locals.get("self")
        if expression is None and isinstance(asker, FilterExpression):
            expression = asker
        if expression is not None and isinstance(asker, Node):
            return expression, str(asker.origin)
        frame = frame.f_back
    return expression, ""
