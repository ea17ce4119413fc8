"""Pages shared by many PDFs, such as the annex of agreements: rendered once, merged into each.

A paper leaves an empty page for each shared page (`<div id="shared-…">`), with its own footer: the
number of the paper and of the page. Shared pages are cached by a hash of their HTML, so they are
never stale, and merged as PDF objects, including the structure for screen readers.

No library does this: pypdfium2 drops the structure when it imports a page, and pikepdf leaves its
merging to the caller. Without shared pages, 50 staff agreements in one PDF take 9.5 s of processor
time instead of 4.6, and a single paper 0.22 s instead of 0.12. A batch of papers has no structure:
pypdfium2 joins its parts (0.02 s and 404 kB; pikepdf takes 0.04 s and 413 kB, and would be another
dependency).
"""

import re
from typing import NamedTuple

import pydyf

ROOM = "shared-"  # prefix of the id of an empty page in the HTML of a paper
PAGE_TREE = 1  # the object number that pydyf gives every page tree
FOOT = 0  # placeholder number of the paper's own footer; never a real object number
REFERENCE = re.compile(rb"\b(\d+) 0 R\b")
SUBSET = re.compile(rb"(?<=/)[A-Z]{6}(?=\+)")  # prefix of the name of an embedded font subset


class Moved(pydyf.Object):
    """An object of another document, serialised, with its references renumbered."""

    def __init__(self, data):
        super().__init__()
        self.moved = data

    @property
    def data(self):
        return self.moved

    @property
    def compressible(self):
        return not _is_stream(self.moved)


class SharedPage(NamedTuple):
    """A page: its number, content, resources, the structure element of each mark, and its
    headings.
    """

    number: int
    contents: bytes
    resources: bytes
    marks: bytes
    titles: list[str]


class SharedPages(NamedTuple):
    """The pages, the objects they need by number, and the numbers of their structure and its
    parent.

    Untagged pages have no structure: both are None.
    """

    pages: list[SharedPage]
    objects: dict[int, bytes]
    story: int | None
    parent: int | None


def take_pages(document, pdf):
    """Extract the pages of a document, rendered as `pdf`, for use in others."""
    root = _structure(pdf)
    marks = object_of(pdf, root["ParentTree"])["Nums"][1::2] if root else []
    call = pydyf.Stream([b"/Foot Do"])
    pdf.add_object(call)
    pages = []
    for place, page in enumerate(pages_of(pdf)):
        resources = object_of(pdf, page["Resources"])
        drawn = pydyf.Dictionary({**resources["XObject"], "Foot": b"%d 0 R" % FOOT})
        pages.append(
            SharedPage(
                page.number,
                pydyf.Array([call.reference, page["Contents"]]).data,
                pydyf.Dictionary({**resources, "XObject": drawn}).data,
                marks[place].data if marks else b"",
                [title for title, at, *_rest in document.make_bookmark_tree() if at[0] == place],
            )
        )
    story = object_of(pdf, root["K"][0]) if root else None
    if story:
        story["S"] = "/Sect"
    stops = {FOOT, PAGE_TREE, *(page.number for page in pages), *([root.number] if root else [])}
    seeds = [b" ".join([page.contents, page.resources, page.marks]) for page in pages]
    seeds += [story.reference] if story else []
    return SharedPages(
        pages, _needed(pdf, seeds, stops), story and story.number, root and root.number
    )


def rooms_of(document, pdf):
    """The empty pages of a document, as dictionaries of its `pdf`, in order."""
    drawn = zip(document.pages, pages_of(pdf), strict=True)
    return [page for laid, page in drawn if any(name.startswith(ROOM) for name in laid.anchors)]


def lay_pages(pdf, rooms, shared, numbered=None):
    """Lay shared pages onto the same number of empty pages of `pdf`, with all objects they need.

    Return the new number of each object: `numbered`, if the same untagged pages are laid again.
    """
    numbers = dict(numbered or {PAGE_TREE: PAGE_TREE})
    numbers |= {page.number: room.number for page, room in zip(shared.pages, rooms, strict=True)}
    if shared.story:
        place = _place_of(pdf, rooms)
        numbers[shared.parent] = place.number
    new = [number for number in shared.objects if number not in numbers]
    numbers |= {number: len(pdf.objects) + place for place, number in enumerate(new)}
    for number in new:
        pdf.add_object(Moved(moved(shared.objects[number], numbers)))
    for page, room in zip(shared.pages, rooms, strict=True):
        _lay(pdf, page, room, numbers)
    if shared.story:
        place["K"] = pydyf.Array([b"%d 0 R" % numbers[shared.story]])
    return numbers


def as_drawing(page):
    """The entries that turn a page's content into a form XObject for other pages."""
    return {
        "Type": "/XObject",
        "Subtype": "/Form",
        "BBox": page["MediaBox"],
        "Resources": page["Resources"],
    }


def moved(data, numbers):
    """Return the bytes of an object with renumbered references; a stream's content is unchanged."""
    head, mark, rest = data.partition(b"stream\n")
    return REFERENCE.sub(lambda match: b"%d 0 R" % numbers[int(match[1])], head) + mark + rest


def _lay(pdf, page, room, numbers):
    """Lay one page onto an empty page, whose own content becomes the footer.

    The footer is an XObject in the page.
    """
    foot = object_of(pdf, room["Contents"])
    foot.stream = _unmarked(foot.stream)
    foot.extra |= as_drawing(room)
    numbers = numbers | {FOOT: foot.number}
    room["Contents"] = moved(page.contents, numbers)
    room["Resources"] = moved(page.resources, numbers)
    if page.marks:
        tree = object_of(pdf, _structure(pdf)["ParentTree"])
        tree["Nums"][2 * room["StructParents"] + 1] = moved(page.marks, numbers)


def _place_of(pdf, rooms):
    """Return the structure element of the first placeholder page; remove the others' elements."""
    places = {
        item["Pg"]: item
        for item in pdf.objects
        if isinstance(item, pydyf.Dictionary) and item.get("S") == "/Div"
    }
    first, *others = (places[room.reference] for room in rooms)
    for other in others:
        object_of(pdf, other["P"])["K"].remove(other.reference)
    return first


def _unmarked(stream):
    """Return the footer as an artifact outside the structure tree: screen readers skip it."""
    plain = []
    for item in stream:
        if item == b"BDC":
            del plain[-2:]
            plain.append(b"/Artifact BMC")
        else:
            plain.append(item)
    return plain


def _needed(pdf, seeds, stops):
    """All objects that these bytes refer to, transitively: {number: bytes}."""
    needed, wanted = {}, [number for seed in seeds for number in _references(seed)]
    while wanted:
        number = wanted.pop()
        if number not in needed and number not in stops:
            data = pdf.objects[number].data
            # Subsets of one font need different names, or printers confuse them.
            needed[number] = data if _is_stream(data) else SUBSET.sub(_reversed, data)
            wanted += _references(data)
    return needed


def _is_stream(data):
    return data.endswith(b"endstream")


def _reversed(match):
    return match[0][::-1]


def _references(data):
    return [int(number) for number in REFERENCE.findall(data.partition(b"stream\n")[0])]


def _structure(pdf):
    return (
        object_of(pdf, pdf.catalog["StructTreeRoot"]) if "StructTreeRoot" in pdf.catalog else None
    )


def page_numbers(pdf):
    """Numbers of the pages, among the objects of a PDF."""
    return pdf.pages["Kids"][::3]  # number, 0, "R", number...


def pages_of(pdf):
    return [pdf.objects[number] for number in page_numbers(pdf)]


def object_of(pdf, reference):
    return pdf.objects[int(reference.split()[0])]
