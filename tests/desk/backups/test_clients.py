"""PostgreSQL client programs that a backup and a restore run."""

from types import SimpleNamespace

import pytest
from django.core.exceptions import ValidationError

from desk.backups import postgres

SERVER = 15


@pytest.fixture
def install(monkeypatch, tmp_path):
    """Factory `install(release, folder)` for a client of this release; the server has `SERVER`."""
    database = {"NAME": "rebond", "OPTIONS": {}}
    server = SimpleNamespace(pg_version=SERVER * 10_000 + 18, settings_dict=database)
    monkeypatch.setattr(postgres, "connection", server)
    monkeypatch.setattr(postgres, "CLIENTS", tmp_path)

    def install(release, folder):
        program = tmp_path / folder / "pg_dump"
        program.parent.mkdir(parents=True)
        program.write_text(f"#!/bin/sh\necho 'pg_dump (PostgreSQL) {release}.3 (Debian)'\n")
        program.chmod(0o755)
        monkeypatch.setenv("PATH", f"{program.parent}:/bin:/usr/bin")
        return program

    return install


def test_the_client_of_the_release_of_the_server_comes_first(install):
    same = install(SERVER, f"{SERVER}/bin")
    install(SERVER + 2, "path")
    assert postgres._program("pg_dump") == str(same)


@pytest.mark.parametrize("release", [SERVER - 1, SERVER])
def test_a_client_as_old_as_the_server_is_run(install, release):
    """Whether an older client can read the server is reported by PostgreSQL itself."""
    program = install(release, "path")
    assert postgres._program("pg_dump") == str(program)


def test_a_backup_that_could_not_be_restored_is_refused_as_it_is_made(install, tmp_path):
    install(SERVER + 2, "path")
    with pytest.raises(ValidationError, match=f"postgresql-client-{SERVER}"):
        postgres.dump(tmp_path / "database.dump", tmp_path / "documents.csv")


def test_an_archive_of_a_newer_client_is_not_called_damaged(install, tmp_path, english):
    program = install(SERVER, "path")
    program.write_text("#!/bin/sh\necho 'pg_restore: error: unsupported version (1.16)'\nexit 1\n")
    with pytest.raises(ValidationError, match="newer version of PostgreSQL"):
        postgres._listing(program, tmp_path / "database.dump")
