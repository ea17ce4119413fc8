"""JSON Schema derived from models, forms and filters."""

from datetime import date

import django_filters
from django import forms
from django.db import models
from django.utils.choices import CallableChoiceIterator
from django.utils.text import format_lazy
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from api.problems import Problem
from core.forms.versions import NO_VALUE
from core.forms.widgets import NamedField
from core.lists.filters import private_of
from core.modules.registry import module_of
from core.photos.photos import MAX_AT_ONCE, PicturesField
from core.text_input import number_of

# Local times have no offset, which the format `time` of JSON Schema requires.
TIME = {"type": "string", "pattern": "^([01][0-9]|2[0-3]):[0-5][0-9](:[0-5][0-9])?$"}
FORMATS = {
    models.DateTimeField: "date-time",
    models.DateField: "date",
    models.DecimalField: "decimal",
    models.UUIDField: "uuid",
}
OF_FORMS = {
    forms.DateTimeField: {"type": "string", "format": "date-time"},
    forms.DateField: {"type": "string", "format": "date"},
    forms.TimeField: TIME,
    forms.FileField: {"type": "string", "format": "binary"},
    forms.BooleanField: {"type": "boolean"},
    forms.IntegerField: {"type": "integer"},
    forms.DecimalField: {"type": "number"},
    forms.FloatField: {"type": "number"},
}
NUMBER = {"type": "integer", "minimum": 0, "maximum": 2**53}
KEY = NUMBER | {"minimum": 1}


def of_path(model, path):
    """Schema of a model field, reached by an ORM path such as `place__code`."""
    *way, name = path.split("__")
    is_null, field = False, None
    for step in way:
        field = model._meta.get_field(step)
        is_null |= field.null if field.concrete else True
        model = field.related_model
    field = model._meta.pk if name == "pk" else model._meta.get_field(name)
    schema = _of_column(field.target_field if field.is_relation else field)
    if field.choices and not field.is_relation:
        schema["enum"] = [
            *([""] if field.blank else []),
            *(key for key, _label in field.flatchoices),
        ]
    if is_null or field.null:
        schema = or_null(schema)
    return schema | {"description": field.verbose_name if name != "pk" else "number"}


def or_null(schema):
    return schema if "anyOf" in schema else {"anyOf": [schema, {"type": "null"}]}


def _of_column(field):
    if isinstance(field, models.JSONField):
        return {}
    if isinstance(field, models.BooleanField):
        return {"type": "boolean"}
    if isinstance(field, models.IntegerField | models.AutoField):
        return {"type": "integer"}
    if isinstance(field, models.TimeField):
        return TIME
    kind = next((FORMATS[each] for each in FORMATS if isinstance(field, each)), None)
    return {"type": "string", "format": kind} if kind else {"type": "string"}


def of_form(form_class, extra=None, *, is_edit=False):
    """Schema of the body of a form; omitted fields keep their initial value.

    `extra` has properties that replace or complete its fields; None removes a field.
    """
    fields = {name: field for name, field in form_class.base_fields.items() if name not in NO_VALUE}
    required = [
        name
        for name, field in fields.items()
        if field.required and field.initial is None and not is_edit
    ]
    properties = {name: of_field(field) for name, field in fields.items()}
    for name, schema in properties.items():
        if module := module_of("fields", f"{form_class.__name__}.{name}"):
            words = format_lazy(
                gettext_lazy("Available only when this module is on: {module}."),
                module=module.label,
            )
            schema["description"] = format_lazy("{} {}", schema.get("description", ""), words)
            schema["x-module"] = module.key
    properties |= extra or {}
    properties = {name: schema for name, schema in properties.items() if schema is not None}
    added = {name: schema for name, schema in (extra or {}).items() if schema is not None}
    required = [name for name in required if name not in added]
    required += [n for n, schema in added.items() if "default" not in schema and not is_edit]
    return {
        "type": "object",
        "properties": properties,
        "required": sorted({*required} & {*properties}),
        "additionalProperties": False,
    }


def of_field(field):
    """Schema of a form field."""
    schema = dict(_of_field(field))
    if not field.required and "enum" not in schema and schema["type"] != "array":
        schema["type"] = [schema["type"], "null"]  # null clears the field, like "" in a text
    if field.label:
        words = "{}. {}" if field.help_text else "{}."
        schema["description"] = format_lazy(words, field.label, field.help_text)
    return schema


def _of_field(field):
    if isinstance(field, PicturesField):
        return {"type": "array", "items": OF_FORMS[forms.FileField], "maxItems": MAX_AT_ONCE}
    if isinstance(field, NamedField):
        return {"type": "string", "maxLength": 200}
    if isinstance(field, forms.ModelMultipleChoiceField):
        return {"type": "array", "items": KEY, "maxItems": 5_000}
    if isinstance(field, forms.ModelChoiceField):
        is_by_name = field.to_field_name not in {None, field.queryset.model._meta.pk.name}
        return {"type": "string", "maxLength": 200} if is_by_name else KEY
    if isinstance(field, forms.MultipleChoiceField):
        return {"type": "array", "items": {"type": "string"}, "maxItems": 200}
    if isinstance(field, forms.ChoiceField):
        return _of_choices(field.choices, is_required=field.required)
    of_kind = next((OF_FORMS[kind] for kind in OF_FORMS if isinstance(field, kind)), None)
    if of_kind:
        bounds = {"minimum": getattr(field, "min_value", None)}
        bounds["maximum"] = getattr(field, "max_value", None)
        return of_kind | {name: bound for name, bound in bounds.items() if bound is not None}
    length = getattr(field, "max_length", None)
    return {"type": "string"} | ({"maxLength": length} if length else {})


def _of_choices(choices, *, is_required):
    """Schema of a choice field: its values, or any text if its choices are rows."""
    if isinstance(choices, CallableChoiceIterator):
        return {"type": "string"}  # its choices are rows
    keys = []
    for key, label in choices:
        keys += [k for k, _label in label] if isinstance(label, list | tuple) else [key]
    keys = [str(key) for key in keys if key not in {"", None}]
    if not keys:
        return {"type": "string"}
    return {"type": "string", "enum": keys if is_required else ["", *keys]}


def of_filters(filter_set):
    """{parameter: schema} of the filters of a list.

    Hidden filters, which only links set, and filters that may contain a person's name are left out.
    """
    left_out = private_of(filter_set) | ({"q"} if private_of(filter_set) else set())
    return {
        name: _of_filter(kind)
        for name, kind in filter_set.base_filters.items()
        if name not in left_out and kind.extra.get("widget") is not forms.HiddenInput
    }


def _of_filter(kind):
    label = {"description": kind.label or kind.field_name}
    if isinstance(kind, django_filters.ModelChoiceFilter):
        return KEY | label
    if isinstance(kind, django_filters.ChoiceFilter):
        choices = kind.extra.get("choices", ())
        choices = getattr(choices, "choices", choices)  # the choices of an enumeration
        if callable(choices):
            return {"type": "string"} | label
        return _of_choices(choices, is_required=False) | label
    if isinstance(kind, django_filters.BooleanFilter):
        return {"type": "boolean"} | label
    if isinstance(kind, django_filters.DateFilter):
        return {"type": "string", "format": "date"} | label
    if isinstance(kind, django_filters.NumberFilter):
        return {"type": "integer"} | label
    return {"type": "string", "maxLength": 200} | label


def number_in(query, name, schema):
    """Return the number in a query parameter, or None if it is missing.

    Raise `Problem` if it is outside the limits of the schema.
    """
    if name not in query:
        return None
    number = number_of(query[name])
    if number is None or not schema["minimum"] <= number <= schema["maximum"]:
        limits = f"{schema['minimum']} - {schema['maximum']}"
        raise Problem(422, errors={name: [limits]})
    return number


def check_query(query, schemas):
    """Raise `Problem` for an unknown parameter or a wrong type; filters validate the rest."""
    wrong = dict.fromkeys(set(query) - set(schemas), _("Unknown name: check the spelling."))
    for name in set(query) & set(schemas):
        schema, value = schemas[name], query[name]
        if schema.get("type") == "integer":
            number_in(query, name, NUMBER | schema)
        elif "enum" in schema and value not in schema["enum"]:
            wrong[name] = " | ".join(schema["enum"])
        elif schema.get("type") == "boolean" and value not in {"true", "false"}:
            wrong[name] = "true | false"
        elif schema.get("format") == "date" and not _is_day(value):
            wrong[name] = "2026-11-25"
        elif len(value) > schema.get("maxLength", len(value)):
            wrong[name] = f"≤ {schema['maxLength']}"
    if wrong:
        raise Problem(422, errors={name: [why] for name, why in wrong.items()})


def _is_day(text):
    try:
        return date.fromisoformat(text).isoformat() == text
    except ValueError:
        return False


PLAIN = {"string": str, "integer": int, "number": (int, float), "array": list, "object": dict}


def mismatches(schema, body):
    """{property: error} of the values of a body that do not match its schema."""
    wrong = dict.fromkeys(
        set(body) - set(schema["properties"]), _("Unknown name: check the spelling.")
    )
    wrong |= {name: _("Required.") for name in schema["required"] if name not in body}
    for name in set(body) & set(schema["properties"]):
        if not is_of_type(schema["properties"][name], body[name]):
            kind = schema["properties"][name]["type"]
            wrong[name] = _("The value must be of this type: %(type)s.") % {"type": kind}
    return wrong


def is_of_type(schema, value):
    """Whether a value has the type of its schema; forms validate the rest, with their messages."""
    kinds = schema.get("type")
    if kinds is None:
        return True
    kinds = kinds if isinstance(kinds, list) else [kinds]
    if value is None or isinstance(value, bool):
        return ("null" if value is None else "boolean") in kinds
    kind = next((kind for kind in kinds if isinstance(value, PLAIN.get(kind, ()))), None)
    if kind == "array":
        items = schema["items"]
        return all(is_of_type(items, one) and _is_within(items, one) for one in value)
    if kind == "object":
        return not mismatches(schema, value) and all(
            value[name] in one["enum"]
            for name, one in schema["properties"].items()
            if name in value and "enum" in one
        )
    return kind is not None


def _is_within(schema, value):
    """Whether a value is within the limits of its schema, if it is a number."""
    if not isinstance(value, int):
        return True
    return schema.get("minimum", value) <= value <= schema.get("maximum", value)
