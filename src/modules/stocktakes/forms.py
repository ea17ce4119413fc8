from django import forms
from django.utils.translation import gettext_lazy as _

from catalogue.models import Category
from core.forms.base import ActForm
from core.forms.versions import Versioned, hold_row
from core.forms.widgets import RowsField
from inventory.intake.forms import PlaceField
from inventory.models import Place
from modules.stocktakes.lifecycle import OFFERED, Decision, Finding
from modules.stocktakes.models import CountLine
from people.models import Site


class OpenCountForm(ActForm):
    """Form for `open_count`: a shelf, or a category or a site for users who may count one."""

    PLACE, CATEGORY, SITE = "place", "category", "site"
    scope = forms.ChoiceField(
        label=_("What are you counting?"),
        choices=[(PLACE, _("a shelf")), (CATEGORY, _("a category")), (SITE, _("a whole site"))],
        initial=PLACE,
        required=False,
        widget=forms.RadioSelect,
    )
    place = PlaceField(
        label=_("Shelf"), required=False, help_text=_("The code of the shelf, typed or scanned.")
    )
    category = forms.ModelChoiceField(Category.objects.all(), label=_("Category"), required=False)
    site = forms.ModelChoiceField(
        Site.objects.none(), label=_("Site"), required=False, empty_label=None
    )

    def __init__(self, data=None, *, user, **kwargs):
        super().__init__(data, **kwargs)
        sites = Site.objects.visible_to(user)
        self.fields["site"].queryset = sites.filter(is_active=True)
        self.fields["site"].initial = user.site_id
        places = Place.objects.visible_to(user).filter(is_active=True).select_related("site")
        self.fields["place"].queryset = places
        self.fields["place"].widget.attrs["autofocus"] = True
        if not user.has_perm("stocktakes.count_site"):
            del self.fields["scope"], self.fields["category"], self.fields["site"]
            self.fields["place"].required = True

    def clean(self):
        cleaned = super().clean()
        scope = cleaned.pop("scope", None) or self.PLACE
        if scope == self.PLACE:
            place = cleaned.get("place")
            if place:
                return {"site": place.site, "place": place}
            if "place" not in self.errors:
                self.add_error("place", _("Choose a shelf."))
        else:
            cleaned.pop("place", None)
            self.errors.pop("place", None)
            if scope == self.SITE:
                return {"site": cleaned.get("site")}
            if not cleaned.get("category") and "category" not in self.errors:
                self.add_error("category", _("Choose a category."))
        return cleaned


class TickForm(ActForm):
    """Form for `count_ticked`: the lines ticked on the printed sheet of a count."""

    lines = RowsField(
        CountLine.objects.none(),
        error_messages={"required": _("First tick the lines that were seen.")},
    )

    def __init__(self, data=None, *, count):
        super().__init__(data)
        self.fields["lines"].queryset = count.lines.all()

    def arguments(self):
        return (), {"lines": list(self.cleaned_data["lines"])}


class NoteForm(Versioned, ActForm):
    note = CountLine._meta.get_field("note").formfield()

    def __init__(self, data=None, *, line):
        super().__init__(data, initial={"note": line.note})
        self.edited_row = line

    def hold(self):
        hold_row(self.edited_row.count)
        hold_row(self.edited_row)


class DecideForm(ActForm):
    """Form for `decide`: the resolution of the ticked lines of a list, or of all its lines."""

    decision = forms.ChoiceField(
        label=_("What happens to the ticked lines?"),
        choices=Decision,
        error_messages={"required": _("Choose what happens to the ticked lines.")},
    )
    reason = forms.CharField(
        label=_("Reason, if left unchanged"),
        max_length=120,
        required=False,
        help_text=_("Describe only the equipment, never a person."),
    )
    lines = RowsField(CountLine.objects.none(), required=False)
    all = forms.BooleanField(required=False)
    chosen = 0  # number of lines, once submitted

    def __init__(self, data=None, *, count, finding):
        super().__init__(data)
        self.finding = Finding(finding)
        self.rows = count.lines.filter(finding=self.finding)
        offered = [
            (decision.value, decision.label)
            for decision in OFFERED[self.finding]
            if self.rows.allowing(decision).exists()
        ]
        undecided = [("", _("choose"))] if len(offered) > 1 else []
        self.fields["decision"].choices = [*undecided, *offered]
        self.fields["lines"].queryset = self.rows

    def clean(self):
        cleaned = super().clean()
        if not cleaned.get("lines") and not cleaned.get("all") and "lines" not in self.errors:
            raise forms.ValidationError(_("Tick the lines first, or decide for the whole list."))
        return cleaned

    def arguments(self):
        cleaned = self.cleaned_data
        lines = self.rows if cleaned["all"] else self.rows.filter(pk__in=cleaned["lines"])
        self.chosen = lines.count()
        keywords = {name: cleaned[name] for name in ("decision", "reason")}
        return (), {"lines": lines, **keywords}
