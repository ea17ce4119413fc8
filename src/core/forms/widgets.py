"""Shared form fields: numbers, datetimes, scans, and rows identified by a typed name."""

import re

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from core.forms.uploads import clean_scan
from core.text_input import line_of, number_of

MAX_SUGGESTED = 200


class TimeInput(forms.TimeInput):
    input_type = "time"

    def __init__(self, attrs=None):
        super().__init__(attrs, format="%H:%M")


class DateTimeInput(forms.DateTimeInput):
    input_type = "datetime-local"

    def __init__(self, attrs=None):
        super().__init__(attrs, format="%Y-%m-%dT%H:%M")


class Lines(forms.Textarea):
    """Lines of text that end as we store them: browsers send each with a carriage return."""

    def value_from_datadict(self, data, files, name):
        value = super().value_from_datadict(data, files, name)
        return value and value.replace("\r\n", "\n")


class GroupedField(forms.CharField):
    """A number that people write in groups, such as a SIRET; separators are ignored."""

    def to_python(self, value):
        return re.sub(r"[\s.\u2010-\u2015-]", "", super().to_python(value)).upper()

    def widget_attrs(self, widget):
        return {}  # `maxlength` would count the spaces


class NumberField(forms.IntegerField):
    """A whole number; phones show the numeric keypad."""

    widget = forms.NumberInput(attrs={"inputmode": "numeric"})


class TypedDecimalField(forms.DecimalField):
    """A number typed with a point or a comma, such as 1234.5 or 1 234,50 €."""

    def __init__(self, **kwargs):
        widget = forms.TextInput(attrs={"inputmode": "decimal"})
        super().__init__(**kwargs | {"localize": True, "widget": widget})

    def to_python(self, value):
        if isinstance(value, str):
            value = re.sub(r"[\s€]", "", value).replace(",", ".")
        return forms.DecimalField.to_python(self, value)


class PhoneField(forms.CharField):
    """A phone number: French numbers in pairs of digits, others as typed if they are short enough.

    Lists, letters and papers thus show all numbers in one format. A French number that lacks a
    digit, or has one too many, is refused.
    """

    def to_python(self, value):
        line = " ".join(super().to_python(value).split())
        digits = re.sub(r"[\s.()-]", "", line.replace("(0)", ""))
        french = re.fullmatch(r"(?:0|(?:\+|00)330?)([1-9])(\d{8})", digits, re.ASCII)
        if french:
            return " ".join([f"0{french[1]}", *re.findall("..", french[2])])
        if re.fullmatch(r"0(?!0)\d*|[1-9]\d{8}|(?:\+|00)33\d*", digits, re.ASCII):
            raise ValidationError(
                _(
                    "A French number has 10 digits, such as 06 12 34 56 78; a foreign "
                    "number begins with +."
                )
            )
        is_long = self.max_length is not None and len(line) > self.max_length
        return digits if is_long else line

    def widget_attrs(self, widget):
        return {}


class ScanField(forms.FileField):
    """An uploaded scan, cleaned by `clean_scan` to (bytes, content type); None without a file."""

    def __init__(self, **kwargs):
        kwargs.setdefault("help_text", _("PDF, JPEG or PNG, 10 MB at most."))
        kwargs.setdefault("widget", forms.FileInput(attrs={"accept": "application/pdf,image/*"}))
        super().__init__(**kwargs)

    def clean(self, data, initial=None):
        upload = super().clean(data, initial)
        return clean_scan(upload) if upload else None


class MomentField(forms.DateTimeField):
    """A datetime from 1970 to 2100.

    The year 9999, a likely typing error, may overflow when converted to another time zone.
    """

    widget = DateTimeInput

    def to_python(self, value):
        moment = super().to_python(value)
        if moment and not 1970 <= moment.year <= 2100:
            raise forms.ValidationError(self.error_messages["invalid"], "invalid")
        return moment


class RowsField(forms.ModelMultipleChoiceField):
    """Rows by id; an invalid id raises the same error as an unknown row."""

    def clean(self, value):
        for key in value or ():
            if number_of(str(key)) is None:
                raise forms.ValidationError(
                    self.error_messages["invalid_choice"], "invalid_choice", {"value": key}
                )
        return super().clean(value)


class Suggestions(forms.TextInput):
    """A text field that suggests names, at most `MAX_SUGGESTED` so that its page stays small."""

    template_name = "components/suggestions.html"

    def __init__(self, attrs=None, rows=None):
        super().__init__({"autocomplete": "off", **(attrs or {})})
        self.rows = rows

    def get_context(self, name, value, attrs):
        context = super().get_context(name, value, attrs)
        own = context["widget"]["attrs"]
        own["list"] = f"{own.get('id', name)}_list"
        rows = () if self.rows is None else self.rows.all()[:MAX_SUGGESTED]
        # Rows with a code are identified by it; their text describes them.
        context["suggestions"] = [
            (getattr(row, "code", row), row, getattr(row, "category_id", "")) for row in rows
        ]
        return context


class ReadChoices(forms.models.ModelChoiceIterator):
    """Choices of rows, read all at once.

    Django reads them in chunks, and its `Select` looks only at the first: the server-side cursor
    would stay open, and fail when it is closed inside another transaction.
    """

    def __iter__(self):
        if self.field.empty_label is not None:
            yield "", self.field.empty_label
        yield from map(self.choice, self.queryset.all())


class NamedField(forms.ModelChoiceField):
    """A row chosen by its name or code, typed or scanned; case is ignored."""

    def __init__(self, queryset, *, to_field_name="name", **kwargs):
        kwargs.setdefault("widget", Suggestions())
        super().__init__(queryset, to_field_name=to_field_name, **kwargs)

    def _set_queryset(self, queryset):
        super()._set_queryset(queryset)
        self.widget.rows = queryset

    queryset = property(forms.ModelChoiceField._get_queryset, _set_queryset)

    def prepare_value(self, value):
        if isinstance(value, int):
            value = self.queryset.model.objects.filter(pk=value).first() or ""
        return super().prepare_value(value)

    def to_python(self, value):
        value = line_of(value)
        if not value:
            return None
        rows = self.queryset.filter(**{f"{self.to_field_name}__iexact": value})
        exact = [row for row in rows if getattr(row, self.to_field_name) == value]
        row = next(iter([*exact, *rows]), None)
        if row is None:
            raise forms.ValidationError(
                self.error_messages["invalid_choice"], "invalid_choice", {"value": value}
            )
        return row
