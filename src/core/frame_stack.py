"""Middleware that reserves one chunk of memory for a request's frames on some CPython versions.

CPython keeps frames in chunks of 16 KB. A loop at the end of a chunk allocates another from the
system at each call and frees it again (python/cpython#142183): without this middleware the list of
devices takes 39 % more processor time, and the list of loans 43 %. 3.13.13 and 3.14.4 keep one
chunk. A frame larger than 128 KB makes CPython allocate one chunk of 256 KB, which then holds all
frames of the request. Remove this module once Rebond requires Python 3.14.4.
"""

import sys

from django.core.exceptions import MiddlewareNotUsed

CLAIMED_WORDS = 130 * 1024 // 8  # words of eight bytes; their memory is never touched


def is_affected(version):
    return version < (3, 13, 13) or (3, 14) <= version < (3, 14, 4)


def FrameStackMiddleware(get_response):  # noqa: N802  (named like the middleware classes)
    if not is_affected(sys.version_info):
        raise MiddlewareNotUsed

    def middleware(request):
        return get_response(request)

    middleware.__code__ = middleware.__code__.replace(co_stacksize=CLAIMED_WORDS)
    return middleware
