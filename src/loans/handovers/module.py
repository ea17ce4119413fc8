"""Declaration of the module “training”."""

from django.utils.translation import gettext_lazy as _

from core.modules.registry import Module, register

register(
    Module(
        key="training",
        rank=80,
        label=_("Training question"),
        description=_("Each person is asked before signing whether they would like training."),
        figures=("trainings_*",),
        fields=(
            "BriefingForm.training",
            "BriefingForm.where",
            "BriefingForm.outcome",
            "CallForm.went",
        ),
    )
)
