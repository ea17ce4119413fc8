from django.contrib.contenttypes.models import ContentType
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from core.models.fields import SubjectKey, once, protected_key, user_key


class Submission(models.Model):
    """A submitted form, stored for idempotence: a form sent twice is applied once.

    `content` is the keyed hash of the URL, the subject and the posted data: a key is valid for the
    same submission only.
    """

    by = user_key()
    key = models.UUIDField()
    content = models.CharField(max_length=64)
    at = models.DateTimeField(default=timezone.now)
    result_type = protected_key(ContentType, null=True, related_name="+")
    result_id = models.BigIntegerField(null=True)
    result = SubjectKey("result_type", "result_id")

    class Meta:
        constraints = [
            once(["by", "key"], _("This form has already been sent.")),
        ]

    def __str__(self):
        return str(self.key)
