"""Links of a page, and values that its forms would submit."""

import re
from html.parser import HTMLParser


def links_of(answer):
    """Return our URLs that a page links to."""
    page = answer.content.decode()
    links = re.findall(r'<a\b[^>]*\bhref="(/[^"#]*)', page)
    return {link.replace("&amp;", "&") for link in links}


class Inputs(HTMLParser):
    """Parser of the values that a browser would submit for the unchanged versioned form."""

    def __init__(self, page):
        super().__init__()
        self.values, self.select, self.area = {}, None, None
        self.feed(page)

    def handle_starttag(self, tag, attrs):
        attrs = dict(attrs)
        if tag == "form" and "row_version" not in self.values:
            self.values = {}
        is_sent = attrs.get("type") not in {"checkbox", "radio"} or "checked" in attrs
        if tag == "input" and "name" in attrs and is_sent:
            self.values.setdefault(attrs["name"], []).append(attrs.get("value") or "")
        if tag == "select":
            self.select = attrs.get("name")
        if tag == "option" and "selected" in attrs and self.select:
            self.values[self.select] = [attrs["value"]]
        if tag == "textarea" and "name" in attrs:
            self.area = attrs["name"]
            self.values[self.area] = [""]

    def handle_data(self, data):
        if self.area:
            self.values[self.area][0] += data.removeprefix("\n")

    def handle_endtag(self, tag):
        if tag == "textarea":
            self.area = None
        if tag == "select":
            self.select = None
