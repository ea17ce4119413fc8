"""Imaginary reports of erasure tools, in their real structure."""

from io import BytesIO

import pydyf
from django.core.files.uploadedfile import SimpleUploadedFile

BLANCCO = """<?xml version="1.0" encoding="UTF-8"?>
<root><report>
  <blancco_data>
    <description>
      <document_id>00000000-0000-4000-8000-00000000d0c5</document_id>
      <document_log><log_entry><author>
        <product_name id="1">Blancco Drive Eraser</product_name>
        <product_version>6.9.1</product_version>
      </author><date>2026-03-02T11:00:00+0100</date></log_entry></document_log>
    </description>
    <blancco_erasure_report>
      <entries name="erasures">
        <entries name="erasure">
          <entry name="timestamp" type="string">{ended}</entry>
          <entry name="state" type="string">Successful</entry>
          <entry name="start_time" type="string">{started}</entry>
          <entry name="end_time" type="string">{ended}</entry>
          <entry name="erasure_standard_name" type="string">NIST 800-88 Purge - ATA</entry>
          <entry name="overwriting_rounds" type="uint">0</entry>
          <entry name="firmware_rounds" type="uint">1</entry>
          <entries name="target">
            <entry name="type" type="string">SSD</entry>
            <entry name="model" type="string">DEMO SSD 860</entry>
            <entry name="serial" type="string">DEMOSSD0001</entry>
            <entry name="capacity" type="uint">256060514304</entry>
          </entries>
        </entries>
        <entries name="erasure">
          <entry name="state" type="string">{state}</entry>
          <entry name="start_time" type="string">{started}</entry>
          <entry name="end_time" type="string">{ended}</entry>
          <entry name="erasure_standard_name" type="string">NIST 800-88 Clear</entry>
          <entry name="overwriting_rounds" type="uint">1</entry>
          <entry name="firmware_rounds" type="uint">0</entry>
          <entries name="target">
            <entry name="serial" type="string">DEMOHDD0002</entry>
          </entries>
        </entries>
      </entries>
    </blancco_erasure_report>
    <blancco_hardware_report>
      <entries name="system"><entry name="serial" type="string">DEMOPC0009</entry></entries>
      <entries name="disks">
        <entries name="disk">
          <entry name="serial" type="string">DEMOHDD0002</entry>
          <entry name="model" type="string">DEMO HDD 1000</entry>
          <entry name="interface_type" type="string">ATA HDD</entry>
          <entry name="capacity" type="uint">1000204886016</entry>
        </entries>
      </entries>
    </blancco_hardware_report>
  </blancco_data>
</report></root>
"""

NWIPE_JSON = """{
  "report_metadata": {"generated_at": "2026-03-02_11-00-00",
    "software": "nwipe", "version": "0.40"},
  "organization": {"business_name": "Clavier"},
  "device": {"name": "/dev/nvme0n1", "model": "DEMO NVME", "serial_no": "DEMONV0003",
    "size_bytes": 512110190592, "size_text": "512 GB"},
  "wipe_result": {"status": "success", "rounds_requested": 1, "pass_errors": 0, "verify_errors": 0,
    "start_time": %d, "end_time": %d, "duration_seconds": 600}
}"""

NWIPE_LOG = """[2026/03/02 09:00:00]  notice: nwipe 0.38
********************************* Drive Status *********************************
!   Device | Status | Thru-put | HH:MM:SS | Model/Serial Number
--------------------------------------------------------------------------------
      sda | Erased |  120MB/s | 01:22:01 | DEMO HDD 500/DEMOHDD0004
!     sdb |-FAILED-|   10MB/s | 00:10:00 | DEMO HDD 501/DEMOHDD0005
--------------------------------------------------------------------------------
[2026/03/02 10:30:00] Total Throughput 130 MB/s, DoD Short, 1R+B+VL
********************************************************************************
"""

# Cut short: its disks are listed, and no result.
NWIPE_UNFINISHED_LOG = """[2026/03/02 09:00:00]  notice: nwipe 0.38
[2026/03/02 09:00:01]  notice: Found /dev/sda,  ATA, DEMO HDD 500, 500 GB, S/N=DEMOHDD0004
[2026/03/02 09:00:01]  notice: Found /dev/nvme0n1, NVME, DEMO NVME, 512 GB, S/N=DEMONV0003
[2026/03/02 09:00:02]  notice:   method   = PRNG Stream
[2026/03/02 09:00:02]  notice:   rounds   = 1
"""


def blancco(started, ended, state="Failed"):
    facts = {"started": started.isoformat(), "ended": ended.isoformat(), "state": state}
    return BLANCCO.format(**facts).encode()


def nwipe_words(started, ended, **replaced):
    """Text of the first page of nwipe's certificate of one disk, in order."""
    fact = {
        "model": "DEMO HDD 500",
        "serial": "DEMOHDD0004",
        "bus": "ATA",
        "status": "ERASED",
        "method": "DoD Short",
        "verify": "Last",
        "hpa": "No hidden sectors",
    } | replaced
    times = [f"{moment:%Y/%m/%d %H:%M:%S}" for moment in (started, ended)]
    return [
        "Disc Erasure by NWIPE version 0.38",
        "Disk Erasure Report",
        "Page 1 - Erasure Status",
        *("Organisation Performing The Disk Erasure", "Business Name:", "Clavier Partagé"),
        *("Contact Name:", "Serial Novak"),
        *("Disk Information", "Make/Model:", fact["model"], "Serial:", fact["serial"]),
        *("Bus:", fact["bus"], "Size(Apparent): ", "500 GB, 500107862016 bytes"),
        *("Size(Real):", "500 GB, 500107862016 bytes"),
        *("Disk Erasure Details", "Start time:", times[0], "End time:", times[1]),
        *("Duration:", "01:22:01", "Status:", fact["status"], "Method:", fact["method"]),
        *("PRNG algorithm:", "Isaac64", "Final Pass(Zeros/Ones/None):", "Zeros"),
        *("Verify Pass(Last/All/None):", fact["verify"], "*Bytes Erased:", "500107862016, (100%)"),
        *("Rounds(completed/requested):", "2/2", "HPA/DCO:", fact["hpa"]),
        *("Throughput:", "120 MB/s/sec", "Errors(pass/sync/verify):", "0/0/0", "Information:"),
        *("Technician/Operator ID", "Name/ID:", "Somebody"),
    ]


def pdf_of(*pages):
    """Bytes of a PDF whose pages have these lines, each a separate text as in nwipe."""
    pdf = pydyf.PDF()
    font = pydyf.Dictionary({"Type": "/Font", "Subtype": "/Type1", "BaseFont": "/Helvetica"})
    pdf.add_object(font)
    for lines in pages:
        stream = pydyf.Stream()
        for number, line in enumerate(lines):
            stream.begin_text()
            stream.set_font_size("F1", 10)
            stream.set_text_matrix(1, 0, 0, 1, 50, 800 - 14 * number)
            stream.show_text_string(line)
            stream.end_text()
        pdf.add_object(stream)
        fonts = pydyf.Dictionary({"Font": pydyf.Dictionary({"F1": font.reference})})
        page = {"Type": "/Page", "Parent": pdf.pages.reference, "Contents": stream.reference}
        page |= {"MediaBox": pydyf.Array([0, 0, 595, 842]), "Resources": fonts}
        pdf.add_page(pydyf.Dictionary(page))
    written = BytesIO()
    pdf.write(written)
    return written.getvalue()


def upload(content, name="report.xml"):
    return SimpleUploadedFile(name, content)
