"""Code that relies on internals of libraries runs with the reviewed versions."""

from importlib.metadata import version

from core.frame_stack import is_affected

# Before changing a version, see “What relies on internals” in docs/decisions.md.
REVIEWED = {
    "bootstrap-wrapper": "5.3",
    "Django": "5.2",
    "django-tables2": "3.0",
    "gunicorn": "27.0",
    "pydyf": "0.13",
    "weasyprint": "70.0",
}


def test_libraries_whose_internals_are_used_have_a_reviewed_version():
    installed = {name: ".".join(version(name).split(".")[:2]) for name in REVIEWED}
    assert installed == REVIEWED


def test_the_frame_stack_is_used_only_where_python_needs_it():
    assert all(map(is_affected, [(3, 11, 9), (3, 12, 13), (3, 13, 12), (3, 14, 0), (3, 14, 3)]))
    assert not any(map(is_affected, [(3, 13, 13), (3, 13, 14), (3, 14, 4), (3, 15, 0)]))
