"""Id of the current request, which groups its events."""

from contextvars import ContextVar

current = ContextVar("request_id", default="")
