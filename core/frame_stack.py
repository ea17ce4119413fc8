"""One piece of memory for the stack of a request.

CPython keeps frames in pieces of 16 KB. A loop that stands where one ends takes a new piece from
the system at each call and gives it back (python/cpython#142183, which later releases correct): 750
page faults on the device list, 2,500 on the reports, a fifth of their processor time, and half of
it where the rows of a list came to stand there. A frame that claims more than 128 KB makes Python
take one piece of 256 KB, in which all frames of the request then stand.
"""

CLAIMED = 130 * 1024 // 8  # words of eight bytes; none of them is touched


def FrameStackMiddleware(get_response):  # noqa: N802  (named like the middleware classes)
    def middleware(request):
        return get_response(request)

    middleware.__code__ = middleware.__code__.replace(co_stacksize=CLAIMED)
    return middleware
