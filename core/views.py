from django.apps import apps
from django.contrib import messages
from django.contrib.auth.decorators import permission_required
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_POST

from core import merging, photos
from core.actions import action_view, redirect_saying, run_action
from core.body_limit import takes_files
from core.clock import confirm_clock
from core.downloads import SANDBOX
from core.forms import attempt
from core.identity import IdentityForm, save_identity
from core.lists import saved_views
from core.lists.toolbar import ChangeViewForm
from core.models import Event, Identity, Photo, SavedView
from core.modules.switches import ModulesForm, show_demo, switch_modules
from core.photos import PhotoForm
from core.settings_page.registry import entries_for
from core.text_input import number_of
from core.workflow.lifecycle import Refused


def settings_page(request):
    """The settings page: every entry that this user may change."""
    parts = entries_for(request.user)
    if not parts:
        raise PermissionDenied
    missing = sum(len(summary.missing) for _part, lines in parts for _decision, summary in lines)
    return render(request, "core/settings.html", {"parts": parts, "missing": missing})


@permission_required(save_identity.permission, raise_exception=True)
@takes_files(count=2)
def identity_edit(request):
    identity = Identity.objects.filter(pk=1).first() or Identity(pk=1)
    is_new = identity._state.adding
    form = IdentityForm(request.POST or None, request.FILES or None, instance=identity)
    if attempt(form, save_identity, by=request.user):
        messages.success(request, _("The changes are saved."))
        return redirect("home" if is_new else "identity_edit")
    events = Event.objects.about(identity)[:50]
    context = {"form": form, "events": events}
    return render(request, "core/identity_edit.html", context)


@permission_required(switch_modules.permission, raise_exception=True)
def modules_edit(request):
    """Choose which modules are on; what belongs to the others is shown nowhere."""
    form = ModulesForm(request.POST or None)
    if attempt(form, switch_modules, by=request.user):
        return redirect_saying(request, _("The changes are saved."), "modules_edit")
    events = Event.objects.about(form.edited_row).filter(kind__startswith="module.")
    events = events.select_related("by")[:50]
    return render(request, "core/modules_edit.html", {"form": form, "events": events})


@permission_required(show_demo.permission, raise_exception=True)
@require_POST
def modules_demo(request):
    """All modules of a demo, or the small set, by one button."""
    run_action(request, show_demo, with_all="all" in request.POST)
    return redirect("modules_edit")


@permission_required(confirm_clock.permission, raise_exception=True)
@require_POST
def clock_confirm(request):
    done = _("The time is confirmed. What waited is done within a few minutes.")
    run_action(request, confirm_clock, done=done)
    return redirect("home")


def identity_logo(request):
    """Our logo, for any signed-in user: a picture that we wrote ourselves, and nothing else."""
    logo = Identity.cached().logo
    if logo is None:
        raise Http404
    try:
        content = logo.read()
    except Refused as refusal:
        raise Http404 from refusal
    return _picture(content, logo.content_type)


def _picture(content, content_type):
    """A picture that we wrote ourselves, which can do nothing but be seen.

    Like pages, it is not cached (`PrivatePagesMiddleware`): on a shared computer the next user
    would find it after the sign-out.
    """
    response = HttpResponse(content, content_type=content_type)
    response.headers["Content-Security-Policy"] = SANDBOX
    return response


@permission_required(photos.add_photos.permission, raise_exception=True)
@takes_files(count=photos.MAX_AT_ONCE)
def photo_add(request, noun, pk):
    """Add photos to a row in the user's scope; errors are shown on a page of their own."""
    subject = _photographed(noun, pk, request.user)
    form = PhotoForm(request.POST or None, request.FILES or None)
    if attempt(form, photos.add_photos, subject, by=request.user):
        number = len(form.cleaned_data["pictures"])
        done = ngettext("%(count)s photo added.", "%(count)s photos added.", number)
        return redirect_saying(request, done % {"count": number}, subject)
    return render(request, "core/photo_add.html", {"subject": subject, "form": form})


def _photographed(noun, pk, user):
    """The row of this model in the scope of `user`; 404 for models without photos."""
    try:
        model = apps.get_model(noun)
    except (LookupError, ValueError) as error:
        raise Http404 from error
    if not getattr(model, "takes_photos", False):
        raise Http404
    return get_object_or_404(model.objects.visible_to(user), pk=pk)


def photo_or_404(request, pk):
    taken = Photo.objects.select_related("document", "subject_type")
    photo = get_object_or_404(taken, pk=pk)
    if not photo.is_seen_by(request.user):
        raise Http404
    return photo


def photo_file(request, pk):
    """The image file, for users who may see its row."""
    document = photo_or_404(request, pk).document
    try:
        content = document.read()
    except Refused as refusal:
        raise Http404 from refusal
    return _picture(content, document.content_type)


photo_remove = action_view(
    photos.remove_photo,
    photo_or_404,
    gettext_lazy("The photo is removed."),
    back=lambda _request, photo: photo.subject,
)


may_arrange = permission_required(saved_views.change_view.permission, raise_exception=True)


@may_arrange
def view_edit(request, pk):
    """A view of a list: its name, who sees it, whether the list opens with it; or its end."""
    view = get_object_or_404(SavedView.objects.visible_to(request.user), pk=pk)
    if "delete" in request.POST:
        run_action(request, saved_views.delete_view, view, done=_("The view is deleted."))
        return redirect(view.list_address)
    form = ChangeViewForm(request.POST or None, instance=view, user=request.user)
    if attempt(form, form.operation, view, by=request.user):
        messages.success(request, _("The changes are saved."))
        is_seen = SavedView.objects.visible_to(request.user).filter(pk=pk).exists()
        return redirect(view if is_seen else view.list_address)
    request.section_path = view.list_address
    return render(request, "core/view_edit.html", {"view": view, "form": form})


may_merge = permission_required(merging.merge.permission, raise_exception=True)


def _merging(noun):
    if noun not in merging.MERGINGS:
        raise Http404
    return merging.MERGINGS[noun]


@may_merge
def row_merge(request, noun, pk):
    """Find the other of a row that is there twice, see what moves, and make them one."""
    kind = _merging(noun)
    rows = kind.model.objects.visible_to(request.user)
    row = get_object_or_404(rows, pk=pk)
    chosen = number_of(request.GET.get("into"))
    if chosen:
        return _confirm_merge(request, kind, row, get_object_or_404(rows, pk=chosen))
    form = merging.SearchForm(request.POST or None, row=row)
    context = {
        "kind": kind,
        "row": row,
        "form": form,
        "matches": kind.matches(row, form.text, request.user),
        "merges": merging.merges_of(row),
        "back": kind.address(row),
    }
    return render(request, "core/row_merge.html", context)


def _confirm_merge(request, kind, row, other):
    form = merging.MergeForm(request.POST or None, into=other)
    if attempt(form, merging.merge, row, by=request.user):
        messages.success(request, _("Merged: all that pointed at the one points at the other."))
        return redirect("row_merge", kind.noun, other.pk)
    obstacle = merging.obstacle(row, other, by=request.user)
    context = {"kind": kind, "row": row, "other": other, "form": form, "obstacle": obstacle}
    if not obstacle:
        context["moves"] = merging.preview(row, other)
    return render(request, "core/row_merge_confirm.html", context)


@require_POST
@may_merge
def row_unmerge(request, noun, pk):
    """Undo a merge; the row that was merged is seen no more, the one it was merged into is."""
    kind = _merging(noun)
    into = kind.model.objects.visible_to(request.user)
    row = get_object_or_404(kind.model, pk=pk, merged_into__in=into)
    run_action(
        request, merging.undo_merge, row, done=_("The merge is undone: there are two again.")
    )
    return redirect("row_merge", noun, row.merged_into_id)
