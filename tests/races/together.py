"""Acts at the same time: who wins, and what the others are told."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

from django.db import connections

FOUR = 4


def race(count, act):
    """Call `act(0)`, `act(1)`... at once, each in a thread of its own with its own connection.

    Returns what each gave: its result, or the exception it raised.
    """
    start = Barrier(count)

    def run(number):
        start.wait(timeout=10)
        try:
            return act(number)
        finally:
            connections.close_all()

    with ThreadPoolExecutor(count) as pool:
        futures = [pool.submit(run, number) for number in range(count)]
    return [future.exception() or future.result() for future in futures]


def winners(results):
    return [result for result in results if not isinstance(result, Exception)]


def losers(results):
    return [result for result in results if isinstance(result, Exception)]
