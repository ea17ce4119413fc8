"""Signatures are flushed to disk before the response."""

import os
import stat
from pathlib import Path

import pytest
from django.core.files.storage import default_storage
from django.db import connection

from core.forms.base import ActForm, attempt
from core.models import Document
from core.workflow.operations import operation
from loans.agreements.operations import agreements as agreement_operations
from loans.agreements.operations import amendments as amendment_operations
from loans.returns import operations as return_operations


@pytest.fixture
def order(monkeypatch):
    """Flushes and database writes, in order."""
    done = []
    fsync = os.fsync

    def flush(descriptor):
        done.append("folder" if stat.S_ISDIR(os.fstat(descriptor).st_mode) else "file")
        fsync(descriptor)

    def note(execute, sql, params, many, context):
        if sql.startswith("INSERT"):
            done.append("row")
        return execute(sql, params, many, context)

    monkeypatch.setattr(os, "fsync", flush)
    with connection.execute_wrapper(note):
        yield done


def test_a_file_and_its_folders_are_flushed_before_the_row_says_that_it_exists(coordinator, order):
    document = Document.objects.store(
        b"%PDF-", kind="agreement", name="A.pdf", content_type="application/pdf", by=coordinator
    )
    assert order == ["file", "folder", "folder", "row"]
    assert document.read() == b"%PDF-"
    assert stat.S_IMODE(Path(default_storage.path(document.file.name)).stat().st_mode) == 0o600


def how_commits_are_flushed():
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("PRAGMA synchronous")
            return {1: "later", 2: "at once"}[cursor.fetchone()[0]]
        cursor.execute("SHOW synchronous_commit")  # “on”, unless the server is configured otherwise
        return cursor.fetchone()[0]


@operation("core.change_identity", is_signed=True)
def sign(*, by):
    return how_commits_are_flushed()


@pytest.mark.django_db(transaction=True)
def test_signatures_are_committed_with_synchronous_writes(admin):
    usual = how_commits_are_flushed()
    expected = "at once" if connection.vendor == "sqlite" else usual
    assert sign(by=admin) == expected
    assert how_commits_are_flushed() == usual
    form = ActForm({"submission": "0b7f6b8e-5d0f-4b0e-9a1e-3d3c1f6f2a11"})
    assert attempt(form, sign, by=admin)
    assert form.result == expected
    assert how_commits_are_flushed() == usual


def test_every_signing_operation_is_marked_durable():
    for act in (
        agreement_operations.sign_on_screen,
        agreement_operations.sign_on_paper,
        amendment_operations.sign_amendment,
        amendment_operations.sign_amendment_on_paper,
        return_operations.finish_return,
        return_operations.take_back,
    ):
        assert act.is_signed
    assert not agreement_operations.decline.is_signed
