"""Context of the current request: id, URL and API token.

The id groups the events of the request; the URL is "" outside a request.
"""

from contextvars import ContextVar

current = ContextVar("request_id", default="")
address = ContextVar("request_address", default="")
token = ContextVar("request_token", default=None)
