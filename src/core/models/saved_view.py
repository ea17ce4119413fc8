from urllib.parse import urlencode

from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower
from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext_lazy as _

from core.models.fields import check, once, user_key

MAX_VIEWS = 30  # per user and list


class SavedViewQuerySet(models.QuerySet):
    def visible_to(self, user):
        """The user's own views; for members of our team, shared views too."""
        mine = Q(owner=user)
        return self.filter(mine | Q(is_shared=True) if user.has_perm("core.read_view") else mine)

    def manageable_by(self, user):
        """The views that `user` may rename or delete.

        These are the user's own views, and for a coordinator any shared view.
        """
        mine = Q(owner=user)
        return self.filter(mine | Q(is_shared=True) if user.has_perm("core.manage_view") else mine)


class SavedView(models.Model):
    """Filters, columns and order of a list, saved under a title.

    It stores the query and no rows: each user sees only the rows in their scope. Values that may
    name a person are never stored (`core.lists.filters`).
    """

    owner = user_key()
    list_name = models.CharField(max_length=60)  # URL name of the list
    name = models.CharField(
        _("name"), max_length=60, help_text=_("Describe the list, without names of people.")
    )
    is_shared = models.BooleanField(_("shared with the team"), default=False)
    filters = models.JSONField(default=dict)  # {"status": ["ready"], ...}
    columns = models.JSONField(default=list)  # names of columns; empty for the default columns
    sort = models.CharField(max_length=60, blank=True)

    objects = SavedViewQuerySet.as_manager()

    class Meta:
        verbose_name = _("saved view")
        verbose_name_plural = _("saved views")
        ordering = [Lower("name"), "pk"]
        constraints = [
            models.UniqueConstraint(
                "owner",
                "list_name",
                Lower("name"),
                name="core_savedview_name_once",
                violation_error_message=_("You already have a view with this name."),
            ),
            check("named", ~Q(name=""), _("A view must have a name.")),
        ]
        indexes = [models.Index(fields=["list_name", "is_shared"], name="core_savedview_list")]

    def __str__(self):
        return self.name

    def get_absolute_url(self):
        return f"{self.list_address}?{self.query}"

    @property
    def query(self):
        """The query string that shows the list in the state of this view."""
        params = {**self.filters, "sort": self.sort, "view": self.pk}
        return urlencode({name: value for name, value in params.items() if value}, doseq=True)

    @property
    def list_address(self):
        """The URL of the list; the home page if the list no longer exists."""
        try:
            return reverse(self.list_name)
        except NoReverseMatch:
            return reverse("home")


class ListChoice(models.Model):
    """The columns and the default view that a user chose for a list."""

    user = user_key()
    list_name = models.CharField(max_length=60)
    columns = models.JSONField(default=list)
    view = models.ForeignKey(SavedView, models.SET_NULL, null=True, related_name="+")

    class Meta:
        constraints = [
            once(["user", "list_name"], _("A user can have only one layout for each list.")),
        ]

    def __str__(self):
        return self.list_name
