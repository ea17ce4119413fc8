"""Render the filters of a list without templates, with identical HTML.

A list has a dozen filters: rendering their selects with templates takes 13 % of the time of the
device list, but under 3 % of other pages with forms, which therefore use Django's templates
(`docs/decisions.md`).
"""

from html import escape

from django.forms.boundfield import BoundField
from django.forms.renderers import TemplatesSetting
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe


class FilterField(BoundField):
    @property
    def as_filter(self):
        """Render the label, the widget and the errors; a hidden field has no label."""
        if self.is_hidden:
            return self.as_widget()
        name = self.id_for_label
        reasons = ((name, reason) for reason in self.errors)
        return format_html(
            '<div class="filter"><label for="{}">{}</label>{}{}</div>',
            name,
            self.label,
            self,
            format_html_join("", '<p class="filter-error" id="{}_error">{}</p>', reasons),
        )


class FilterRenderer(TemplatesSetting):
    """`TemplatesSetting` that renders selects and one-line inputs without a template."""

    bound_field_class = FilterField

    def render(self, template_name, context, request=None):
        draw = DRAWN.get(template_name)
        return draw(context["widget"]) if draw else super().render(template_name, context, request)


def escaped(value):
    """Escape a value unless it is safe, like `conditional_escape` but in half the time."""
    text = str(value)
    return text if isinstance(text, SafeString) else escape(text)


def _attributes(attrs):
    attributes = ""
    for name, value in attrs.items():
        if value is True:
            attributes += f" {escaped(name)}"
        elif value is not False:
            attributes += f' {escaped(name)}="{escaped(value)}"'
    return attributes


def _input(widget):
    value = f' value="{escaped(widget["value"])}"' if widget["value"] is not None else ""
    attributes = f'type="{escaped(widget["type"])}" name="{escaped(widget["name"])}"'
    return mark_safe(f"<input {attributes}{value}{_attributes(widget['attrs'])}>")  # noqa: S308  (escaped)


def _select(widget):
    parts = [f'<select name="{escaped(widget["name"])}"{_attributes(widget["attrs"])}>']
    for group, options, _index in widget["optgroups"]:
        if group:
            parts.append(f'<optgroup label="{escaped(group)}">')
        parts += [_option(option) for option in options]
        if group:
            parts.append("</optgroup>")
    return mark_safe("\n".join([*parts, "</select>"]))  # noqa: S308  (escaped)


def _option(option):
    value, label = escaped(option["value"]), escaped(option["label"])
    return f'<option value="{value}"{_attributes(option["attrs"])}>{label}</option>'


DRAWN = {
    "django/forms/widgets/select.html": _select,
    "django/forms/widgets/text.html": _input,
}
