"""Check of the drawn pages: each link leads to a page and a heading, and nothing is loaded."""

from html.parser import HTMLParser
from urllib.parse import unquote, urlsplit

LOADED = {("script", "src"), ("img", "src"), ("iframe", "src"), ("source", "src")}


class Page(HTMLParser):
    """Anchors and addresses of a page; (address, whether the browser loads it)."""

    def __init__(self, text):
        super().__init__()
        self.anchors, self.addresses = {"", "top"}, []
        self.feed(text)

    def handle_starttag(self, tag, attrs):
        values = dict(attrs)
        self.anchors.update(filter(None, (values.get("id"), values.get("name"))))
        for name in ("href", "src"):
            if address := values.get(name):
                is_loaded = (tag, name) in LOADED or (
                    tag == "link" and values.get("rel") in {"stylesheet", "icon", "preload"}
                )
                self.addresses.append((address, is_loaded))


def faults_in(folder):
    """Return a sentence for each link that leads nowhere, and for each file of another site."""
    pages = {path: Page(path.read_text()) for path in folder.rglob("*.html")}
    return [
        f"{path.relative_to(folder)}: {fault}"
        for path, page in sorted(pages.items())
        for address, is_loaded in page.addresses
        if (fault := _fault(path, address, pages, is_loaded=is_loaded))
    ]


def _fault(path, address, pages, *, is_loaded):
    parts = urlsplit(address)
    if parts.scheme == "data":
        return ""
    if parts.scheme or parts.netloc:
        return f"{address} is loaded from another site" if is_loaded else ""
    target = (path.parent / unquote(parts.path)).resolve() if parts.path else path
    if not target.is_file():
        return f"{address} leads nowhere"
    if target in pages and unquote(parts.fragment) not in pages[target].anchors:
        return f"{address} has no such heading"
    return ""
