"""Certus and KillDisk: the XML of their reports, read by the names of its elements and attributes.

Their makers publish no schema. A disk is what has a serial number; its other facts are
looked for inside it, then around it, up to where another disk begins. It was checked against no
file of theirs: what it does not find is left for the technician.
"""

import re

from inventory.devices.lifecycle.devices import ErasureMethod, ErasureResult
from inventory.erasure.report_readers.blancco import kind_in, method_in, verification_in
from inventory.erasure.report_readers.erasure_draft import (
    MAX_ENTRIES,
    ErasureEntry,
    gigabytes_in,
    moment_in,
    number_in,
)

TOOLS = {"certus": "Certus Erasure", "killdisk": "KillDisk"}
NAMES = {
    "serial": "serial|serialnumber|serialno|diskserial|diskserialnumber|driveserial|sn",
    "model": "model|product|productname|diskmodel|drivemodel|name",
    "type": "type|mediatype|disktype|drivetype|interface|interfacetype|bus|bustype",
    "size": "size|capacity|sizebytes|capacitybytes|totalsize",
    "words": "method|erasemethod|erasuremethod|wipemethod|standard|erasurestandard|pattern",
    "passes": "passes|passcount|rounds|numberofpasses",
    "result": "result|status|state|outcome|eraseresult|erasureresult|erasurestatus",
    "verification": "verification|verify|verified|verificationlevel",
    "started_at": "started|start|starttime|startedat|startdate|begin|datestarted",
    "ended_at": "ended|end|endtime|endedat|enddate|finished|finishtime|completed|datecompleted",
    "version": "version|productversion|softwareversion",
}
NAMES = {ours: set(theirs.split("|")) for ours, theirs in NAMES.items()}
MACHINES = {"system", "computer", "machine", "chassis", "host", "asset", "baseboard", "motherboard"}
PASSED = re.compile(r"^(?:success|successful(?:ly)?|passed|pass|ok|completed?|erased|done)\b")
FAILED = re.compile(r"^(?:not |unsucc)|fail|error|abort|cancel|interrupt|stopp")
OVERWRITING = re.compile(
    r"zero|random|pass|overwrit|dod|5220|gutmann|hmg|schneier|vsitr|gost|infosec|clear"
)


def tool_of(tree):
    """The name of the tool that a report is of; "" for no tool read here."""
    words = " ".join(f"{node.name} {node.text[:200]}" for node in _nodes(tree)).lower()
    return next((tool for sign, tool in TOOLS.items() if sign in words), "")


def read_xml(tree):
    """An `ErasureEntry` for each disk of a report."""
    tool, entries = tool_of(tree), []
    machine = next((_own(node, "serial") for node in _nodes(tree) if _is_machine(node)), "")
    version = _find([tree], "version")
    for scopes in _disks(tree):
        facts = {name: _find(scopes, name) for name in NAMES}
        entries.append(_entry(facts, tool, version, machine))
    return entries[:MAX_ENTRIES]


def _nodes(node):
    for child in node.inside:
        yield child
        yield from _nodes(child)


def _plain(name):
    return re.sub(r"[\W_]", "", name).lower()


def _own(node, name):
    """The text of an element of this meaning right inside a node; "" for none."""
    texts = (child.text.strip() for child in node.inside if _plain(child.name) in NAMES[name])
    return next((text for text in texts if text), "")


def _is_machine(node):
    return _plain(node.name) in MACHINES and bool(_own(node, "serial"))


def _disks(node, above=()):
    """Yield for each disk the node that has its serial number and those around it, nearest first.

    What holds several disks says nothing of one of them, except right inside itself.
    """
    for child in node.inside:
        if _own(child, "serial") and not _is_machine(child):
            yield [child, *above]
        else:
            yield from _disks(child, (child, *above))


def _find(scopes, name):
    disk, *around = scopes
    places = [disk, *_nodes(disk)]
    for scope in around:
        places += [scope, *(_nodes(scope) if len(list(_disks(scope))) == 1 else [])]
    places = [place for place in places if not _is_machine(place)]
    return next((text for text in (_own(place, name) for place in places) if text), "")


def _entry(facts, tool, version, machine):
    kind = kind_in(facts["type"], facts["model"])
    words, passes = facts["words"], number_in(facts["passes"])
    method, standard = method_in(words, kind, 0, passes)
    if not method and OVERWRITING.search(words.lower()):
        method = ErasureMethod.OVERWRITE.value
    lowered, result = facts["result"].lower(), ErasureResult.UNKNOWN
    if FAILED.search(lowered):
        result = ErasureResult.FAILED
    elif PASSED.search(lowered):
        result = ErasureResult.PASSED
    return ErasureEntry(
        serial=facts["serial"],
        model=facts["model"],
        kind=kind,
        capacity_gb=gigabytes_in(facts["size"]),
        method=method,
        standard=standard,
        passes=passes,
        tool=tool,
        tool_version=version,
        verification=verification_in(facts["verification"]),
        result=result.value,
        started_at=moment_in(facts["started_at"]),
        ended_at=moment_in(facts["ended_at"]),
        words=words,
        machine=machine,
    )
