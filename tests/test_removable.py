"""The kernel neither imports nor names a module, so folders of `modules/` can be deleted."""

import re

from tests.imports import CHECKOUT, FLOW, MODULES, ROOT, modules_imported

# Folders of the kernel in which no file may name a module.
KERNEL = ["templates", "static", "styles", "help", "fixtures", *FLOW]
READ = {".py", ".html", ".txt", ".js", ".css", ".md", ".json"}


def test_no_module_is_imported_from_outside_its_folder():
    """Only the app of a module reads its declaration, so its folder can be deleted."""
    shared = {"config", "declaration", "management", "removal"}
    sources = [path for app in FLOW for path in (ROOT / app).rglob("*.py")]
    astray = [
        f"{path.relative_to(ROOT)}:{line} imports {name}"
        for path in sources
        for line, name in modules_imported(path)
        if name.startswith("modules.")
        if (module := name.split(".")[1]) in MODULES
        if path.relative_to(ROOT).parts[:2] != ("modules", module)
    ]

    assert MODULES
    assert not shared & set(MODULES)
    assert astray == []


def names_of_modules():
    """Return the pattern of the ways to name a module, its template, permission or URL."""
    of = "|".join(MODULES)
    sources = [(ROOT / "modules" / name / "urls.py").read_text() for name in MODULES]
    addresses = "|".join(re.findall(r'name="(\w+)"', "".join(sources)))
    return re.compile(
        rf"""\bmodules[./](?:{of})\b|["'](?:{of})[/.]\w|["'](?:{of})["']\|is_on"""
        rf"""|is_on\(["'](?:{of})\b|\{{(?:{of}):"""
        rf"""|(?:url|reverse\(|redirect\() ?["'](?:{addresses})["']"""
        rf"""|["'](?:{addresses})["']: (?:Page|act)\("""
    )


def test_no_file_of_the_kernel_names_a_module():
    """Templates, scripts, help, fixtures, settings and tests work without each folder."""
    pattern = names_of_modules()
    paths = [CHECKOUT / "conftest.py", CHECKOUT / "gunicorn.conf.py"]
    folders = [CHECKOUT / "tests", CHECKOUT / "deploy", *(ROOT / folder for folder in KERNEL)]
    paths += [path for folder in folders for path in folder.rglob("*.*")]
    named = [
        f"{path.relative_to(CHECKOUT)}: {match[0]}"
        for path in paths
        if path.suffix in READ
        if not any(path.is_relative_to(ROOT / "modules" / name) for name in MODULES)
        for match in pattern.finditer(path.read_text())
    ]

    assert pattern.search(f"{{% include '{MODULES[0]}/_panel.html' %}}")
    assert named == []
