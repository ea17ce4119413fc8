"""Parser of the output of `lshw -json`: a tree of nodes, each with a class."""

import re

from inventory.devices.lifecycle.specifications import Firmware, ReportKind
from inventory.workshop.machine_reports.machine import Disk, Machine
from inventory.workshop.machine_reports.synonyms import (
    disk_gb,
    disk_kind,
    model_name,
    plain,
    ram_gb,
    whole,
)

MAX_NODES = 5_000
RPM = re.compile(r"^\d{4,5}rpm$")
CAMERA = re.compile(r"camera|webcam", re.IGNORECASE)


def is_like(data):
    root = _root(data)
    return root is not None and plain(root.get("class")) in {"system", "bus", "generic"}


def _root(data):
    """Return the root node, which newer versions of lshw wrap in a list, or None."""
    first = data[0] if isinstance(data, list) and data else data
    return first if isinstance(first, dict) and "id" in first else None


def read(data):
    root = _root(data)
    nodes = list(_walk(root))
    maker = plain(root.get("vendor"))
    product = re.sub(r"\s*\([^()]*\)$", "", plain(root.get("product")))
    return Machine(
        kind=ReportKind.LSHW,
        maker=maker,
        model=model_name(maker, product, plain(root.get("version"))),
        serial=plain(root.get("serial")),
        facts=_parse_facts(nodes),
        disks=list(_disks(nodes)),
    )


def _walk(root):
    """Yield (node, its ancestors, nearest first) for at most `MAX_NODES` nodes."""
    ahead = [(root, ())]
    for _count in range(MAX_NODES):
        if not ahead:
            return
        node, above = ahead.pop()
        yield node, above
        children = node.get("children")
        below = children if isinstance(children, list) else []
        ahead += [(child, (node, *above[:7])) for child in below[::-1] if isinstance(child, dict)]


def _part(node, name):
    part = node.get(name)
    return part if isinstance(part, dict) else {}


def _of(nodes, kind):
    return [node for node, _above in nodes if node.get("class") == kind]


def _parse_facts(nodes):
    processors = [node for node in _of(nodes, "processor") if plain(node.get("product"))]
    cores = [whole(_part(node, "configuration").get("cores")) or 0 for node in processors]
    batteries = [node for node in _of(nodes, "power") if plain(node.get("id")).startswith("batt")]
    designs = [whole(node.get("capacity")) or 0 for node in batteries]
    return {
        "cpu": plain(processors[0]["product"]) if processors else "",
        "cores": sum(cores) or None,
        "ram_gb": ram_gb(_memory(nodes)),
        "battery_design_mwh": sum(designs) or None,
        "has_webcam": True if _has_camera(nodes) else None,
        "has_cellular": True if _has_cellular(nodes) else None,
        "firmware": _firmware(nodes),
        **_screen(nodes),
    }


def _memory(nodes):
    """Return the size of the system memory in bytes, or the sum of its modules."""
    memory = _of(nodes, "memory")
    system = [n for n in memory if plain(n.get("id")).partition(":")[0] == "memory"]
    whole_sizes = [whole(node.get("size")) or 0 for node in system]
    banks = [n for n in memory if plain(n.get("id")).startswith("bank")]
    return sum(whole_sizes) or sum(whole(node.get("size")) or 0 for node in banks)


def _has_camera(nodes):
    return any(
        CAMERA.search(plain(node.get("product")) + plain(node.get("description")))
        for node in _of(nodes, "multimedia")
    )


def _has_cellular(nodes):
    names = (node.get("logicalname") for node in _of(nodes, "network"))
    return any(plain(name).startswith("wwan") for name in names)


def _firmware(nodes):
    firmware = [n for n in _of(nodes, "memory") if plain(n.get("id")) == "firmware"]
    return Firmware.UEFI if any("uefi" in _part(n, "capabilities") for n in firmware) else ""


def _screen(nodes):
    for node in _of(nodes, "display"):
        match = re.fullmatch(
            r"(\d{3,5}),(\d{3,5})", plain(_part(node, "configuration").get("resolution"))
        )
        if match:
            return {"screen_width": int(match[1]), "screen_height": int(match[2])}
    return {}


def _disks(nodes):
    for node, above in nodes:
        if node.get("class") == "disk" and not _is_apart(node, above):
            parent = above[0] if above else {}
            is_nvme = "nvme" in plain(parent.get("id")) or "NVMe" in plain(node.get("description"))
            owner = parent if is_nvme and plain(parent.get("serial")) else node
            path = node.get("logicalname")
            path = plain(path[0] if isinstance(path, list) and path else path)
            name = "nvme" if is_nvme else path
            model = plain(owner.get("product"))
            yield Disk(
                kind=disk_kind(name, model, rotates=_rotates(node)),
                serial=plain(owner.get("serial")),
                capacity_gb=disk_gb(whole(node.get("size"))),
                model=model,
            )


def _is_apart(node, above):
    """Whether a disk is a card reader or removable, such as a stick with the running system."""
    names = plain(node.get("id")), plain(node.get("description"))
    is_reader = names[0].startswith("cdrom") or not whole(node.get("size"))
    is_plugged = any(plain(n.get("businfo")).startswith("usb@") for n in (node, *above))
    is_removable = "removable" in _part(node, "capabilities")
    return is_reader or is_plugged or is_removable


def _rotates(node):
    return True if any(RPM.match(name) for name in _part(node, "capabilities")) else None
