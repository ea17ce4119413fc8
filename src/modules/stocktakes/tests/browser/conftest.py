from tests.browser.conftest import (  # noqa: F401 (fixtures)
    altered,
    browser_type_launch_args,
    pytest_collection_modifyitems,
    tabs,
    visit,
)
