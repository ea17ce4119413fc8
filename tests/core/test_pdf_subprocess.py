"""Long papers of a request are rendered in a subprocess within a time limit, or refused."""

import pickle
import subprocess

import pypdfium2
import pytest
from django.http import HttpResponse
from django.test import RequestFactory
from django.urls import reverse

from core import request_id
from core.http import busy
from core.pdf import drawing_process as apart
from core.pdf import render as pdf
from core.pdf.drawing_process import NotDrawn

pytestmark = pytest.mark.papers

LONG = "<html><body>" + "<p>Ça</p>" * 30 + "</body></html>"


@pytest.fixture
def in_a_request():
    token = request_id.current.set("a request")
    yield
    request_id.current.reset(token)


@pytest.fixture
def few(monkeypatch):
    """Lower the limits, so that over ten tags are long, and over a hundred too long."""
    monkeypatch.setattr(apart, "MAX_TAGS_HERE", 10)
    monkeypatch.setattr(apart, "MAX_TAGS", 100)


@pytest.fixture
def calls(monkeypatch):
    """Record the functions called in the subprocess, without running them."""
    names = []

    def call(name, *args, **kwargs):
        names.append(name)
        return b"%PDF-"

    monkeypatch.setattr(pdf, "call_apart", call)
    return names


def test_a_short_pdf_is_drawn_in_process_and_a_long_one_in_a_subprocess(in_a_request, few, calls):
    assert pdf._write("<html><body><p>Ça</p></body></html>", "paper.css").startswith(b"%PDF-1")
    assert calls == []
    assert pdf._write(LONG, "paper.css") == b"%PDF-"
    assert calls == ["write"]


def test_a_job_has_a_longer_timeout_than_a_request(english, few, monkeypatch, in_a_request):
    given = []

    def run(*args, timeout, **kwargs):
        given.append(timeout)
        raise subprocess.TimeoutExpired(args, timeout)

    monkeypatch.setattr(apart.subprocess, "run", run)
    for current, paper in (("a request", LONG), ("", LONG), ("", LONG * 3)):
        request_id.current.set(current)
        with pytest.raises(
            NotDrawn, match="This document takes too long to create: select fewer items"
        ):
            pdf._write(paper, "paper.css")
    assert given == [apart.MAX_REQUEST_SECONDS, apart.MAX_JOB_SECONDS, apart.MAX_JOB_SECONDS]


def test_a_pdf_with_too_many_pages_is_refused(english, in_a_request, few, calls):
    with pytest.raises(NotDrawn, match="This document would take too long to create: select fewer"):
        pdf._write(LONG * 3, "paper.css")
    assert calls == []


def test_a_pdf_drawn_in_a_subprocess_is_identical(in_a_request, few):
    with pypdfium2.PdfDocument(pdf._write(LONG, "paper.css")) as document:
        text = document[0].get_textpage().get_text_bounded()
    assert text.split().count("Ça") == 30


def test_shared_pages_are_drawn_in_a_subprocess_too(in_a_request, few, calls):
    pdf.shared_pages.__wrapped__(LONG, "paper.css", pdf_variant=pdf.TAGGED)
    assert calls == ["draw_shared_pages"]
    short = pdf.shared_pages.__wrapped__("<html><p>Ça</p>", "paper.css", pdf_variant=pdf.TAGGED)
    sent = pickle.loads(pickle.dumps(short))  # noqa: S301
    assert (len(sent.pages), sent.objects) == (1, short.objects)


def test_shared_pages_are_drawn_by_one_process_for_all(monkeypatch):
    first = pdf.shared_pages.__wrapped__("<html><p>Ça</p>", "paper.css")
    monkeypatch.setattr(pdf, "draw", None)
    again = pdf.shared_pages.__wrapped__("<html><p>Ça</p>", "paper.css")  # as another process would
    assert again.objects == first.objects
    monkeypatch.setattr(pdf, "_css", lambda name: "")
    with pytest.raises(TypeError):  # other styles are rendered again
        pdf.shared_pages.__wrapped__("<html><p>Ça</p>", "paper.css")


def test_drawing_a_pdf_times_out(english, in_a_request, few, monkeypatch):
    def run(*args, timeout, **kwargs):
        raise subprocess.TimeoutExpired(args, timeout)

    monkeypatch.setattr(apart.subprocess, "run", run)
    with pytest.raises(
        NotDrawn, match="This document takes too long to create: select fewer items"
    ):
        pdf._write(LONG, "paper.css")
    assert not apart._one_at_a_time.locked()


def test_long_papers_are_drawn_one_at_a_time(english, in_a_request, monkeypatch):
    monkeypatch.setattr(apart, "MAX_REQUEST_SECONDS", 0)
    with apart._one_at_a_time, pytest.raises(NotDrawn, match="try again in a minute"):
        apart.call_apart("write", LONG, "paper.css")


def test_the_page_says_why_a_paper_is_not_drawn(sign_in, coordinator, monkeypatch):
    def too_long(*args, **kwargs):
        raise NotDrawn("Too long.")

    monkeypatch.setattr("desk.help.views.render_pdf", too_long)
    answer = sign_in(coordinator).get(reverse("walk_sheet"))
    assert answer.status_code == 422
    assert "Too long." in answer.content.decode()


def test_other_errors_are_left_to_django():
    middleware = busy.BusyMiddleware(lambda request: HttpResponse())
    assert middleware.process_exception(RequestFactory().get("/"), ValueError()) is None
