"""The kind of imported list whose rows become models of the catalogue."""

from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import gettext_noop
from import_export.widgets import Widget

from catalogue.category_words import CATEGORIES
from catalogue.models import Brand, Category, DeviceModel
from catalogue.names import brands_named, key_of
from catalogue.operations import save_reference
from core.imports.cells import wrong
from core.imports.columns import headings_in
from core.imports.kinds import ListKind, Start
from core.imports.resource import ListField, RecordResource, TextWidget, link_records, undo_records
from core.workflow.event_messages import Sentence

NO_NAME = gettext_noop("No model name: fill the cell.")
SAME_MODEL = gettext_noop("%(name)s is already in the catalogue.")
TWICE = gettext_noop("Row %(row)s names the same model.")
UNKNOWN_CATEGORY = gettext_noop("“%(text)s” is not a known category: match it above.")
HEADINGS = {
    "brand": "marque|brand|fabricant|constructeur|manufacturer|maker",
    "name": "modele|model|nom du modele|model name|nom|name|designation",
    "category": "categorie|category|type|type d appareil|kind",
}


class BrandWidget(Widget):
    def clean(self, value, row=None, *, lookup, **kwargs):
        TextWidget(Brand, "name").clean(value)
        return lookup["brands"].get(key_of(value))


class CategoryWidget(Widget):
    def clean(self, value, row=None, *, lookup, **kwargs):
        if value not in lookup["categories"]:
            raise wrong(UNKNOWN_CATEGORY, text=value[:60])
        return lookup["categories"][value]


class ModelResource(RecordResource):
    """Resource that creates a model for each row, and its brand if the catalogue lacks it."""

    brand = ListField(BrandWidget(), _("brand"))
    name = ListField(TextWidget(DeviceModel, "name"), _("model"))
    category = ListField(CategoryWidget(), _("category"))

    vocabularies = {"category": CATEGORIES}
    unique = {"brand name": SAME_MODEL}
    twice = TWICE

    class Meta:
        model = DeviceModel
        fields = ("brand", "name", "category")

    def get_queryset(self):
        return DeviceModel.objects.filter(merged_into=None).select_related("brand", "category")

    def before_import(self, dataset, **kwargs):
        self.lookup = {
            "brands": brands_named([row["brand"] for row in dataset], make=False),
            "categories": {category.code: category for category in Category.objects.all()},
        }
        super().before_import(dataset)

    def problems(self, draft, errors):
        if "name" not in errors and not draft.name:
            yield "name", Sentence(NO_NAME, {})
        yield from super().problems(draft, errors)

    def write(self, rows, *, by):
        models = [row.outcome.draft for row in rows]
        brands = {model.brand.key: model.brand for model in models if model.brand}
        for key, brand in brands.items():
            if brand.pk < 0:  # a placeholder of the dry run
                brands[key] = save_reference(Brand(name=brand.name), by=by)
        for model in models:
            model.brand = model.brand and brands[model.brand.key]
            save_reference(model, by=by)
        link_records(self.batch, rows)
        return [[] for _row in rows]


MODELS = ListKind(
    code="models",
    label=_("list of models"),
    fields=ModelResource.labels(),
    headings=headings_in(HEADINGS),
    resource=ModelResource,
    undo=undo_records,
    promise=_("Each valid row becomes a model in the catalogue, together with its brand."),
    act=_("Add the models"),
    done=_("The models have been added to the catalogue."),
    undo_promise=_(
        "The models in this list are removed from the catalogue; their brands stay. "
        "This is no longer possible once one of them is used."
    ),
    undone=_(
        "The models in this list have been removed from the catalogue. You can send the "
        "same list again."
    ),
    start=Start(
        page="model_import",
        title=_("Import models"),
        back="reference_index",
        back_title=_("Catalogue"),
        steps=(
            _("One row per model: its brand, its name and, if you know it, its category."),
            _("Each row is checked. A model already in the catalogue is left unchanged."),
        ),
        offers_export=True,
        permission="catalogue.change_reference",
    ),
    onward=lambda _batch: reverse("reference_list", args=["devicemodel"]),
    onward_words=_("View the models"),
)
