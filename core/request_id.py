"""The current request: its id, which groups its events, and its address; "" outside of one."""

from contextvars import ContextVar

current = ContextVar("request_id", default="")
address = ContextVar("request_address", default="")
