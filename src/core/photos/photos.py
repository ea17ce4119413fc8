"""Upload and remove photos of a record, stored without metadata (EXIF)."""

from dataclasses import dataclass

from django import forms
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.db import models
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.files.storage import store_first
from core.forms.base import ActForm
from core.forms.uploads import clean_picture
from core.models import Document, Event, Photo
from core.workflow.lifecycle import Refused
from core.workflow.operations import operation

MAX_AT_ONCE = 8
MAX_PER_SUBJECT = 40


def stored_pictures(_subject, *, pictures=(), **_more):
    """A `prepare` that stores the photos as JPEG files."""
    cleaned = (p if isinstance(p, bytes) else clean_picture(p) for p in pictures)
    return {"pictures": [store_first(content) for content in cleaned]}


@operation("core.take_photo", prepare=stored_pictures)
def add_photos(subject: models.Model, *, by, pictures: list[UploadedFile], note="") -> list[Photo]:
    """Store photos of a record, each re-encoded as a JPEG without metadata.

    Raise `Refused` for a file that is not a picture, or if the record already has forty.
    """
    subject.refresh_from_db()
    if takes_no_more(subject):
        raise Refused(_("This record is closed: photos can no longer be added."))
    there = Photo.objects.of(subject).count()
    if there + len(pictures) > MAX_PER_SUBJECT:
        raise Refused(
            _("There are already %(count)s photos: remove some first.") % {"count": there}
        )
    photos = [
        Photo.objects.create(
            subject=subject, document=_keep(picture, by), note=" ".join(note.split()), by=by
        )
        for picture in pictures
    ]
    Event.objects.record("photo.added", subject, by=by, count=len(photos))
    return photos


def takes_no_more(subject: models.Model) -> bool:
    """Whether the record has a final status, if its model has statuses."""
    return getattr(subject, "is_over", False)


def _keep(picture, by):
    return Document.objects.store(
        picture,
        kind="photo",
        name="photo.jpg",
        content_type="image/jpeg",
        by=by,
    )


@operation("core.take_photo")
def remove_photo(photo: Photo, *, by) -> Photo:
    """Remove a photo and delete its file, but keep its row."""
    photo = Photo.objects.select_for_update(of=("self",)).get(pk=photo.pk)
    if photo.removed_at is None:
        photo.removed_at = timezone.now()
        photo.save(update_fields=["removed_at"])
        photo.document.purge()
        Event.objects.record("photo.removed", photo.subject, by=by, count=1)
    return photo


class ManyFiles(forms.FileInput):
    allow_multiple_selected = True


class PicturesField(forms.FileField):
    """A field for several pictures at once; its value is a list of uploaded files."""

    widget = ManyFiles(attrs={"accept": "image/png,image/jpeg,image/webp"})

    def clean(self, data, initial=None):
        pictures = data if isinstance(data, list) else [data] if data else []
        if len(pictures) > MAX_AT_ONCE:
            raise ValidationError(
                _("Send at most %(count)s photos at a time.") % {"count": MAX_AT_ONCE}
            )
        cleaned = [super(PicturesField, self).clean(picture) for picture in pictures or [None]]
        return [picture for picture in cleaned if picture]


class PhotoForm(ActForm):
    pictures = PicturesField(
        label=gettext_lazy("Photos"),
        help_text=gettext_lazy(
            "Up to eight photos at a time, 10 MB each. Never photograph a person, or a "
            "screen with personal data."
        ),
    )
    note = forms.CharField(
        label=gettext_lazy("Caption"),
        max_length=Photo._meta.get_field("note").max_length,
        required=False,
    )


@dataclass
class Gallery:
    """The photos of a row and the URL to add more, for `core/_photos.html`.

    `is_empty` saves the query if the row is known to have no photos.
    """

    subject: models.Model
    is_empty: bool = False

    @cached_property
    def photos(self):
        return [] if self.is_empty else list(Photo.objects.of(self.subject))

    @property
    def is_closed(self):
        """Whether no more photos can be added."""
        return takes_no_more(self.subject)

    @property
    def address(self):
        """The URL at which photos of this object are added."""
        return reverse("photo_add", args=[self.subject._meta.label_lower, self.subject.pk])
