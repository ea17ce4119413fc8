"""Pages of the catalogue: one set of views for its models, selected by `noun` in the URL."""

from typing import NamedTuple

from django.contrib import messages
from django.db.models import Count, Model, Prefetch
from django.forms import BaseForm
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from catalogue import forms, tables
from catalogue import tables as filters
from catalogue.forms import KitForm
from catalogue.models import (
    AccessoryKind,
    Brand,
    Category,
    DeviceModel,
    Factor,
    FaultAlias,
    FaultType,
    Kit,
    KitPart,
    Price,
    ResaleCap,
    VoucherProduct,
)
from catalogue.operations import save_kit, save_reference, settle_proposal
from core.forms.actions import redirect_saying
from core.forms.base import attempt
from core.http.access import allowed
from core.lists.filters import FilterSet
from core.lists.tables import Table, render_table
from core.models import Event
from core.modules.registry import is_noun_on


class Kind(NamedTuple):
    """Configuration of the pages of one catalogue model."""

    model: type[Model]
    form: type[BaseForm]
    table: type[Table]
    picture: str
    filter: type[FilterSet] | None = None
    related: tuple = ()

    @property
    def noun(self):
        return self.model._meta.model_name

    @property
    def name(self):
        return self.model._meta.verbose_name_plural

    def rows(self):
        """Rows of the catalogue that are neither merged nor proposed."""
        rows = self.model.objects.select_related(*self.related)
        return rows.offered() if self.noun in PROPOSED_NOUNS else rows


KINDS = {
    kind.noun: kind
    for kind in [
        Kind(Category, forms.CategoryForm, tables.CategoryTable, "shapes"),
        Kind(Brand, forms.BrandForm, tables.BrandTable, "tag", filters.NameFilter),
        Kind(
            DeviceModel,
            forms.DeviceModelForm,
            tables.DeviceModelTable,
            "layers",
            filters.NameFilter,
            ("brand", "category"),
        ),
        Kind(FaultType, forms.FaultTypeForm, tables.FaultTypeTable, "wrench"),
        Kind(
            FaultAlias,
            forms.FaultAliasForm,
            tables.FaultAliasTable,
            "languages",
            filters.FaultAliasFilter,
            ("fault",),
        ),
        Kind(AccessoryKind, forms.AccessoryKindForm, tables.AccessoryKindTable, "cable"),
        Kind(VoucherProduct, forms.VoucherProductForm, tables.VoucherProductTable, "ticket"),
        Kind(
            Factor,
            forms.FactorForm,
            tables.FactorTable,
            "leaf",
            filters.FactorFilter,
            ("category",),
        ),
        Kind(
            Price,
            forms.PriceForm,
            tables.PriceTable,
            "tags",
            related=("category",),
        ),
        Kind(
            ResaleCap,
            forms.ResaleCapForm,
            tables.ResaleCapTable,
            "scale",
            related=("category",),
        ),
    ]
}


PROPOSED_NOUNS = {model._meta.model_name: model for model in (Brand, DeviceModel)}


def kind_of(noun):
    if noun not in KINDS or not is_noun_on(noun):
        raise Http404
    return KINDS[noun]


@allowed("catalogue.view_reference")
def reference_index(request):
    shown = [kind for kind in KINDS.values() if is_noun_on(kind.noun)]
    context = {
        "kinds": [(kind, kind.rows().count()) for kind in shown],
        "kits": Kit.objects.count(),
        "proposals": sum(model.objects.proposed().count() for model in PROPOSED_NOUNS.values()),
    }
    return render(request, "catalogue/reference_index.html", context)


@allowed("catalogue.view_reference")
def reference_list(request, noun):
    kind = kind_of(noun)
    rows = kind.rows()
    narrowed = kind.filter and kind.filter(request.GET, queryset=rows)
    table = kind.table(narrowed.qs if narrowed else rows)
    return render_table(
        request, "catalogue/reference_list.html", table, kind=kind, filters=narrowed
    )


@allowed(save_reference.permission)
def reference_add(request, noun):
    kind = kind_of(noun)
    form = kind.form(request.POST or None)
    if attempt(form, save_reference, by=request.user):
        return redirect_saying(request, _("Added to the catalogue."), "reference_list", noun)
    return render(request, "catalogue/reference_add.html", {"kind": kind, "form": form})


@allowed(save_reference.permission)
def reference_edit(request, noun, pk):
    kind = kind_of(noun)
    row = get_object_or_404(kind.rows(), pk=pk)
    context = {
        "kind": kind,
        "name": str(row),
        "row": row,
        "events": Event.objects.about(row)[:50],
    }
    form = kind.form(request.POST or None, instance=row)
    if attempt(form, save_reference, by=request.user):
        return redirect_saying(request, _("The change is saved."), "reference_list", noun)
    return render(request, "catalogue/reference_edit.html", {"form": form, **context})


may_settle = allowed(settle_proposal.permission)


@may_settle
def proposal_list(request, form=None):
    """List the proposed brands and models; `form` is the invalid form, if any."""
    rows = [
        row
        for model in PROPOSED_NOUNS.values()
        for row in model.objects.proposed().annotate(devices=Count("device")).order_by("pk")
    ]
    lines = [
        (row, form if form and form.row == row else forms.ProposalForm(row=row)) for row in rows
    ]
    return render(request, "catalogue/proposal_list.html", {"lines": lines})


@may_settle.by_post
def proposal_settle(request, noun, pk):
    if noun not in PROPOSED_NOUNS:
        raise Http404
    row = get_object_or_404(PROPOSED_NOUNS[noun].objects.proposed(), pk=pk)
    form = forms.ProposalForm(request.POST, row=row)
    if not attempt(form, settle_proposal, row, by=request.user):
        return proposal_list(request, form=form)
    messages.success(request, _("“%(name)s” is in the catalogue.") % {"name": form.result})
    return redirect("proposal_list")


@allowed("catalogue.change_kit")
def kit_list(request):
    kits = Kit.objects.prefetch_related(Prefetch("parts", KitPart.objects.for_list()))
    return render(request, "catalogue/kit_list.html", {"kits": kits})


@allowed("catalogue.change_kit")
def kit_add(request):
    form = KitForm(request.POST or None)
    if attempt(form, save_kit, by=request.user):
        return redirect_saying(request, _("The kit is in the catalogue."), "kit_list")
    return render(request, "catalogue/kit_edit.html", {"form": form})


@allowed("catalogue.change_kit")
def kit_edit(request, pk):
    kit = get_object_or_404(Kit, pk=pk)
    context = {"kit": kit, "name": str(kit), "events": Event.objects.about(kit)[:50]}
    form = KitForm(request.POST or None, instance=kit)
    if attempt(form, save_kit, by=request.user):
        return redirect_saying(request, _("The change is saved."), "kit_list")
    return render(request, "catalogue/kit_edit.html", {"form": form, **context})
