from tests.loans.conftest import (  # noqa: F401  (fixtures)
    accepted_request,
    daily_hours,
    desk,
    device,
    organisation,
    person,
    slots,
)
