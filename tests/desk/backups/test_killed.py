"""A killed backup or restore leaves the previous state, and can be run again."""

import os
import signal
import time
from pathlib import Path

import pytest
from django.core.management import call_command

from core.models import Document
from desk.backups import create as making
from tests.desk.backups.conftest import everything
from tests.factories import DeviceFactory, DocumentFactory

# A restore that is killed by SIGKILL at the step given by the first argument.
RESTORE = """
    import os, signal, sys
    from pathlib import Path
    import django
    django.setup()
    from desk.backups.verify import checked
    from desk.backups.restore import restore

    def watch(step):
        print(step, flush=True)
        if step == sys.argv[1]:
            os.kill(os.getpid(), signal.SIGKILL)

    archive = Path(sys.argv[2])
    with checked(archive) as (zipped, manifest):
        restore(zipped, manifest, archive=archive, watch=watch)
"""
# A backup that is killed after the database is copied, and before the files are.
BACKUP = """
    import os, signal, sys
    import django
    django.setup()
    from django.core.management import call_command
    from desk.backups import create

    def die(*_args):
        os.kill(os.getpid(), signal.SIGKILL)

    create._copy_document = die
    call_command("backup", sys.argv[1])
"""


@pytest.mark.audit
def test_a_killed_restore_leaves_the_old_or_the_new_site_complete(here, elsewhere, tmp_path):
    call_command("backup", tmp_path / "first.zip")
    first, first_files = everything(here), here.files()
    DeviceFactory(serial="LATER")
    DocumentFactory(content=b"%PDF-later")
    Document.objects.exclude(file="").first().purge()
    call_command("backup", tmp_path / "second.zip")
    second, second_files = everything(here), here.files()
    elsewhere.restore(tmp_path / "first.zip")
    assert everything(elsewhere) == first

    killed = elsewhere.run("placing", tmp_path / "second.zip", code=RESTORE)
    assert killed.returncode == -signal.SIGKILL, killed.stderr
    assert killed.stdout.split() == ["settled", "placing"]
    assert everything(elsewhere) == first
    assert first_files.items() <= elsewhere.files().items()
    killed = elsewhere.run("placed", tmp_path / "second.zip", code=RESTORE)
    assert killed.returncode == -signal.SIGKILL, killed.stderr
    assert everything(elsewhere) == second

    elsewhere.restore(tmp_path / "second.zip", "--replace", "--discard")
    assert everything(elsewhere) == second
    assert elsewhere.files() == second_files
    assert [path.name for path in elsewhere.media.glob("rebond-restore.*")] == []
    left = [*elsewhere.media.parent.glob("*.restoring*")]
    assert left == []


@pytest.mark.audit
def test_a_killed_backup_leaves_no_archive(here, tmp_path):
    killed = here.run(tmp_path, code=BACKUP)
    assert killed.returncode == -signal.SIGKILL, killed.stderr
    left = list(tmp_path.glob("rebond-*"))
    assert left
    assert {path.suffix for path in left} == {".partial"}
    long_ago = time.time() - 2 * making.ABANDONED.total_seconds()
    for path in left:
        os.utime(path, (long_ago, long_ago))
    call_command("backup", tmp_path)
    assert [Path(path).suffix for path in tmp_path.glob("rebond-*")] == [".zip"]
