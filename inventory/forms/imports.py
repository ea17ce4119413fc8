from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from catalogue.models import Category
from core.forms import ActForm
from inventory.columns import FIELDS, heading_of
from inventory.sheets import MAX_BYTES, read_list

EXAMPLES = 3


class CategoryOfTheRest(forms.ModelChoiceField):
    """The category of the rows whose own cell is empty, or whose list has no such column."""

    def __init__(self):
        super().__init__(
            Category.objects.all(),
            label=_("Category of the rows that name none"),
            empty_label=_("none: such rows are refused"),
            required=False,
        )


class ListForm(ActForm):
    file = forms.FileField(
        label=_("The donor's list"),
        help_text=_("CSV or Excel (.xlsx), at most 10 MB and 20,000 rows, with a row of headings."),
        widget=forms.FileInput(attrs={"accept": ".csv,.tsv,.txt,.xlsx"}),
    )
    default_category = CategoryOfTheRest()

    def clean_file(self):
        upload = self.cleaned_data["file"]
        if upload.size > MAX_BYTES:
            raise ValidationError(_("This file is larger than 10 MB: split the list."))
        return read_list(upload.name, upload.read())

    def arguments(self):
        facts = dict(self.cleaned_data)
        return (), {"source": facts.pop("file"), **facts}


class ColumnsForm(ActForm):
    """One select per column of the list: which of our fields it fills."""

    default_category = CategoryOfTheRest()

    def __init__(self, batch, data=None):
        initial = {f"column_{index}": name for index, name in batch.mapping.items()}
        super().__init__(data, initial={"default_category": batch.default_category_id, **initial})
        self.batch = batch
        for index in range(len(batch.headings)):
            self.fields[f"column_{index}"] = forms.ChoiceField(
                label=heading_of(batch.headings, index),
                choices=[("", _("kept, not read")), *FIELDS.items()],
                required=False,
            )

    def arguments(self):
        facts = self.cleaned_data
        chosen = {str(index): facts[f"column_{index}"] for index in range(len(self.batch.headings))}
        mapping = {index: name for index, name in chosen.items() if name}
        return (), {"mapping": mapping, "default_category": facts["default_category"]}

    def columns(self):
        """Yield (bound select, the first examples of what stands below) for each column."""
        rows = self.batch.rows.values_list("cells", flat=True)[: EXAMPLES * 10]
        below = list(rows)
        for index in range(len(self.batch.headings)):
            said = [cells[index] for cells in below if index < len(cells) and cells[index].strip()]
            yield self[f"column_{index}"], said[:EXAMPLES]


class StartForm(ActForm):
    skip_refused = forms.BooleanField(
        label=_("Leave the refused rows out and write the others"), required=False
    )
