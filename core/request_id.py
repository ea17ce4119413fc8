"""The id of the request being served, so that one act's events can be found together."""

from contextvars import ContextVar

current = ContextVar("request_id", default="")
