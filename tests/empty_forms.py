"""The forms of a page, as they are sent by somebody who fills in nothing."""

from dataclasses import dataclass

import tinyhtml5

XHTML = "{http://www.w3.org/1999/xhtml}"
BUTTONS = {"submit", "button", "image"}
UNSENT = {"checkbox", "file"}


@dataclass
class Form:
    """A POST form that takes input, with the values that it sends if nothing is filled in."""

    action: str
    values: dict
    required: bool


def forms_of(html, here):
    """Return the forms in the content of the page at `here`, without those for scanning."""
    document = tinyhtml5.parse(html)
    mains = document.iter(f"{XHTML}main")
    forms = [form for main in mains for form in main.iter(f"{XHTML}form")]
    sent = [form for form in forms if form.get("method") == "post"]
    return [
        Form(
            form.get("action") or here,
            values_of(fields),
            lacks_a_value(fields),
        )
        for form in sent
        if "data-scan-target" not in form.attrib
        and (fields := fields_of(form, document))
        and any(is_typed(field) for field in fields)
    ]


def fields_of(form, document):
    elsewhere = [e for e in document.iter() if form.get("id") and e.get("form") == form.get("id")]
    tags = {f"{XHTML}{tag}" for tag in ("input", "textarea", "select", "button")}
    fields = [field for field in [*form.iter(), *elsewhere] if field.tag in tags]
    return [f for f in fields if (f.get("name") or is_button(f)) and "disabled" not in f.attrib]


def lacks_a_value(fields):
    """Whether a required field has no value that stays chosen."""
    chosen = {f.get("name") for f in fields if f.get("type") == "radio" and "checked" in f.attrib}
    return any("required" in f.attrib and f.get("name") not in chosen for f in fields)


def is_button(field):
    return field.tag == f"{XHTML}button" or field.get("type") in BUTTONS


def is_typed(field):
    return not is_button(field) and field.get("type") != "hidden"


def values_of(fields):
    """Return {name: values}: hidden ones, chosen options, and the main button."""
    values = {}
    for field in fields:
        kind, value = field.get("type"), field.get("value") or ""
        if kind == "radio" and "checked" not in field.attrib:
            continue
        if kind not in UNSENT and not is_button(field):
            kept = value if kind in {"hidden", "radio"} else ""
            values.setdefault(field.get("name"), []).append(kept)
    buttons = [field for field in fields if is_button(field)]
    main = [button for button in buttons if "btn-primary" in button.get("class", "")]
    for button in main[-1:] or buttons[:1]:
        values[button.get("name")] = [button.get("value") or ""]
    for name in (None, "csrfmiddlewaretoken"):
        values.pop(name, None)
    return values
