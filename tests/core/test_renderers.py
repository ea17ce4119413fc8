"""Forms have Bootstrap's classes; filters rendered without templates equal Django's."""

import re
from datetime import date

from django import forms
from django.forms.renderers import TemplatesSetting
from django.utils import translation

from core.forms.renderers import Renderer
from core.lists.renderers import DRAWN, FilterRenderer

WIDGETS = [
    (forms.TextInput({"type": "search", "placeholder": "“A” & <b>", "required": True}), "a\"<'&"),
    (forms.TextInput({"disabled": False}), None),
    (forms.TextInput(), ""),
    (forms.DateInput(), "2026-11-25"),
    (forms.Select({"id": "x"}, [("", "all"), ("a<", "A & <i>"), (2, "two")]), 2),
    (forms.Select(choices=[("Group <", [("a", "A"), ("b", "B")]), (True, "yes")]), "b"),
    (forms.SelectMultiple(choices=[("a", "A"), ("b", "B")]), ["a", "b"]),
]


def test_a_filter_is_rendered_as_by_its_template():
    for widget, value in WIDGETS:
        drawn = widget.render('na"me', value, {"class": "c"}, FilterRenderer())
        usual = widget.render('na"me', value, {"class": "c"}, TemplatesSetting())
        assert re.sub(r"\s*\n\s*", "", drawn) == re.sub(r"\s*\n\s*", "", usual), (widget, value)


def test_a_day_is_chosen_in_a_calendar_whatever_the_language():
    for language in ("fr", "en"):
        with translation.override(language):
            drawn = forms.DateInput().render("on", date(2026, 11, 25), {}, Renderer())
        assert " ".join(drawn.split()) == '<input type="date" name="on" value="2026-11-25">', (
            language
        )


def test_common_filters_are_rendered_without_a_template():
    assert {forms.TextInput.template_name, forms.Select.template_name} <= set(DRAWN)


class Visit(forms.Form):
    name = forms.CharField(help_text="As on the badge")
    kind = forms.ChoiceField(choices=[("", "choose"), ("a", "A")])
    outcome = forms.ChoiceField(choices=[("a", "Done"), ("b", "Not")], widget=forms.RadioSelect)
    is_late = forms.BooleanField()
    note = forms.CharField(widget=forms.Textarea({"class": "mono"}), required=False)
    key = forms.CharField(widget=forms.HiddenInput)


def test_a_form_has_bootstrap_classes_and_field_errors():
    form = Visit({"key": "k"})
    form.add_error(None, "Nobody is there.")
    page = " ".join(str(form).split())
    names = re.findall(r'<(?:input|select|textarea)[^>]*name="(\w+)"[^>]*>', page)
    assert names == ["name", "kind", "outcome", "outcome", "is_late", "note", "key"]
    for place in (
        'class="form-control is-invalid"',
        'class="form-select is-invalid"',
        'class="form-check-input is-invalid"',
        'class="mono form-control"',
        '<div id="id_name_error" class="invalid-feedback"><p><strong>',
        '<div id="id_name_helptext" class="form-text">As on the badge</div>',
        '<label for="id_name" class="form-label">Name<span class="required-mark">*</span>',
        '<fieldset aria-describedby="id_outcome_error"> <legend class="form-label fs-6">Outcome',
        '<label for="id_outcome_1" class="form-check-label">Not</label>',
        '<label for="id_is_late" class="form-check-label">Is late<',
        '<div id="div_id_note" class="mb-3">',
    ):
        assert place in page, place
    assert page.count("invalid-feedback") == 4
    assert page.index("Nobody is there.") < page.index('name="name"')


def test_a_field_alone_has_no_classes():
    form = Visit({})
    assert "class" not in str(form["name"])
    assert "class" in form["name"].as_field_group()
    assert "class" not in str(form["name"])


def test_a_long_form_lists_its_errors_with_links():
    form = Visit({"key": "k"})
    form.add_error(None, "Nobody is there.")
    page = str(form)
    summary = page[page.index("error-summary") : page.index("</ul>")]
    assert "Nobody is there." in summary
    links = re.findall(r'href="#(\w+)"', summary)
    assert links == ["id_name", "id_kind", "id_outcome_0", "id_is_late"]
    assert all(f'id="{link}"' in page for link in links)


def test_a_short_form_lists_its_errors_without_a_heading():
    form = Visit({"key": "k"})
    del form.fields["note"], form.fields["kind"]
    form.add_error(None, "Nobody is there.")
    page = str(form)
    assert "Not saved yet" not in page
    assert page.index("error-summary") < page.index("Nobody is there.") < page.index("id_name")
