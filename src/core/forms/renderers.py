"""Form rendering: Django's templates, with Bootstrap's classes."""

from django.forms.boundfield import BoundField
from django.forms.renderers import TemplatesSetting

CLASSES = {"checkbox": "form-check-input", "select": "form-select"}


class FieldGroup(BoundField):
    """A field that `as_field_group` renders with Bootstrap's classes, unlike `{{ field }}`."""

    def get_context(self):
        widget = self.field.widget
        kind = getattr(widget, "input_type", "")
        classes = [widget.attrs.get("class"), CLASSES.get(kind, "form-control")]
        classes += ["is-invalid"] if self.errors else []
        return super().get_context() | {
            "control": self.as_widget(attrs={"class": " ".join(filter(None, classes))}),
            "is_checkbox": kind == "checkbox" and not self.use_fieldset,
        }


class Renderer(TemplatesSetting):
    form_template_name = "forms/form.html"
    field_template_name = "forms/field.html"
    bound_field_class = FieldGroup
