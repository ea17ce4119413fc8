"""Metrics for Prometheus: requests, jobs, outbox, queue age, database size.

The gunicorn processes add up their metrics in files of `PROMETHEUS_MULTIPROC_DIR`, set in
gunicorn.conf.py. No metric has a label that could identify a person or a device.
"""

import os
import time
from pathlib import Path

from django.db import connection
from django.db.models import Count, Min
from django.http import HttpResponse
from django.utils import timezone
from django_tasks_db.models import DBTaskResult
from prometheus_client import (
    CONTENT_TYPE_LATEST,
    CollectorRegistry,
    Histogram,
    generate_latest,
    multiprocess,
)
from prometheus_client.core import GaugeMetricFamily

from desk.backups.staleness import last_backup
from desk.health.conditions import CHECKS, conditions
from people.models import Message

SECONDS = Histogram(
    "rebond_request_seconds",
    "Time to answer a request, by method and status; their count is `_count`",
    ["method", "status"],
    registry=(PROCESS := CollectorRegistry()),
)


def counted(get_response):
    """Middleware that counts and times each request."""

    def middleware(request):
        start = time.perf_counter()
        response = get_response(request)
        elapsed = time.perf_counter() - start
        SECONDS.labels(request.method, response.status_code).observe(elapsed)
        return response

    return middleware


def exposition(request):
    """All metrics in the text format of Prometheus."""
    registry = PROCESS
    if "PROMETHEUS_MULTIPROC_DIR" in os.environ:
        registry = CollectorRegistry()
        multiprocess.MultiProcessCollector(registry)
    installation = CollectorRegistry()
    installation.register(Installation())
    text = generate_latest(registry) + generate_latest(installation)
    return HttpResponse(text, content_type=CONTENT_TYPE_LATEST)


class Installation:
    """Metrics read from the database, which are the same in each process."""

    def describe(self):
        return []

    def collect(self):
        now = timezone.now()
        yield by_status("rebond_jobs", "Jobs of the worker", DBTaskResult)
        yield by_status("rebond_outbox", "Letters", Message)
        first = DBTaskResult.objects.ready().aggregate(first=Min("enqueued_at"))["first"]
        age = (now - first).total_seconds() if first and first < now else 0
        yield gauge("rebond_queue_age_seconds", "Age of the oldest job that waits", age)
        yield gauge("rebond_database_bytes", "Size of the database", database_size())
        last = last_backup()
        if last:
            moment = last.at.timestamp()
            yield gauge("rebond_last_backup_timestamp_seconds", "Moment of the last backup", moment)
        found = conditions(now=now)
        states = GaugeMetricFamily("rebond_attention", "1 if not well", labels=["condition"])
        for key in CHECKS:
            states.add_metric([key], key in found)
        yield states


def gauge(name, meaning, value):
    return GaugeMetricFamily(name, meaning, value=value)


def by_status(name, meaning, model):
    family = GaugeMetricFamily(name, f"{meaning}, by status", labels=["status"])
    rows = model.objects.order_by().values_list("status").annotate(count=Count("pk"))
    for status, count in rows:
        family.add_metric([status.lower()], count)
    return family


def database_size():
    """Size of the database on its disk, in bytes."""
    if connection.vendor == "sqlite":
        return Path(connection.settings_dict["NAME"]).stat().st_size
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_database_size(current_database())")
        return cursor.fetchone()[0]
