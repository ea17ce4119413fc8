"""Database rules of scans without network."""

import pytest

from modules.offline.tests.factories import OfflineScanFactory, SnapshotFactory
from tests.law import copy, refused, write

pytestmark = pytest.mark.django_db


def test_a_scan_arrives_once_and_is_discarded_for_a_reason_only():
    scan = OfflineScanFactory()
    with refused("offline_offlinescan_number_once"):
        copy(scan, id="00000000-0000-4000-8000-000000000001")
    with refused("offline_offlinescan_outcome"):
        write(scan, outcome="other")
    with refused("offline_offlinescan_discarded"):
        write(scan, outcome="discarded")
    write(scan, outcome="discarded", reason="Étiquette abîmée")


def test_work_is_given_up_only_once_it_has_ended():
    with refused("offline_snapshot_reason"):
        write(SnapshotFactory(), reason="Téléphone perdu")
