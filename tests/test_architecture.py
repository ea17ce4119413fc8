"""Rules of the source code: imports, names, writers of statuses."""

import ast
import gc
import io
import re
import tokenize
from functools import cache
from pathlib import Path

import pytest
from django.apps import apps
from django.contrib.auth import get_user_model
from django.urls import URLPattern, get_resolver

from core.workflow.event_messages import registered_kinds
from people.base.roles import PERMISSIONS
from tests.graphs import drawing_of, path_of
from tests.imports import (
    CHECKOUT,
    FLOW,
    MODULES,
    PACKAGES,
    ROOT,
    TESTS,
    modules_imported,
    nodes_of,
    packages_imported,
    templates,
    tree_of,
)

FORBIDDEN_NAMES = {"utils", "helpers", "services", "selectors"}
MAX_LINES = 500

SOURCES = sorted(
    path for app in FLOW for path in (ROOT / app).rglob("*.py") if "tests" not in path.parts
)
CODE = [path for path in SOURCES if "migrations" not in path.parts]
TEMPLATES = [path for path in templates() if path.suffix == ".html"]


@pytest.fixture(scope="module", autouse=True)
def _trees_are_not_collected():
    """Disable the garbage collector, which would visit millions of cached nodes each time."""
    gc.disable()
    yield
    tree_of.cache_clear()
    gc.enable()


@cache
def name_of(path):
    return str(path.relative_to(CHECKOUT if path.is_relative_to(TESTS) else ROOT))


@cache
def app_of(path):
    return path.relative_to(ROOT).parts[0]


def nodes(*types, paths=CODE):
    """Return each (path, node) of these types in these files."""
    return [(path, node) for path in paths for node in nodes_of(path, *types)]


def where(path, node):
    return f"{name_of(path)}:{node.lineno}"


def imported_apps(path):
    """Yield each (line, app of ours) that the file imports, also inside functions."""
    for node in nodes_of(path, ast.Import, ast.ImportFrom):
        modules = [getattr(node, "module", "") or ""]
        if isinstance(node, ast.Import):
            modules = [alias.name for alias in node.names]
        for module in modules:
            if module.split(".")[0] in [*FLOW, "tests"]:
                yield node.lineno, module.split(".")[0]


def calls_of(*names):
    """Yield each (path, call) of a function or method with one of these names."""
    for path, call in nodes(ast.Call):
        called = getattr(call.func, "attr", None) or getattr(call.func, "id", None)
        if called in names:
            yield path, call


def texts_in(node):
    return [n.value for n in ast.walk(node) if isinstance(n, ast.Constant) and type(n.value) is str]


# --- Imports --------------------------------------------------------------------------------------
def test_an_app_imports_only_those_to_its_right():
    astray = [
        f"{name_of(path)}:{line} imports {other}"
        for path in SOURCES
        for line, other in imported_apps(path)
        if other not in FLOW[FLOW.index(app_of(path)) :]
    ]

    assert astray == []


NO_FEATURES = {"backends", "management", "migrations", "templatetags"}


def test_a_package_imports_only_those_below_it_as_the_drawings_show():
    against = []
    for app, order in PACKAGES.items():
        folders = {path.parent.name for path in (ROOT / app).glob("*/__init__.py")}
        in_order = {name for name in order if (ROOT / app / name).is_dir()}
        assert folders - NO_FEATURES == in_order - NO_FEATURES
        against += [
            f"{name_of(path)}:{line} imports {imported}"
            for path, line, package, imported in packages_imported(app)
            if imported not in order[: order.index(package) + 1]
        ]
        drawing = drawing_of(app)
        assert drawing.count("<circle") > len(order) / 2
        assert path_of(app).read_text() == drawing, "run make graph"

    assert against == []


def test_a_package_states_its_purpose_imports_and_entry_point():
    folders = [ROOT / app for app in FLOW] + [ROOT / "modules" / name for name in MODULES]
    folders += [
        ROOT / app / name
        for app in PACKAGES
        for name in PACKAGES[app]
        if name not in NO_FEATURES | {"models"}
    ]
    docstrings = {
        name_of(folder): ast.get_docstring(nodes_of(folder / "__init__.py", ast.Module)[0]) or ""
        for folder in folders
        if folder.is_dir()
    }
    silent = {
        name
        for name, text in docstrings.items()
        if not re.search(r"[Ii]mport.*\bStart\s+with\s+\w", text, re.DOTALL)
    }

    assert len(docstrings) > 50
    assert silent == set()


@cache
def names_made(path):
    """Return the names that a module defines or that exist in its folder, but not imports."""
    made = {name for _line, name in names_given(path)}
    return made | {beside.stem for beside in path.parent.iterdir() if path.stem == "__init__"}


def test_a_name_is_imported_from_its_definition():
    """Only `<app>.models` re-exports names of other modules, as Django requires."""
    modules = {".".join(path.relative_to(ROOT).with_suffix("").parts): path for path in SOURCES}
    passed_on = [
        f"{where(path, node)} {node.module}.{alias.name}"
        for path, node in nodes(ast.ImportFrom)
        for source in [modules.get(node.module) or modules.get(f"{node.module}.__init__")]
        if source and not re.fullmatch(r"\w+\.models", node.module)
        for alias in node.names
        if alias.name not in names_made(source)
    ]

    assert passed_on == []


def test_a_model_refers_only_to_models_to_its_right():
    """The user of an action is excepted, since that model is named in the settings."""
    astray = [
        str(field)
        for model in apps.get_models()
        if model._meta.app_label in FLOW
        for field in model._meta.get_fields()
        if field.concrete and field.is_relation and field.related_model
        if field.related_model is not get_user_model()
        if field.related_model._meta.app_label in FLOW
        if field.related_model._meta.app_label not in FLOW[FLOW.index(model._meta.app_label) :]
    ]

    assert astray == []


def test_migrations_import_only_frozen_names():
    lasting = {
        "core.operating.first_migration",
        "core.folding",
        "core.workflow.guards",
        "core.models.lookups",
        "core.models.by_language",
        "core.models.document",
        "core.models.validators",
    }
    migrations = sorted(set(SOURCES) - set(CODE))
    imported = {
        (where(path, node), name)
        for path, node in nodes(ast.Import, ast.ImportFrom, paths=migrations)
        for name in [getattr(node, "module", None) or node.names[0].name]
        if name.split(".")[0] in FLOW
    }

    assert {(at, name) for at, name in imported if name not in lasting} == set()


def test_gettext_aliases_are_known_to_makemessages():
    aliases = [
        f"{where(path, node)} {name.asname}"
        for path, node in nodes(ast.ImportFrom)
        if node.module == "django.utils.translation"
        for name in node.names
        if "gettext" in name.name and name.asname not in (None, "_")
    ]

    assert aliases == []


# --- Files ----------------------------------------------------------------------------------------
def test_no_module_has_a_generic_name():
    forbidden = FORBIDDEN_NAMES | EVERYDAY
    assert [name_of(path) for path in SOURCES if forbidden & words_of(path.stem)] == []
    assert [name_of(path) for path in SOURCES if forbidden & set(path.parent.parts)] == []


def test_no_file_is_too_long():
    folders = [*(ROOT / folder for folder in FLOW), TESTS]
    files = [path for folder in folders for path in folder.rglob("*.py")]
    lengths = {
        name_of(path): len(path.read_text().splitlines())
        for path in files
        if "migrations" not in path.parts
    }

    assert {name: lines for name, lines in lengths.items() if lines > MAX_LINES} == {}


def views(patterns):
    """Yield (module, name) for each view of a URL."""
    for pattern in patterns:
        if isinstance(pattern, URLPattern):
            yield pattern.callback.__module__, pattern.callback.__name__
        else:
            yield from views(pattern.url_patterns)


def test_only_urls_import_views():
    """Code shared by several views is in a helper, a queryset or a separate module."""
    addressed = {module for module, _name in views(get_resolver().url_patterns)}
    addressed -= {"core.forms.actions", "core.lists.tables"}  # they create views for other modules
    of_views = {module for module in addressed if module.split(".")[0] in FLOW}
    imported = [
        f"{name_of(path)}:{line} {name}"
        for path in CODE
        if path.stem != "urls"
        for line, name in modules_imported(path)
        if name in of_views or name.rpartition(".")[0] in of_views
    ]

    assert "loans.pages.views" in of_views
    assert imported == []


# --- Names ----------------------------------------------------------------------------------------
# Everyday words that do not describe a value; `asked` only for a question.
EVERYDAY = {"said", "told", "asked", "held", "heard", "reckon", "reckoned", "reckons", "whoever"}
EVERYDAY |= {"tell", "tells", "thing", "things"}
NOT_IN_DOCSTRINGS = {"said", "told", "held", "heard", "reckon", "reckoned", "reckons", "whoever"}
NOT_IN_DOCSTRINGS |= {"house"}  # `our association`, `our team` or `the installation`
# Ambiguous words, allowed only in statuses, columns and URLs.
OF_CODE = EVERYDAY | {"found", "kept", "known", "leave", "leaves", "leaving", "most"}
# Statuses, columns of the database and of lists, form fields, and names derived from them.
COLUMNS = {"held_until", "price_asked", "cell_price_asked", "asked_at"}
COLUMNS |= {"NOT_ASKED", "FOUND", "found", "KEPT", "kept", "most"}
COLUMNS |= {"kept_until", "known_limits", "leaving", "thing", "cell_thing", "things"}
# Pages, permissions and operations that are named like their URL.
COLUMNS |= {"leave_grant", "leave_end", "open_kept_paper"}
COLUMNS |= {"device_found", "loanitem_found", "mark_found"}


def holds_a_word(path, words):
    """Whether one of these words is in the file, to avoid parsing files without them."""
    return not words.isdisjoint(re.findall(r"[a-z]+", path.read_text().lower()))


def names_given(path):
    """Yield each (line, name) that a module defines: variables, arguments, functions, classes."""
    yield from ((n.lineno, n.name) for n in nodes_of(path, ast.FunctionDef, ast.ClassDef))
    yield from ((n.lineno, n.arg) for n in nodes_of(path, ast.arg))
    names = nodes_of(path, ast.Name)
    yield from ((n.lineno, n.id) for n in names if isinstance(n.ctx, ast.Store))


def prose_of(path):
    """Return the docstrings and comments of a module, without `code` and quoted words."""
    if not holds_a_word(path, NOT_IN_DOCSTRINGS):
        return ""
    source = path.read_text()
    documented = nodes_of(path, ast.Module, ast.ClassDef, ast.FunctionDef)
    texts = [ast.get_docstring(node) or "" for node in documented]
    tokens = tokenize.generate_tokens(io.StringIO(source).readline)
    texts += [token.string for token in tokens if token.type == tokenize.COMMENT]
    return re.sub(r"`[^`]*`|“[^”]*”|\"[^\"]*\"", "", "\n".join(texts).lower())


@cache
def words_of(name):
    return {word.lower() for word in re.findall(r"[A-Z]?[a-z]+|[A-Z]+(?![a-z])", name)}


def test_names_contain_no_everyday_words():
    tests = [path for path in TESTS.rglob("*.py") if "factories" not in path.parts]
    tests = [path for path in tests if holds_a_word(path, EVERYDAY)]
    kept_out = dict.fromkeys(CODE, OF_CODE) | dict.fromkeys(tests, EVERYDAY)
    everyday = [
        f"{name_of(path)}:{line} {name}"
        for path, words in kept_out.items()
        for line, name in names_given(path)
        if words_of(name) & words and name not in COLUMNS
    ]

    assert words_of("whatIsSAID_to") & EVERYDAY == {"said"}
    assert everyday == []


def test_names_in_templates_contain_no_everyday_words():
    everyday = {
        (name_of(path), name)
        for path in TEMPLATES
        for tag in re.findall(r"{[{%](.*?)[%}]}", path.read_text(), re.DOTALL)
        for name in re.findall(r"\w+", re.sub(r"\"[^\"]*\"|'[^']*'", "", tag))
        if words_of(name) & EVERYDAY and name not in COLUMNS
    }

    assert everyday == set()


def test_docstrings_and_comments_contain_no_everyday_words():
    paths = set(CODE) | set(TESTS.rglob("*.py")) - {Path(__file__)}
    everyday = [
        f"{name_of(path)}: {word}"
        for path in paths
        for word in re.findall(r"[a-z]+", prose_of(path))
        if word in NOT_IN_DOCSTRINGS
    ]
    assert everyday == []


# --- Statuses -------------------------------------------------------------------------------------
def writes_a_status(node):
    if isinstance(node, ast.Assign | ast.AugAssign | ast.AnnAssign):
        targets = node.targets if isinstance(node, ast.Assign) else [node.target]
        return any(getattr(target, "attr", None) == "status" for target in targets)
    called = getattr(node.func, "attr", None) or getattr(node.func, "id", None)
    if called == "update":
        return any(keyword.arg == "status" for keyword in node.keywords)
    if called in {"setattr", "bulk_update"}:
        return any("status" in texts_in(argument) for argument in node.args[1:])
    return called == "save" and any("status" in texts_in(kw) for kw in node.keywords)


# The state machine, the demo, and the worker, whose queue is a table of a library.
WRITERS = ("core/workflow/lifecycle.py", "demo/", "core/management/commands/db_worker.py")


def test_only_move_to_writes_a_status():
    writers = [
        where(path, node)
        for path, node in nodes(ast.Assign, ast.AugAssign, ast.AnnAssign, ast.Call)
        if not name_of(path).startswith(WRITERS)
        if writes_a_status(node)
        if not (isinstance(node, ast.AnnAssign) and node.value is None)
    ]

    assert writers == []


def test_no_save_override_and_no_signal():
    saves = [
        where(path, function)
        for path, model in nodes(ast.ClassDef)
        if "models" in name_of(path)
        for function in model.body
        if isinstance(function, ast.FunctionDef) and function.name in {"save", "delete"}
    ]
    signals = [  # the last is a call to a server, not a signal, like each one without arguments
        where(path, call)
        for path, call in calls_of("receiver", "connect")
        if call.args or call.keywords
        if name_of(path) not in {"core/apps.py", "desk/backups/postgres.py"}
    ]

    assert saves == []
    assert signals == []


# --- Events ---------------------------------------------------------------------------------------
def kinds_in(node):
    """Yield the kinds of event that this expression can return; for an f-string, a pattern."""
    if isinstance(node, ast.JoinedStr):
        parts = [re.escape(v.value) if isinstance(v, ast.Constant) else r"\w+" for v in node.values]
        yield "".join(parts)
    elif isinstance(node, ast.IfExp):
        yield from kinds_in(node.body)
        yield from kinds_in(node.orelse)
    elif isinstance(node, ast.Constant) and type(node.value) is str:
        yield re.escape(node.value)


def kinds_recorded():
    """Yield each (place, kind) passed to `record`, or to a function that passes it on."""
    nouns = {kind.split(".")[0] for kind in registered_kinds()}
    a_kind = re.compile(rf"({'|'.join(sorted(nouns))})\\?\.\w*[a-z]")
    for path, call in calls_of("record", "record_many"):
        for kind in kinds_in(call.args[0]) if call.args else ():
            yield where(path, call), kind
    for path, node in nodes(ast.Constant, ast.JoinedStr):
        if "operations" in name_of(path):
            for kind in kinds_in(node):
                if a_kind.fullmatch(kind):
                    yield where(path, node), kind


def test_every_event_kind_has_a_message():
    kinds = registered_kinds()
    silent = {
        (at, kind)
        for at, kind in kinds_recorded()
        if not any(re.fullmatch(kind, registered) for registered in kinds)
        if not any(re.fullmatch(kind, permission) for permission in IN_ROLES)
    }

    assert silent == set()


# --- Permissions ----------------------------------------------------------------------------------
A_PERMISSION = re.compile(rf"({'|'.join([*FLOW, *MODULES])})\.[a-z_]+")
IN_ROLES = frozenset().union(*PERMISSIONS.values())


def permissions_checked():
    """Yield each (place, permission) checked by an operation, a page or a template."""
    for path, call in calls_of(
        "operation", "permission_required", "allowed", "has_perm", "PermissionDenied"
    ):
        for text in texts_in(call):
            if A_PERMISSION.fullmatch(text):
                yield where(path, call), text
    for path in TEMPLATES:
        for match in re.finditer(r"perms\.(\w+\.\w+)", path.read_text()):
            yield name_of(path), match[1]


def test_every_permission_checked_belongs_to_a_role():
    assert {(at, name) for at, name in permissions_checked() if name not in IN_ROLES} == set()


def test_every_permission_of_a_role_is_checked_by_the_code():
    """A template may hide a link, but only code can refuse access."""
    in_code = {
        text
        for path, node in nodes(ast.Constant)
        if name_of(path) != "people/base/roles.py"
        for text in [node.value]
        if type(text) is str and A_PERMISSION.fullmatch(text)
    }

    assert IN_ROLES - in_code == set()
