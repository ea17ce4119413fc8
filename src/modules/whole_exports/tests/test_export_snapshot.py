"""A full export is a consistent snapshot, and blocks no writers."""

from zipfile import ZipFile

import pytest
from django.core.management import call_command
from django.db import DEFAULT_DB_ALIAS, connections

from desk.full_export import tables as full_export_tables
from modules.whole_exports import archive
from people.models import Site, User
from tests.factories import SiteFactory

pytestmark = pytest.mark.engine


@pytest.mark.django_db(transaction=True)
def test_concurrent_writes_are_not_in_the_export(tmp_path, monkeypatch):
    SiteFactory(name="before")
    write_table = full_export_tables.write_table

    def write_meanwhile(file, model):
        if model is User:
            other = connections.create_connection(DEFAULT_DB_ALIAS)
            with other.cursor() as cursor:
                cursor.execute("UPDATE people_site SET name = 'after'")
            other.close()
        return write_table(file, model)

    monkeypatch.setattr(archive, "models", lambda: [User, Site])
    monkeypatch.setattr(archive, "write_table", write_meanwhile)
    path = tmp_path / "all.zip"
    call_command("export_all", path)
    with ZipFile(path) as zipped:
        assert b"before" in zipped.read("tables/people_site.csv")
    assert Site.objects.get().name == "after"
