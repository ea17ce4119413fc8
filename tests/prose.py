"""`make lint`: list unidiomatic phrases in docstrings, comments, pages and documents.

The patterns, with suggestions, are in `prose.toml`. Print all matches with `-v`, or random
docstrings to review with `--sample 150 --seed 7`.
"""

import argparse
import ast
import io
import random
import re
import sys
import tokenize
import tomllib
from collections import Counter
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
CODE = "src tests"
GETTEXT = {"_", "gettext", "gettext_lazy", "gettext_noop", "pgettext", "ngettext", "ngettext_lazy"}
DOCUMENTED = ast.Module | ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef
TAG = re.compile(r"{%\s*(?:trans|translate)\s+\"([^\"]+)\"|blocktrans[^%]*%}(.*?){%", re.DOTALL)
# Not prose: code, quotations, URLs, and the marks at the beginning of table rows and list items.
QUOTED = re.compile(r"```.*?```|`[^`]*`|“[^”]*”|\"[^\"\n]*\"|<[^>]*>|\(https?:[^)]*\)", re.DOTALL)
MARKS = re.compile(r"^[\s#*|>\-\d.]+", re.MULTILINE)


def rules():
    """Return the patterns, as (expression, hint, whether it is for code only), and the maximum."""
    data = tomllib.loads((ROOT / "tests" / "prose.toml").read_text())
    patterns = [
        (re.compile(row["find"], re.IGNORECASE), row["say"], row.get("in") == "code")
        for row in data["pattern"]
    ]
    return patterns, data["most"]


def sentences(text):
    """Yield the sentences of a text, without quotations."""
    plain = MARKS.sub("\n", QUOTED.sub("X", text))
    for paragraph in re.split(r"\n\s*\n|\|", plain):
        for sentence in re.split(r"(?<=[.!?])\s+|;\s+|:\s+(?=[A-Z])", " ".join(paragraph.split())):
            if " " in sentence:
                yield sentence


def texts_of_python(path):
    """Yield (line, text, whether it is code) of docstrings, comments and translated strings."""
    source = path.read_text()
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, DOCUMENTED):
            if text := ast.get_docstring(node):
                yield getattr(node, "lineno", 1), text, True
        elif isinstance(node, ast.Call) and getattr(node.func, "id", "") in GETTEXT:
            for argument in node.args:
                if isinstance(argument, ast.Constant) and isinstance(argument.value, str):
                    yield node.lineno, argument.value, False
    tokens = tokenize.generate_tokens(io.StringIO(source).readline)
    lines = {token.start[0]: token for token in tokens if token.type == tokenize.COMMENT}
    yield from _comments(lines)


def _comments(lines):
    """Yield (line, text, True) of each comment, which may have several lines."""
    text, first, last = [], 0, -1
    for number, token in sorted(lines.items()):
        if number != last + 1 or not token.line.lstrip().startswith("#"):
            if text:
                yield first, "\n".join(text), True
            text, first = [], number
        text.append(token.string.lstrip("# ").rstrip("- "))
        last = number
    if text:
        yield first, "\n".join(text), True


def texts_of_template(path):
    source = path.read_text()
    for match in TAG.finditer(source):
        text = re.sub(r"<[^>]*>|{{[^}]*}}", "X", match[1] or match[2])
        yield source.count("\n", 0, match.start()) + 1, text, False


def prose():
    """Yield (path, line, text, whether it is code) of all English texts."""
    for folder in CODE.split():
        for path in sorted((ROOT / folder).rglob("*.py")):
            if "migrations" not in path.parts:
                yield from ((path, *row) for row in texts_of_python(path))
    for folder in ("src/templates", "src/modules"):
        for path in sorted((ROOT / folder).rglob("*.html")):
            yield from ((path, *row) for row in texts_of_template(path))
    for path in sorted(
        {*ROOT.glob("*.md"), *ROOT.glob("docs/**/*.md"), *ROOT.glob("src/**/help/en/*.md")}
    ):
        if "fr" not in path.parts and path.name not in {"README.fr.md", "words.md"}:
            yield path, 1, path.read_text(), False


def faults():
    """Yield each sentence with a phrase to avoid: (path, line, sentence, suggestion)."""
    patterns, _most = rules()
    for path, line, text, is_code in prose():
        for sentence in sentences(text):
            for pattern, say, is_for_code in patterns:
                if pattern.search(sentence) and (is_code or not is_for_code):
                    yield path.relative_to(ROOT), line, sentence, say
                    break


def docstrings():
    """Yield (path, line, docstring) of the code, without tests and migrations."""
    for folder in CODE.split():
        for path in sorted((ROOT / folder).rglob("*.py")):
            if {"migrations", "tests"} & set(path.relative_to(ROOT).parts):
                continue
            for node in ast.walk(ast.parse(path.read_text())):
                if isinstance(node, DOCUMENTED) and (text := ast.get_docstring(node)):
                    yield path.relative_to(ROOT), getattr(node, "lineno", 1), text


def sample(count, seed):
    """Return `count` random docstrings, determined by the seed, in the order of files."""
    return sorted(
        random.Random(seed).sample(  # noqa: S311
            list(docstrings()), count
        )
    )


def main(arguments=None):
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("-v", "--verbose", action="store_true")
    parser.add_argument("--sample", type=int, metavar="COUNT", help="print random docstrings")
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args(arguments)
    if options.sample:
        for path, line, text in sample(options.sample, options.seed):
            sys.stdout.write(f"{path}:{line}: {text}\n\n")
        return 0
    return report(options.verbose)


def report(verbose):
    """Print the number of matches, and return 1 if there are more than allowed."""
    found, (_patterns, most) = list(faults()), rules()
    is_too_many = len(found) > most
    if verbose or is_too_many:
        for path, line, sentence, say in found:
            sys.stdout.write(f"{path}:{line}: {sentence}\n    {say}\n")
        for folder, count in Counter("/".join(row[0].parts[:2]) for row in found).most_common():
            sys.stdout.write(f"{folder:<20}{count:>6}\n")
    sys.stdout.write(f"{len(found)} turns of phrase to rewrite, at most {most} allowed.\n")
    return int(is_too_many)


if __name__ == "__main__":
    sys.exit(main())
