"""Full export: all tables and files, no secrets, and their explanations."""

import csv
import hashlib
import json
from io import StringIO
from zipfile import ZipFile

from allauth.mfa.models import Authenticator
from django.core.management import call_command

from core.lists.spreadsheets import rearm
from core.models import Document, Event
from desk.full_export.tables import models
from inventory.models import Voucher
from people.models import Recipient


def sheet(content):
    return list(csv.DictReader(StringIO(content.decode(), newline="")))


def test_rows_and_files_are_exported_with_checksums_words_and_no_secret(world, tmp_path, settings):
    visitor = world.association_user
    visitor.set_password("correct horse battery")
    visitor.save()
    Authenticator.objects.create(user=visitor, type="totp", data={"secret": "TOTPSECRETOFTHEWORLD"})
    lost = Document.objects.exclude(file="").last()
    lost.file.storage.delete(lost.file.name)
    path = tmp_path / "all.zip"
    call_command("export_all", path)
    with ZipFile(path) as zipped:
        taken = {name: zipped.read(name) for name in zipped.namelist()}

    check_files(taken, world)
    check_dictionary(taken)
    text = b"\n".join(content for name, content in taken.items() if name.startswith("tables/"))
    voucher = Voucher.objects.exclude(code_encrypted=None).first()
    hidden = [visitor.password, "TOTPSECRETOFTHEWORLD", settings.SECRET_KEY]
    hidden += [bytes(voucher.code_encrypted).decode(), voucher.code_hash]
    assert all(hidden)
    assert [secret for secret in hidden if secret.encode() in text] == []
    assert visitor.email.encode() in text


def check_files(taken, world):
    """Check that all rows and files are present with their checksums, and lost files are named."""
    counts = json.loads(taken["manifest.json"])["tables"]
    assert set(counts) == {model._meta.db_table for model in models()}
    people = sheet(taken["tables/people_recipient.csv"])
    assert len(people) == counts["people_recipient"] == Recipient.objects.count()
    [name] = [row["first_name"] for row in people if row["id"] == str(world.person.pk)]
    assert rearm(name) == "Zoraïde"
    sums = dict(reversed(line.split("  ")) for line in taken["SHA256SUMS"].decode().splitlines())
    contents = {name: body for name, body in taken.items() if name != "SHA256SUMS"}
    assert sums == {name: hashlib.sha256(body).hexdigest() for name, body in contents.items()}
    documents = sheet(taken["documents.csv"])
    assert [row["state"] for row in documents].count("missing") == 1
    here = [row for row in documents if row["state"] == "here"]
    assert here
    for row in here:
        assert hashlib.sha256(taken[row["file"]]).hexdigest() == row["sha256"]
    assert Event.objects.get(kind="export.made").data["missing"] == 1


def check_dictionary(taken):
    """Check the types, targets, values in both languages and omissions of the dictionary."""
    for name, yes, lent in [
        ("dictionnaire", "oui", "en prêt"),
        ("dictionary", "yes", "on loan"),
    ]:
        rows = {tuple(row.values())[:2]: list(row.values()) for row in sheet(taken[f"{name}.csv"])}
        status = rows["inventory_device", "status"]
        assert f"on_loan = {lent}" in status[6]
        assert rows["inventory_device", "place_id"][3:5] == [yes, "inventory_place.id"]
        assert rows["core_event", "at"][2].startswith("date-time")
        assert rows["people_recipient", ""][5]
    omitted = {tuple(row.values())[:2] for row in sheet(taken["non-exporte.csv"])}
    assert ("people_user", "password") in omitted
    assert ("inventory_voucher", "puk_encrypted") in omitted
