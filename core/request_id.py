"""Context of the current request: the id that groups its events, its URL ("" outside a request),
and the id of its API token.
"""

from contextvars import ContextVar

current = ContextVar("request_id", default="")
address = ContextVar("request_address", default="")
token = ContextVar("request_token", default=None)
