"""The current request: its id, which groups its events, its address ("" outside of one), and the
number of the token that it came with.
"""

from contextvars import ContextVar

current = ContextVar("request_id", default="")
address = ContextVar("request_address", default="")
token = ContextVar("request_token", default=None)
