from django.db import models
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from catalogue.names import key_of
from core.models.addressed import Addressed
from core.models.fields import once, protected_key
from inventory.devices.lifecycle.devices import ON_HAND
from people.base.site_scope import of_own_sites
from people.models import Site


class Purpose(models.TextChoices):
    """Devices that are moved to a place automatically."""

    BENCH = "bench", _("devices being refurbished")
    QUARANTINE = "quarantine", _("devices in quarantine")


FEWEST_ALIKE = 3  # devices on a shelf from which another kind of device there is doubtful


class PlaceQuerySet(models.QuerySet):
    def visible_to(self, user):
        return of_own_sites(self, user)

    def matching_code(self, code):
        """The shelf with this code, or the only one with this name or end of code, A1 for R-A1."""
        names = dict(self.values_list("code", "name")) if code else {}
        like = [c for c in names if c.endswith(f"-{code}") or key_of(names[c]) == key_of(code)]
        return self.filter(code__in=[code] if code in names or len(like) != 1 else like)

    def of_site(self, purpose):
        """SQL expression for an UPDATE of devices: the place of their site with this purpose."""
        places = self.filter(site=models.OuterRef("site"), purpose=purpose, is_active=True)
        return models.Subquery(places.values("pk")[:1])

    def with_devices(self):
        """Annotate `devices`, the number of devices there."""
        there = models.Q(device__status__in=ON_HAND)
        rows = self.annotate(devices=models.Count("device", filter=there))
        return rows.order_by("site__name", "code")


class Place(Addressed):
    """A shelf, a cupboard or a bench: the location of a device within a site."""

    PAGE = "place_edit"

    site = protected_key(Site, _("site"), related_name="places")
    name = models.CharField(_("name"), max_length=60)
    code = models.CharField(
        _("code"),
        max_length=20,
        unique=True,
        help_text=_("The code on its label, in capitals: A1, BENCH2..."),
        error_messages={"unique": _("Another shelf already has this code.")},
    )
    purpose = models.CharField(
        _("receives automatically"),
        max_length=10,
        choices=Purpose,
        blank=True,
        help_text=_("The register moves these devices here without a scan."),
    )
    is_active = models.BooleanField(_("in use"), default=True)
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    counted_at = models.DateTimeField(_("last counted"), null=True, editable=False)

    objects = PlaceQuerySet.as_manager()

    class Meta:
        ordering = ["site", "code"]
        verbose_name = _("shelf")
        verbose_name_plural = _("shelves")
        constraints = [
            once(["site", "name"], _("This site already has a shelf with this name."), name="name"),
            once(
                ["site", "purpose"],
                _("Another shelf of this site already receives these devices."),
                name="purpose",
                condition=~models.Q(purpose=""),
            ),
        ]

    def __str__(self):
        return f"{self.code} · {self.name}"

    def doubt_about(self, devices):
        """Sentence on those of `devices`, just put here, that resemble no other; "" for none."""
        moved = [device.pk for device in devices]
        others = self.device_set.filter(status__in=ON_HAND).exclude(pk__in=moved).order_by()
        others = list(others.values_list("category_id", "needs_erasure"))
        if not devices or len(others) < FEWEST_ALIKE:
            return ""
        kinds, hold_data = {kind for kind, _holds in others}, any(holds for _kind, holds in others)
        strange = [device for device in devices if device.category_id not in kinds]
        text = gettext("Check the shelf: %(place)s has no other device of this kind (%(devices)s).")
        if not strange and not hold_data:
            strange = [device for device in devices if device.needs_erasure]
            text = gettext(
                "Check the shelf: all other devices on %(place)s are erased (%(devices)s)."
            )
        named = ", ".join(str(device) for device in strange)
        return text % {"place": self.code, "devices": named} if strange else ""
