"""Request bodies: parse, validate against their schema, and pass to the form of the action."""

import inspect
import json
from http import HTTPStatus
from uuid import NAMESPACE_URL, uuid5

from django import forms
from django.core.validators import ProhibitNullCharactersValidator
from django.http import QueryDict
from django.utils.translation import gettext as _

from api.problems import Problem
from api.schema import mismatches
from core.forms.base import attempt
from core.forms.versions import NO_VALUE
from core.forms.widgets import NamedField
from core.modules.registry import is_field_on
from core.workflow.lifecycle import NeedsConfirmation

LONGEST_KEY = 200
NULL_CHARACTERS = ProhibitNullCharactersValidator.message


def read_body(request, route):
    """Return (values by name, files) of a request; raise `Problem` if its schema rejects them."""
    kind = request.content_type
    if kind == "multipart/form-data" and route.takes_files:
        values = {name: request.POST.getlist(name) for name in request.POST}
        schemas, files = route.body["properties"], request.FILES
        body = {
            n: v if schemas.get(n, {}).get("type") == "array" else v[-1] for n, v in values.items()
        }
        wrong = dict.fromkeys(
            {*body, *files} - set(schemas), _("Unknown name: check the spelling.")
        )
        wrong |= dict.fromkeys(set(route.body["required"]) - {*body, *files}, _("Required."))
    else:
        body, files = _json_of(request), None
        wrong = mismatches(route.body, body)
        wrong |= dict.fromkeys(_with_null_characters(body), NULL_CHARACTERS)
    if wrong:
        raise Problem(422, errors={name: [why] for name, why in wrong.items()})
    key = request.headers.get("Idempotency-Key", "")
    if len(key) > LONGEST_KEY:
        raise Problem(422, errors={"Idempotency-Key": [f"≤ {LONGEST_KEY}"]})
    return body | ({"submission": str(uuid5(NAMESPACE_URL, key))} if key else {}), files


def _json_of(request):
    if not request.body:
        return {}
    if request.content_type != "application/json":
        raise Problem(HTTPStatus.UNSUPPORTED_MEDIA_TYPE)
    try:
        body = json.loads(request.body, parse_constant=_no_number)
        json.dumps(body, ensure_ascii=False).encode()  # a lone surrogate is not text
    except (ValueError, RecursionError) as error:
        raise Problem(HTTPStatus.BAD_REQUEST) from error
    if not isinstance(body, dict):
        raise Problem(HTTPStatus.BAD_REQUEST)
    return body


def _with_null_characters(body):
    """Names of the values that hold a null character, which PostgreSQL does not store."""
    return [name for name, value in body.items() if any("\0" in text for text in _texts(value))]


def _texts(value):
    """Yield all texts of a JSON value."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict | list):
        for one in (*value, *value.values()) if isinstance(value, dict) else value:
            yield from _texts(one)


def _no_number(name):
    raise ValueError(name)


def bound_form(form_class, body, files, user, row=None, *, takes_files=False):
    """Return the form as if a user had changed the fields in `body` on its page and sent it."""
    data = QueryDict(mutable=True)
    for name, value in body.items():
        data.setlist(name, _typed(value))
    keywords = _rows_for(form_class, user, row)
    form = (
        form_class(data, files or {}, **keywords) if takes_files else form_class(data, **keywords)
    )
    described = {name for name in form.base_fields if is_field_on(type(form), name)}
    unknown = set(data) - {*form.fields, *described}
    if unknown:
        raise Problem(
            422, errors={name: [_("This choice is not available here.")] for name in unknown}
        )
    for name, field in form.fields.items():
        if name in NO_VALUE or name in data or (files and name in files):
            continue
        value = form.get_initial_for_field(field, name)
        if value in (None, "") or isinstance(field, forms.FileField):
            continue
        if isinstance(field, NamedField):
            form.initial[name] = field.prepare_value(value)
        field.disabled = True  # it keeps its initial value
    return form


def _rows_for(form_class, user, row):
    """Keyword arguments of a form: its user and its row, under its own parameter names."""
    made_by = form_class.__init__ if isinstance(form_class, type) else form_class
    names = {*inspect.signature(made_by).parameters}
    model = getattr(getattr(form_class, "_meta", None), "model", None)
    if model and isinstance(row, model):
        names.add("instance")  # every model form accepts an instance
    given = {"user": user, "by": user}
    if row is not None:
        given |= {"instance": row, row._meta.model_name: row}
    return {name: value for name, value in given.items() if name in names}


def _typed(value):
    """Convert a JSON value to the value that a form submits."""
    if isinstance(value, list):
        return [str(one) for one in value]
    if value is None or isinstance(value, bool):
        return [{None: "", True: "true", False: "false"}[value]]
    return [str(value)]


def perform(form, operation, *args, by):
    """Run the operation with the form; raise `Problem` with the messages of the page."""
    if attempt(form, operation, *args, by=by):
        return form.result
    errors = {name: list(lines) for name, lines in form.errors.items()}
    sentence = " ".join(line for lines in errors.values() for line in lines)
    if form.refusal is None:
        raise Problem(422, sentence, errors)
    if isinstance(form.refusal, NeedsConfirmation):
        errors["override"] = ["true"]
    raise Problem(HTTPStatus.CONFLICT, sentence, errors)
