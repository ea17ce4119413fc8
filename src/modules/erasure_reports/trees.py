"""Bounded parsers of XML and JSON into trees; entity expansion is refused."""

import json
from dataclasses import dataclass, field
from xml.parsers import expat

from django.utils.translation import gettext as _

from core.workflow.lifecycle import Refused

MAX_DEPTH = 30
MAX_NODES = 60_000
MAX_TEXT = 2_000


@dataclass
class Node:
    """An element or attribute with its name, text and children.

    In a Blancco report, the name of an entry is the value of its `name` attribute.
    """

    name: str
    text: str = ""
    inside: list = field(default_factory=list)

    def all(self, name):
        """List the outermost nodes with this name at any depth, in document order."""
        nodes = []
        for node in self.inside:
            nodes += [node] if node.name == name else node.all(name)
        return nodes

    def first(self, *names):
        """Return the first node along this path of names, at any depth between them, or None."""
        node = self
        for name in names:
            node = next(iter(node.all(name)), None)
            if node is None:
                return None
        return node

    def say(self, *names):
        """Return the text of the `first` node along this path, or ""."""
        node = self.first(*names)
        return node.text.strip() if node else ""

    def own(self, name):
        """Return the text of a direct child with this name, or ""."""
        return next((node.text.strip() for node in self.inside if node.name == name), "")


class _Building:
    """expat handlers that build a tree within limits of size and depth."""

    def __init__(self):
        self.root, self.nodes = Node(""), 0
        self.open = [self.root]

    def start(self, name, attributes):
        self.nodes += 1
        if self.nodes > MAX_NODES or len(self.open) > MAX_DEPTH:
            raise Refused(_("This report is unusually large: it was refused."))
        is_entry = name in {"entries", "entry"} and "name" in attributes
        node = Node(attributes["name"] if is_entry else name)
        if not is_entry:
            node.inside = [Node(name, text[:MAX_TEXT]) for name, text in attributes.items()]
        self.open[-1].inside.append(node)
        self.open.append(node)

    def end(self, _name):
        self.open.pop()

    def more(self, text):
        node = self.open[-1]
        if len(node.text) < MAX_TEXT:
            node.text += text[:MAX_TEXT]


def tree_of_xml(content):
    """Parse an XML document (bytes) into a `Node`; raise `Refused` for a DTD or invalid XML."""
    parser, building = expat.ParserCreate(), _Building()
    parser.buffer_text = True
    parser.StartElementHandler = building.start
    parser.EndElementHandler = building.end
    parser.CharacterDataHandler = building.more
    parser.StartDoctypeDeclHandler = _refuse_dtd
    try:
        parser.Parse(content, 1)
    except (expat.ExpatError, ValueError, LookupError) as error:
        raise Refused(_("This XML file cannot be read: export the report again.")) from error
    return building.root


def _refuse_dtd(*_args):
    raise Refused(
        _("This XML file declares entities or a DTD, which no report does: it was refused.")
    )


def tree_of_json(content):
    """Parse a JSON text (bytes); raise `Refused` if it is invalid."""
    try:
        return json.loads(content)
    except (ValueError, RecursionError) as error:
        raise Refused(_("This JSON file cannot be read: export the report again.")) from error
