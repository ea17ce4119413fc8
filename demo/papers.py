"""The words of agreements beside the French, and who collects for somebody; by operations."""

from loans import operations
from loans.lifecycle.answers import MandatePaper
from loans.models import AgreementText, Mandate
from people.models import Language
from people.models.language import Direction
from people.roles import Role

UKRAINIAN = """## Головне

- {association} безкоштовно позичає вам обладнання.
- Ви повертаєте його не пізніше {due_date}.
- Ви бережете його.
- Якщо щось зламалося, загубилося чи вкрадене, дзвоніть нам: {association_phone}.
"""


def happen(world):
    """Ukrainian is offered for papers, with the essential of a family's loan."""
    coordinator = world.staff[Role.COORDINATOR][0]
    language = Language(
        code="uk",
        name="Українська",
        french_name="ukrainien",
        direction=Direction.LTR,
        binding="Юридичну силу має лише французький текст.",
    )
    operations.save_language(language, by=coordinator)
    base = AgreementText(kind="loan", audience="family", language="uk")
    operations.write_text(by=coordinator, base=base, body=UKRAINIAN)
    return language


def collected(loan, world, counter):
    """Somebody of the association collects, with a mandate in writing."""
    mandate = Mandate(
        name="Maëlle Cosquer",
        structure=loan.organisation.name,
        paper=MandatePaper.WRITTEN,
        seen_on=world.today,
    )
    return operations.name_collector(loan, mandate, by=counter)
