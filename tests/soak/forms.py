"""Forms and links of a page, as a browser sees them."""

import re
from dataclasses import dataclass, field
from html.parser import HTMLParser


@dataclass
class Form:
    """A form with the values that it sends if nothing is filled in."""

    action: str
    method: str
    values: dict = field(default_factory=dict)
    choices: dict = field(default_factory=dict)  # {name: values of its options or radios}
    buttons: list = field(default_factory=list)  # (name, value, is main)
    texts: dict = field(default_factory=dict)  # {name: {value: text of its option}}

    def chosen(self, name, words):
        """Return the value of the first option whose text contains these words."""
        texts = self.texts.get(name, {})
        return next((value for value, text in texts.items() if words.lower() in text.lower()), None)


class Forms(HTMLParser):
    """Parser of all forms of a page; fields may stand outside of their form."""

    def __init__(self, html, here):
        super().__init__()
        self.here, self.forms, self.by_id, self.outside = here, [], {}, []
        self.form = self.select = self.area = self.option = None
        self.feed(html)
        for attrs, kind in self.outside:
            if form := self.by_id.get(attrs["form"]):
                self._add(form, attrs, kind)

    def handle_starttag(self, tag, attrs):
        attrs = dict(attrs)
        if tag == "form":
            self.form = Form(attrs.get("action") or self.here, attrs.get("method", "get").lower())
            self.forms.append(self.form)
            self.by_id[attrs.get("id")] = self.form
        elif tag in {"input", "select", "textarea", "button"} and "disabled" not in attrs:
            owner = self.by_id.get(attrs["form"]) if "form" in attrs else self.form
            if owner:
                self._add(owner, attrs, tag)
            elif "form" in attrs:
                self.outside.append((attrs, tag))
        elif tag == "option" and self.select:
            self._option(attrs)

    def _add(self, form, attrs, tag):
        name, kind, value = attrs.get("name"), attrs.get("type"), attrs.get("value") or ""
        if tag == "button" or kind in {"submit", "image"}:
            if kind != "button":
                form.buttons.append((name, value, "btn-primary" in attrs.get("class", "")))
        elif name and tag == "select":
            self.select = form, name, "multiple" in attrs
        elif name and tag == "textarea":
            self.area = form, name
            form.values[name] = [""]
        elif name:
            self._add_input(form, name, kind, attrs)

    @staticmethod
    def _add_input(form, name, kind, attrs):
        value = attrs.get("value") or ""
        if kind in {"checkbox", "radio"}:
            value = attrs.get("value", "on")
            form.choices.setdefault(name, []).append(value)
            if "checked" in attrs:
                form.values.setdefault(name, []).append(value)
        elif kind != "file":
            form.values.setdefault(name, []).append(value)

    def _option(self, attrs):
        form, name, is_multiple = self.select
        value = attrs.get("value", "")
        options = form.choices.setdefault(name, [])
        options.append(value)
        self.option = form.texts.setdefault(name, {}), value
        if "selected" in attrs or (len(options) == 1 and not is_multiple):
            kept = form.values.get(name, []) if is_multiple else []
            form.values[name] = [*kept, value]

    def handle_data(self, data):
        if self.area:
            form, name = self.area
            form.values[name][0] += data.removeprefix("\n")
        if self.option:
            texts, value = self.option
            texts[value] = texts.get(value, "") + data.strip()

    def handle_endtag(self, tag):
        if tag == "form":
            self.form = None
        elif tag == "textarea":
            self.area = None
        elif tag == "select":
            self.select = self.option = None
        elif tag == "option":
            self.option = None


def links_of(html):
    """Return our URLs that a page links to, without fragments."""
    links = re.findall(r'<a\b[^>]*\bhref="(/[^"#]*)', html)
    return {link.replace("&amp;", "&") for link in links}
