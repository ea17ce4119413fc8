from tests.loans.conftest import (  # noqa: F401  (fixtures)
    device,
    loan,
    organisation,
    person,
    signature,
    texts,
)
