"""The checklists of each category: read by who tests with them, written by an admin."""

from django.contrib import messages
from django.contrib.auth.decorators import permission_required
from django.db.models import Count, Prefetch
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from catalogue.models import Category
from core.acts import run_action
from core.forms import attempt
from inventory import operations
from inventory.checklists import compare, differ, shipped
from inventory.forms.checklists import ChecklistForm
from inventory.forms.versions import EditorForm
from inventory.models import Checklist

may_read = permission_required(operations.record_results.permission, raise_exception=True)
may_write = permission_required(operations.save_checklist.permission, raise_exception=True)


@may_read
def checklist_list(request):
    """Each category, with the version in use."""
    current = Checklist.objects.current().select_related("saved_by").annotate(number=Count("items"))
    lists = Prefetch("checklist_set", current, to_attr="in_use")
    categories = Category.objects.prefetch_related(lists).order_by("position", "code")
    return render(request, "inventory/checklist_list.html", {"categories": categories})


@may_read
def checklist_version(request, pk):
    """A version as technicians see it, what it changed, and the others of its category."""
    versions = Checklist.objects.select_related("category", "saved_by")
    checklist = get_object_or_404(versions, pk=pk)
    items = list(checklist.items.all())
    others = versions.filter(category=checklist.category_id).order_by("-version")
    before = others.filter(version__lt=checklist.version).first()
    context = {
        "checklist": checklist,
        "before": before,
        "changes": compare(list(before.items.all()), items) if before else [],
        "preview": _preview(items),
        "versions": others,
        "shipped_differs": checklist.is_current and _shipped_differs(checklist.category, items),
    }
    return render(request, "inventory/checklist_version.html", context)


@may_write
def checklist_edit(request, pk):
    """The list of a category, changed in a form and saved as a whole: its next version."""
    category = get_object_or_404(Category, pk=pk)
    current = Checklist.objects.current().filter(category=category).first()
    items = list(current.items.all()) if current else []
    version = current.version if current else 0
    form = EditorForm(request.POST or None, items=items, version=version)
    context = {"category": category, "current": current, "form": form}
    if form.is_bound and not form.acts:
        if request.POST["do"] == "preview" and form.is_valid():
            written = form.items
            context |= {"preview": _preview(written), "changes": compare(items, written)}
        elif attempt(form, operations.save_checklist, category, by=request.user):
            params = {"number": form.result.version}
            messages.success(request, _("Version %(number)s is in use.") % params)
            return redirect(form.result)
    return render(request, "inventory/checklist_edit.html", context)


@may_write
def checklist_shipped(request, pk):
    """The list that comes with the product beside ours; pressed, it is our next version."""
    category = get_object_or_404(Category, pk=pk)
    current = Checklist.objects.current().filter(category=category).first()
    if request.method == "POST":
        done = _("The list that comes with Rebond is in use.")
        run_action(request, operations.take_shipped, category, done=done)
        current = Checklist.objects.current().filter(category=category).first()
        return redirect(current) if current else redirect("checklist_list")
    items = shipped(category)
    changes = compare(list(current.items.all()) if current else [], items)
    context = {
        "category": category,
        "current": current,
        "changes": changes,
        "can_take": bool(items) and differ(changes),
        "preview": _preview(items),
    }
    return render(request, "inventory/checklist_shipped.html", context)


def _shipped_differs(category, items):
    theirs = shipped(category)
    return bool(theirs) and differ(compare(items, theirs))


def _preview(items):
    """The form that a technician would fill in, for items that are perhaps not saved."""
    for number, item in enumerate(items, 1):
        item.pk, item.result = item.pk or number, None
    return ChecklistForm(items=items)
