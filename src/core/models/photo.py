from django.contrib.contenttypes.models import ContentType
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from core.models.fields import SubjectKey, document_key, protected_key, user_key
from core.workflow.guards import never_deleted


class PhotoQuerySet(models.QuerySet):
    def of(self, *subjects):
        """The photos of these rows (of one model) that were not removed, oldest first."""
        kind = ContentType.objects.get_for_model(subjects[0])
        ids = [subject.pk for subject in subjects]
        photos = self.filter(subject_type=kind, subject_id__in=ids, removed_at=None)
        return photos.select_related("document", "by").order_by("pk")


class Photo(models.Model):
    """A photo of a row; if it shows too much, it is removed with its file.

    A model with photos has `takes_photos = True` and `visible_to` on its queryset: users who may
    see the row may see its photos. No photo is added once its `is_over` is true.
    """

    subject_type = protected_key(ContentType, related_name="+", db_index=False)
    subject_id = models.BigIntegerField()
    subject = SubjectKey("subject_type", "subject_id")
    document = document_key()
    note = models.CharField(
        _("caption"),
        max_length=120,
        blank=True,
        help_text=_("Describe only the equipment, never a person."),
    )
    by = user_key()
    at = models.DateTimeField(default=timezone.now, editable=False)
    removed_at = models.DateTimeField(null=True, editable=False)

    objects = PhotoQuerySet.as_manager()

    class Meta:
        verbose_name = _("photo")
        verbose_name_plural = _("photos")
        indexes = [
            models.Index(fields=["subject_type", "subject_id", "id"], name="core_photo_subject")
        ]
        constraints = [
            never_deleted(_("A photo can be hidden, but not deleted from the register."))
        ]

    def __str__(self):
        return self.note or self.document.name

    def is_seen_by(self, user):
        """Whether `user` may see the row of this photo."""
        subjects = self.subject_type.model_class().objects.visible_to(user)
        return subjects.filter(pk=self.subject_id).exists()
