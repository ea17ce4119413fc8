"""Fields drawn without a template read to the letter as Django's."""

import re

import pytest
from django import forms
from django.forms.renderers import TemplatesSetting

from core.renderers import DRAWN, Renderer

WIDGETS = [
    (forms.TextInput({"type": "search", "placeholder": "“A” & <b>", "required": True}), "a\"<'&"),
    (forms.TextInput({"disabled": False}), None),
    (forms.NumberInput({"min": 0}), 0),
    (forms.EmailInput(), "é@example.org"),
    (forms.HiddenInput(), ""),
    (forms.DateInput(), None),
    (forms.Select({"id": "x"}, [("", "all"), ("a<", "A & <i>"), (2, "two")]), 2),
    (forms.Select(choices=[("Group <", [("a", "A"), ("b", "B")]), (True, "yes")]), "b"),
    (forms.SelectMultiple(choices=[("a", "A"), ("b", "B")]), ["a", "b"]),
]


@pytest.mark.parametrize(("widget", "value"), WIDGETS)
def test_a_field_is_drawn_as_by_its_template(widget, value):
    drawn = widget.render('na"me', value, {"class": "c"}, Renderer())
    usual = widget.render('na"me', value, {"class": "c"}, TemplatesSetting())
    assert re.sub(r"\s*\n\s*", "", drawn) == re.sub(r"\s*\n\s*", "", usual)


def test_the_usual_fields_need_no_template():
    assert {forms.TextInput.template_name, forms.Select.template_name} <= set(DRAWN)
