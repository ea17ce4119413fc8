"""Pages that merge two rows, and separate them again."""

from django.contrib import messages
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from core.forms.actions import run_action
from core.forms.base import attempt
from core.http.access import allowed
from core.models.mergeable import merges_of
from core.text_input import number_of
from modules.merging import merging
from modules.merging.forms import MergeForm, SearchForm

may_merge = allowed(merging.merge.permission)


def _merging(noun):
    if noun not in merging.MERGINGS:
        raise Http404
    return merging.MERGINGS[noun]


@may_merge
def merge_list(request):
    """Suggest the rows with nearly the same name, of each kind."""
    found = [(kind, kind.suggestions(request.user)) for kind in merging.MERGINGS.values()]
    context = {"found": [(kind, pairs) for kind, pairs in found if pairs]}
    return render(request, "merging/merge_list.html", context)


@may_merge
def row_merge(request, noun, pk):
    """Find the duplicate of a row, preview what moves, and merge them."""
    kind = _merging(noun)
    rows = kind.model.objects.visible_to(request.user)
    row = get_object_or_404(rows, pk=pk)
    chosen = number_of(request.GET.get("into"))
    if chosen:
        return _confirm_merge(request, kind, row, get_object_or_404(rows, pk=chosen))
    form = SearchForm(request.POST or None, row=row)
    context = {
        "kind": kind,
        "row": row,
        "form": form,
        "alike": [] if form.is_bound else kind.alike(row, request.user),
        "matches": kind.matches(row, form.text, request.user),
        "merges": merges_of(row),
        "back": kind.address(row),
    }
    return render(request, "merging/row_merge.html", context)


def _confirm_merge(request, kind, row, other):
    form = MergeForm(request.POST or None, into=other)
    if attempt(form, merging.merge, row, by=request.user):
        messages.success(request, _("Merged: everything is now in one record."))
        return redirect("row_merge", kind.noun, other.pk)
    obstacle = merging.obstacle(row, other, by=request.user)
    context = {"kind": kind, "row": row, "other": other, "form": form, "obstacle": obstacle}
    if not obstacle:
        context["moves"] = merging.preview(row, other)
    return render(request, "merging/row_merge_confirm.html", context)


@may_merge.by_post
def row_apart(request, noun, pk, other):
    """Declare that two suggested rows are not duplicates."""
    kind = _merging(noun)
    rows = kind.model.objects.visible_to(request.user)
    row, other = get_object_or_404(rows, pk=pk), get_object_or_404(rows, pk=other)
    done = _(
        "%(one)s and %(other)s are no longer suggested; “Merge with another” is still possible."
    )
    params = {"one": row, "other": other}
    run_action(request, merging.declare_distinct, row, other=other, done=done % params)
    return redirect("merge_list")


@may_merge.by_post
def row_unmerge(request, noun, pk):
    """Undo a merge, on the page of the surviving row: the merged row is hidden."""
    kind = _merging(noun)
    into = kind.model.objects.visible_to(request.user)
    row = get_object_or_404(kind.model, pk=pk, merged_into__in=into)
    run_action(
        request,
        merging.undo_merge,
        row,
        done=_("The merge has been undone: there are two records again."),
    )
    return redirect("row_merge", noun, row.merged_into_id)
