"""Pages of photos, and our logo."""

from django.apps import apps
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext_lazy, ngettext

from core.forms.actions import action_view, redirect_saying
from core.forms.base import attempt
from core.http.access import allowed
from core.http.body_limit import takes_files
from core.http.downloads import SANDBOX
from core.http.way_back import way_back
from core.models import Identity, Photo
from core.photos import photos
from core.photos.photos import PhotoForm
from core.workflow.lifecycle import Refused


def identity_logo(request):
    """Our logo, for any signed-in user."""
    logo = Identity.cached().logo
    if logo is None:
        raise Http404
    try:
        content = logo.read()
    except Refused as refusal:
        raise Http404 from refusal
    return _picture(content, logo.content_type)


def _picture(content, content_type):
    """Response with a picture that we encoded, so that it contains no active content.

    Like pages, it is not cached (`PrivatePagesMiddleware`): on a shared computer, the next user
    would find it after a sign-out.
    """
    response = HttpResponse(content, content_type=content_type)
    response.headers["Content-Security-Policy"] = SANDBOX
    return response


@allowed(photos.add_photos.permission)
@takes_files(count=photos.MAX_AT_ONCE)
def photo_add(request, noun, pk):
    """Add photos to a row in the user's scope; errors are shown on a separate page."""
    subject = _photographed(noun, pk, request.user)
    back = way_back(request, subject.get_absolute_url())
    form = PhotoForm(request.POST or None, request.FILES or None)
    if attempt(form, photos.add_photos, subject, by=request.user):
        number = len(form.cleaned_data["pictures"])
        done = ngettext("%(count)s photo added.", "%(count)s photos added.", number)
        return redirect_saying(request, done % {"count": number}, back)
    context = {"subject": subject, "form": form, "back": back}
    return render(request, "core/photo_add.html", context)


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
