"""The drawings of docs/ are those of the code."""

import pytest

from tests.graphs import drawing_of, path_of
from tests.imports import PACKAGES


@pytest.mark.parametrize("app", PACKAGES)
def test_the_import_graph_is_current(app):
    drawing = drawing_of(app)

    assert drawing.count("<circle") > len(PACKAGES[app])
    assert path_of(app).read_text() == drawing, "run make graph"
