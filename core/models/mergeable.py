from django.db import models

from core.models.fields import protected_key


class Mergeable(models.Model):
    """A row that may turn out to be a duplicate: see `core.merging.merging`.

    The merged row stays, hidden, so that the merge can be undone; nothing refers to it.
    """

    merged_into = protected_key("self", null=True, editable=False, related_name="merged")

    class Meta:
        abstract = True
