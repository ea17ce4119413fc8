"""Label formats, printers, and the default labels of each site."""

from decimal import Decimal

from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from core.models.fields import check, once, protected_key
from inventory.labels.geometry import MAX_ASYMMETRY_MM, problems_of
from inventory.labels.sheets import MAX_COPIES
from people.base.site_scope import of_own_sites
from people.models import Site

# Databases compute in binary fractions: values that are equal in decimals may differ by this.
ROUNDING_MM = Decimal("0.001")
MAX_LENGTH_MM = 1000  # longer than any sheet of labels
LENGTHS = [
    "page_width",
    "page_height",
    "width",
    "height",
    "columns",
    "rows",
    "left",
    "top",
    "pitch_x",
    "pitch_y",
    "margin_x",
    "margin_y",
]
MAX_SHIFT_MM = 15  # a larger offset means that the printer is faulty


def _length(name, *, largest=MAX_LENGTH_MM, least=Decimal("0.1"), **more):
    limits = [MinValueValidator(least), MaxValueValidator(largest)]
    return models.DecimalField(name, max_digits=6, decimal_places=2, validators=limits, **more)


def _span(first, pitch, count, size):
    """Distance from the edge of the page to the end of the last label."""
    return F(first) + F(pitch) * (F(count) - 1) + F(size)


def _within(page, span, other_margin):
    """Condition for formats whose margin after the last label equals the first margin."""
    equal = span + F(other_margin)
    slack = MAX_ASYMMETRY_MM + ROUNDING_MM
    return Q(**{f"{page}__gte": equal - slack, f"{page}__lte": equal + slack})


ACROSS = _span("left", "pitch_x", "columns", "width")
DOWN = _span("top", "pitch_y", "rows", "height")


class Line(models.TextChoices):
    """The information printed on a line of a label."""

    MODEL = "model", _("brand and model")
    SERIAL = "serial", _("serial number")
    GRADE = "grade", _("grade")
    OWN = "own", _("free text")


def _line(name, default=""):
    return models.CharField(name, max_length=6, choices=Line, blank=True, default=default)


class LabelFormat(models.Model):
    """The format of a sheet or a roll of labels, and the content of each label.

    Lengths are in millimetres, from the upper left corner of the page. On a roll, a page is a
    label.
    """

    class Dots(models.IntegerChoices):
        """Printer resolutions: a module of a code is a whole number of dots."""

        COARSE = 203, _("203 dots per inch (label printers)")
        FINE = 300, _("300 dots per inch, or a multiple (office and label printers)")

    code = models.SlugField(
        _("code"),
        max_length=20,
        unique=True,
        help_text=_("The manufacturer’s name for it: L7160, DK-11209..."),
        error_messages={"unique": _("Another format already has this code.")},
    )
    name = models.CharField(_("name"), max_length=80)
    page_width = _length(_("page width"), default=210)
    page_height = _length(_("page height"), default=297)
    width = _length(_("label width"))
    height = _length(_("label height"))
    columns = models.PositiveSmallIntegerField(
        _("columns"), default=1, validators=[MinValueValidator(1), MaxValueValidator(12)]
    )
    rows = models.PositiveSmallIntegerField(
        _("rows"), default=1, validators=[MinValueValidator(1), MaxValueValidator(50)]
    )
    left = _length(_("left margin"), least=0, help_text=_("Empty: the labels are centred."))
    top = _length(_("top margin"), least=0, help_text=_("Empty: the labels are centred."))
    pitch_x = _length(
        _("from one column to the next"),
        help_text=_("From the left edge of one label to the left edge of the next. Empty: no gap."),
    )
    pitch_y = _length(
        _("from one row to the next"),
        help_text=_("From the top edge of one label to the top edge of the next. Empty: no gap."),
    )
    margin_x = _length(
        _("side margins inside a label"),
        least=0,
        largest=20,
        default=Decimal("1.5"),
        help_text=_("Nothing is printed there: sheets shift a little, and rolls have blank edges."),
    )
    margin_y = _length(
        _("top and bottom margins inside a label"), least=0, largest=20, default=Decimal("1.5")
    )
    dpi = models.PositiveSmallIntegerField(_("printer resolution"), choices=Dots, default=Dots.FINE)
    shows_association = models.BooleanField(_("the name of our association"), default=True)
    shows_phone = models.BooleanField(
        _("the phone number to call if the device is found"), default=True
    )
    shows_logo = models.BooleanField(
        _("our logo instead of the name, if there is room"), default=False
    )
    line_1 = _line(_("first line"), default=Line.MODEL)
    line_2 = _line(_("second line"))
    line_3 = _line(_("third line"))
    line_4 = _line(_("fourth line"))
    own_line = models.CharField(
        _("free text"),
        max_length=40,
        blank=True,
        help_text=_("For example “Lent free of charge”; never a person’s name."),
    )
    shows_bars = models.BooleanField(
        _("a barcode as well (Code 128)"),
        default=False,
        help_text=_("Below the text, for scanners that do not read QR codes, if there is room."),
    )
    is_active = models.BooleanField(
        _("in use"), default=True, help_text=_("Offered when labels are printed.")
    )

    class Meta:
        ordering = ["pk"]  # in order of entry, so that the most usual format comes first
        verbose_name = _("label format")
        verbose_name_plural = _("label formats")
        constraints = [
            check(
                "grid",
                Q(columns__gte=1, rows__gte=1, width__gt=0, height__gt=0),
                _("A sheet must have at least one label, with a width and height above zero."),
            ),
            check(
                "inside",
                Q(
                    left__gte=0,
                    top__gte=0,
                    page_width__gte=ACROSS - ROUNDING_MM,
                    page_height__gte=DOWN - ROUNDING_MM,
                ),
                _("The labels must fit on the page."),
            ),
            check(
                "apart",
                (Q(columns=1) | Q(pitch_x__gte=F("width")))
                & (Q(rows=1) | Q(pitch_y__gte=F("height"))),
                _("Labels cannot overlap."),
            ),
            check(
                "symmetrical",
                _within("page_width", ACROSS, "left") & _within("page_height", DOWN, "top"),
                _("The margins of a sheet must be equal within 0.2 mm."),
            ),
            check(
                "margins",
                Q(
                    margin_x__gte=0,
                    margin_y__gte=0,
                    width__gt=F("margin_x") * 2,
                    height__gt=F("margin_y") * 2,
                ),
                _("A label must be larger than its margins."),
            ),
            check(
                "dpi",
                Q(dpi__in=[203, 300]),
                _("The resolution of a printer must be 203 or 300 dots per inch."),
            ),
        ]

    def __str__(self):
        return self.name

    def clean(self):
        """Validate the geometry; report each error on the field concerned."""
        is_whole = all(getattr(self, name) is not None for name in LENGTHS)
        problems = problems_of(self) if is_whole else None
        if problems:
            raise ValidationError(problems)

    def corners(self):
        """Yield the upper left corner (x, y) of each label, in reading order."""
        for row in range(self.rows):
            for column in range(self.columns):
                yield self.left + column * self.pitch_x, self.top + row * self.pitch_y

    @property
    def lines(self):
        """The kinds of lines of a label, in order, without duplicates."""
        chosen = [self.line_1, self.line_2, self.line_3, self.line_4]
        return list(dict.fromkeys(filter(None, chosen)))

    @property
    def per_sheet(self):
        return self.columns * self.rows

    @property
    def is_roll(self):
        """Whether the format is a roll, on which a page has one label."""
        return self.per_sheet == 1

    @property
    def right(self):
        """Margin of the page to the right of the labels."""
        return self.page_width - self.left - self.pitch_x * (self.columns - 1) - self.width

    @property
    def bottom(self):
        """Margin of the page below the labels."""
        return self.page_height - self.top - self.pitch_y * (self.rows - 1) - self.height


class PrinterQuerySet(models.QuerySet):
    def visible_to(self, user):
        return of_own_sites(self, user)

    def in_use(self):
        return self.filter(is_active=True)


def _shift(name):
    """Return a model field for a print offset in millimetres."""
    limits = [MinValueValidator(-MAX_SHIFT_MM), MaxValueValidator(MAX_SHIFT_MM)]
    return models.DecimalField(name, max_digits=4, decimal_places=1, default=0, validators=limits)


class Printer(models.Model):
    """A printer of a site, with the correction of its offset and its half-used sheets."""

    site = protected_key(Site, _("site"), related_name="printers")
    name = models.CharField(
        _("name"), max_length=60, help_text=_("The name that your team uses for it.")
    )
    shift_x = _shift(_("offset to the right (mm)"))
    shift_y = _shift(_("offset downwards (mm)"))
    # {code of a format: first free label of the half-used sheet}
    free = models.JSONField(default=dict, editable=False)
    is_active = models.BooleanField(_("in use"), default=True)

    objects = PrinterQuerySet.as_manager()

    class Meta:
        ordering = ["site", "name"]
        verbose_name = _("printer")
        verbose_name_plural = _("printers")
        constraints = [
            once(
                ["site", "name"], _("This site already has a printer with this name."), name="name"
            ),
            check(
                "shift",
                Q(
                    shift_x__range=(-MAX_SHIFT_MM, MAX_SHIFT_MM),
                    shift_y__range=(-MAX_SHIFT_MM, MAX_SHIFT_MM),
                ),
                _("The offset of a printer cannot exceed 15 mm."),
            ),
        ]

    def __str__(self):
        return self.name


class LabelDefault(models.Model):
    """Default format, printer and copies for the labels of a site."""

    site = models.OneToOneField(
        Site, models.PROTECT, verbose_name=_("site"), related_name="label_default", editable=False
    )
    fmt = protected_key(LabelFormat, _("sheet or roll"), related_name="+")
    printer = protected_key(Printer, _("printer"), null=True, blank=True, related_name="+")
    copies = models.PositiveSmallIntegerField(
        _("labels for each device"),
        default=1,
        validators=[MinValueValidator(1), MaxValueValidator(MAX_COPIES)],
    )

    class Meta:
        ordering = ["site"]
        verbose_name = _("usual labels of a site")
        verbose_name_plural = _("usual labels of sites")
        constraints = [
            check(
                "copies",
                Q(copies__range=(1, MAX_COPIES)),
                _("You can print 1 to 9 labels for each device."),
            ),
        ]

    def __str__(self):
        return str(self.fmt)
