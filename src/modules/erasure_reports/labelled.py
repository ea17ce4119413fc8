"""Certus and KillDisk: the XML of their reports, parsed by names of elements and attributes.

Their makers publish no schema. A node with a serial number is a disk; its other values are looked
up inside it, then around it, up to the next disk. The readers were not verified against any real
file: the technician fills in values that are not recognised.
"""

import re

from inventory.devices.lifecycle.devices import ErasureMethod, ErasureResult
from inventory.erasure.report_files import ErasureEntry
from modules.erasure_reports.blancco import kind_in, method_in, verification_in
from modules.erasure_reports.values import (
    MAX_ENTRIES,
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
    """Name of the tool that wrote a report; "" if no supported tool."""
    words = " ".join(f"{node.name} {node.text[:200]}" for node in _nodes(tree)).lower()
    return next((tool for sign, tool in TOOLS.items() if sign in words), "")


def read_xml(tree):
    """Parse an `ErasureEntry` for each disk of a report; None if another tool wrote it."""
    tool, entries = tool_of(tree), []
    if not tool:
        return None
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
    """The text of a direct child of a node with this meaning; "" if there is no such child."""
    texts = (child.text.strip() for child in node.inside if _plain(child.name) in NAMES[name])
    return next((text for text in texts if text), "")


def _is_machine(node):
    return _plain(node.name) in MACHINES and bool(_own(node, "serial"))


def _disks(node, above=()):
    """Yield for each disk the node with its serial number and its ancestors, nearest first.

    A node around several disks does not describe any of them, except through its direct children.
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
