"""Metrics for Prometheus, with the token of the site alone."""

import re

import pytest
from django.test import Client

from desk.health import middleware
from desk.health.conditions import CHECKS
from tests.factories import BackupFactory, MessageFactory

pytestmark = [pytest.mark.django_db, pytest.mark.engine]
TOKEN = "long-and-random"


def test_metrics_require_the_token(settings, rf):
    settings.METRICS_TOKEN = TOKEN
    assert Client().get("/metrics").status_code == 404  # the site was started without a token
    site = middleware.HealthMiddleware(lambda request: middleware.healthz(request))
    MessageFactory()
    BackupFactory()
    site(rf.get("/devices/"))
    answer = site(rf.get("/metrics", headers={"Authorization": f"Bearer {TOKEN}"}))
    text = answer.content.decode()
    for line in (
        'rebond_request_seconds_count{method="GET",status="200"} 1.0',
        'rebond_outbox{status="waiting"} 1.0',
        "rebond_queue_age_seconds 0.0",
        'rebond_attention{condition="tick"} 1.0',
    ):
        assert line in text
    assert text.count("rebond_attention{") == len(CHECKS)
    rules = (settings.PROJECT_DIR / "deploy/prometheus-alerts.yml").read_text()
    assert {name for name in re.findall(r"\brebond_\w+", rules) if name not in text} == set()
    with pytest.raises(middleware.Http404):
        site(rf.get("/metrics", headers={"Authorization": "Bearer guessed"}))
