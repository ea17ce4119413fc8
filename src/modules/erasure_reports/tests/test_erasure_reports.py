"""Parsing of Blancco and nwipe reports, and refusal of hostile files."""

from datetime import datetime, timedelta

import pytest
from django.utils import timezone

from core.workflow.lifecycle import Refused
from inventory.erasure.report_files import MAX_BYTES, read_report
from modules.erasure_reports.tests.reports import (
    NWIPE_JSON,
    NWIPE_LOG,
    blancco,
    nwipe_words,
    pdf_of,
    upload,
)

ENDED = datetime(2026, 3, 2, 10, 30, tzinfo=timezone.get_current_timezone())
STARTED = ENDED - timedelta(hours=1)
pytestmark = pytest.mark.usefixtures("english")


def read(content, name):
    return [entry.as_data() for entry in read_report(upload(content, name)).entries]


def facts(entry, *names):
    return tuple(entry[name] for name in names)


def test_a_report_of_blancco_has_an_entry_for_each_disk():
    first, second = read(blancco(STARTED, ENDED), "report.xml")
    what = ("serial", "kind", "capacity_gb", "standard", "method", "passes", "result")
    assert facts(first, *what) == (
        *("DEMOSSD0001", "ssd", 256, "purge", "firmware"),
        *(None, "passed"),
    )
    assert facts(second, *what) == (
        *("DEMOHDD0002", "hdd", 1000, "clear", "overwrite"),
        *(1, "failed"),
    )
    assert facts(first, "tool", "tool_version", "machine", "words") == (
        *("Blancco Drive Eraser", "6.9.1"),
        *("DEMOPC0009", "NIST 800-88 Purge - ATA"),
    )
    assert [datetime.fromisoformat(first[n]) for n in ("started_at", "ended_at")] == [
        STARTED,
        ENDED,
    ]


def test_the_state_of_blancco_is_one_of_three():
    for state, result in (("Successful", "passed"), ("Cancelled", "failed"), ("Odd", "unknown")):
        assert read(blancco(STARTED, ENDED, state), "report.xml")[1]["result"] == result


def test_the_pdf_certificate_of_nwipe_is_parsed():
    (entry,) = read(pdf_of(nwipe_words(STARTED, ENDED)), "nwipe.pdf")
    assert facts(entry, "serial", "model", "capacity_gb", "method", "standard", "passes") == (
        *("DEMOHDD0004", "DEMO HDD 500", 500),
        *("overwrite", "clear", 6),
    )
    assert facts(entry, "tool", "tool_version", "verification", "result") == (
        *("nwipe", "0.38"),
        *("full", "passed"),
    )
    assert datetime.fromisoformat(entry["ended_at"]) == ENDED


STATUSES = [
    ({"status": "FAILED"}, {"result": "failed"}),
    ({"status": "ABORTED"}, {"result": "failed"}),
    ({"status": "INSANITY"}, {"result": "unknown"}),
    ({"hpa": "Hidden sectors found!"}, {"result": "unknown"}),
    ({"verify": "None"}, {"verification": "tool", "result": "passed"}),
    ({"method": "Verify Zeros (0x00)"}, {"method": ""}),
    (
        {"method": "Sanitize Crypto Erase (ATA/SCSI/NVMe)", "bus": "NVME"},
        {"method": "crypto_erase", "standard": "purge", "kind": "nvme", "result": "passed"},
    ),
    (
        {"method": "Sanitize Block Erase (ATA/SCSI/NVMe)", "bus": "NVME"},
        {"method": "nvme_sanitize", "standard": "purge"},
    ),
    ({"method": "Secure Erase (ATA/NVMe)"}, {"method": "ata_secure_erase", "passes": None}),
    (
        {"method": "Secure Erase (ATA/NVMe)", "bus": "NVME"},
        {"method": "nvme_format", "standard": "clear"},
    ),
    ({"method": "Sanitize Block Erase (ATA/SCSI/NVMe)"}, {"method": "ata_sanitize"}),
    ({"method": "PRNG Stream", "bus": "NVME"}, {"method": "overwrite", "result": "unknown"}),
]


def test_a_report_of_a_machine_has_an_entry_for_each_disk_with_its_status():
    disks = [
        nwipe_words(STARTED, ENDED, serial=f"DEMO{number:04}", **replaced)
        for number, (replaced, _read_as) in enumerate(STATUSES)
    ]
    entries = read(pdf_of(*disks), "nwipe.pdf")
    assert [entry["serial"] for entry in entries] == [f"DEMO{n:04}" for n in range(len(disks))]
    for entry, (replaced, read_as) in zip(entries, STATUSES, strict=True):
        assert {name: entry[name] for name in read_as} == read_as, replaced


def test_the_json_of_nwipe_names_no_method():
    text = NWIPE_JSON % (STARTED.timestamp(), ENDED.timestamp())
    (entry,) = read(text.encode(), "nwipe.json")
    assert facts(entry, "serial", "kind", "capacity_gb", "method", "result") == (
        *("DEMONV0003", "nvme", 512, ""),
        "passed",
    )
    assert datetime.fromisoformat(entry["started_at"]) == STARTED


def test_the_log_of_nwipe_has_disks_and_durations():
    first, second = read(NWIPE_LOG.encode(), "nwipe.log")
    assert facts(first, "serial", "result", "method", "passes", "verification") == (
        *("DEMOHDD0004", "passed", "overwrite", 3),
        "full",
    )
    assert facts(second, "serial", "result") == ("DEMOHDD0005", "failed")
    started, ended = (datetime.fromisoformat(first[n]) for n in ("started_at", "ended_at"))
    assert (ended, ended - started) == (ENDED, timedelta(hours=1, minutes=22, seconds=1))


def test_a_log_of_nwipe_without_its_last_line_has_the_method_of_its_options():
    options = (
        "[2026/03/02 09:00:00]  notice:   method   = DoD Short\n"
        "[2026/03/02 09:00:00]  notice:   rounds   = 2\n"
    )
    lines = [line for line in NWIPE_LOG.splitlines() if "Total" not in line]
    first, second = read((options + "\n".join(lines)).encode(), "nwipe.log")
    for entry in (first, second):
        assert facts(entry, "method", "passes", "words") == ("overwrite", 6, "DoD Short")
    assert facts(second, "serial", "result") == ("DEMOHDD0005", "failed")


def test_the_text_of_a_blancco_pdf_is_parsed_by_its_labels():
    lines = [
        "Blancco Drive Eraser 7.4.0",
        "Disk 1",
        *("Serial: DEMOSSD0001", "Model: DEMO SSD 860", "Erasure standard: NIST 800-88 Purge"),
        *("Status: Erased", "Start time: 2026-03-02 09:30:00", "End time: 2026-03-02 10:30:00"),
    ]
    (entry,) = read(pdf_of(lines), "blancco.pdf")
    assert facts(entry, "serial", "kind", "standard", "method", "result") == (
        *("DEMOSSD0001", "ssd", "purge", ""),
        "passed",
    )


def test_the_pdf_of_an_unknown_tool_is_stored_without_entries():
    assert read(pdf_of(["Certificate of Something", "Serial: X"]), "other.pdf") == []


# --- Hostile files --------------------------------------------------------------------------------
LAUGHS = b"""<!DOCTYPE lolz [<!ENTITY lol "lol"><!ENTITY b "&lol;&lol;&lol;&lol;">]>
<root><report><blancco_data>&b;</blancco_data></report></root>"""
OUTSIDE = b"""<!DOCTYPE r [<!ENTITY x SYSTEM "file:///etc/passwd">]><r><blancco_data>&x;</blancco_data></r>"""


def test_hostile_and_invalid_files_are_refused():
    entities = "declares entities or a DTD"
    for content, name, why in (
        (LAUGHS, "report.xml", entities),
        (OUTSIDE, "report.xml", entities),
        (b"<!DOCTYPE r SYSTEM 'http://x/'><r/>", "report.xml", entities),
        (
            b"<a>" * 100 + b"</a>" * 100,
            "report.xml",
            "This report is unusually large: it was refused.",
        ),
        (
            b"<r>" + b"<a/>" * 70_000 + b"</r>",
            "report.xml",
            "This report is unusually large: it was refused.",
        ),
        (
            b"<r>" + b"x" * 3_000_000 + b"</r>",
            "report.xml",
            "This report is unusually large: it was refused.",
        ),
        (b"<r><a></r>", "report.xml", "This XML file cannot be read: export the report again."),
        (
            b"<?xml version='1.0' encoding='utf-99'?><r/>",
            "report.xml",
            "This XML file cannot be read: export the report again.",
        ),
        (b"[{" * 100_000, "report.json", "This JSON file cannot be read: export the report again."),
        (
            b'{"a": ' + b"9" * 10_000 + b"}",
            "report.json",
            "This JSON file cannot be read: export the report again.",
        ),
        (b"{nope}", "report.json", "This JSON file cannot be read: export the report again."),
        (b"<r/>", "report.pdf", "The extension of this file does not match its content: it"),
        (
            b"%PDF-1.7 %%EOF",
            "report.xml",
            "The extension of this file does not match its content: it",
        ),
        (b"%PDF-1.7 ...", "report.pdf", "incomplete"),
        (b"MZ\0\0", "report.log", "A report must be a PDF, XML or JSON file, or the nwipe log."),
        (
            b"\xff\xd8\xff\xe0",
            "report.json",
            "A report must be a PDF, XML or JSON file, or the nwipe log.",
        ),
        (
            b"plain words",
            "report.txt",
            "A report must be a PDF, XML or JSON file, or the nwipe log.",
        ),
        (b"x" * (MAX_BYTES + 1), "report.pdf", "too large"),
    ):
        with pytest.raises(Refused, match=why):
            read(content, name)


def test_a_crash_of_the_pdf_reader_is_contained():
    assert read(b"%PDF-1.7\n" + b"<<" * 100_000 + b"\n%%EOF", "report.pdf") == []


def test_json_of_another_format_has_no_entries():
    for content in (b"{}", b'[{"a": 1}]', b'{"report_metadata": 3, "wipe_result": {"status": 1}}'):
        assert read(content, "report.json") == []


def test_parsing_is_bounded():
    content = blancco(STARTED, ENDED).replace(b"DEMOSSD0001", b"S" * 500)
    assert read(content, "report.xml")[0]["serial"] == "S" * 60


CERTUS = """<certus-report version="4.5"><computer><serial>DEMOPC1</serial></computer>
<drives><drive><model>DEMO SSD 250</model><serial_number>DEMOC1</serial_number>
<capacity>250059350016</capacity><erasure><standard>NIST 800-88 Purge - Crypto erase</standard>
<status>Successful</status><start-time>2026-03-02T09:30:00+01:00</start-time>
<end-time>2026-03-02T10:30:00+01:00</end-time></erasure></drive>
<drive><model>DEMO HDD</model><serial_number>DEMOC2</serial_number><erasure>
<standard>DoD 5220.22-M</standard><status>Failed</status></erasure></drive></drives>
</certus-report>"""
KILLDISK = """<report><killdisk version="14.0"/><erase method="US DoD 5220.22-M" passes="3"
started="2026-03-02 09:30:00" finished="2026-03-02 10:30:00"><result>Erased</result>
<disk product="DEMO HDD 80" serial="DEMOK1" size="80026361856"/></erase></report>"""


def test_certus_and_killdisk_are_read_by_the_names_of_their_elements():
    what = ("serial", "model", "method", "standard", "passes", "result", "tool", "tool_version")
    first, second = read(CERTUS.encode(), "certus.xml")
    assert facts(first, *what) == (
        *("DEMOC1", "DEMO SSD 250", "crypto_erase", "purge", None, "passed"),
        *("Certus Erasure", "4.5"),
    )
    assert facts(first, "kind", "capacity_gb", "machine") == ("ssd", 250, "DEMOPC1")
    assert datetime.fromisoformat(first["ended_at"]) == ENDED
    assert facts(second, "serial", "method", "result", "ended_at") == (
        *("DEMOC2", "overwrite", "failed", ""),
    )
    (only,) = read(KILLDISK.encode(), "killdisk.xml")
    assert facts(only, *what) == (
        *("DEMOK1", "DEMO HDD 80", "overwrite", "clear", 3, "passed", "KillDisk", "14.0"),
    )
    assert datetime.fromisoformat(only["started_at"]) == STARTED
    assert read(b"<report><disk><serial>X</serial></disk></report>", "other.xml") == []
