"""The check finds unidiomatic phrases in code, pages and documents, but not in quotations."""

import re

import pytest

from tests.prose import ROOT, rules, sentences, texts_of_python, texts_of_template


def hints(text, *, is_code=True):
    patterns, _most = rules()
    return [
        say
        for sentence in sentences(text)
        for pattern, say, is_for_code in patterns
        if pattern.search(sentence) and (is_code or not is_for_code)
    ]


@pytest.mark.parametrize(
    "text",
    [
        "Of those that wait, all are ahead of who has no request.",
        "What is another one once an event may have altered what was read.",
        "Return a started list to who checks it, saying why.",
        "Return a list. None for what is none.",
        "In time; who sends slowly waits, and costs none.",
        "People are erased by themselves after a year.",
        "All that we say of it stands on its page.",
        "Ask for this person",
        "What it is off is made up for.",
        "Retire what I scan, in the same go",
        "Another one, as it comes",
        "The loan is longer.",
        "This page is not yours to see.",
        "This serial number is there twice.",
    ],
)
def test_unidiomatic_phrases_are_found(text):
    assert hints(text)


@pytest.mark.parametrize(
    "text",
    [
        "A walk-in without a request comes after every waiting request.",
        "Cache key that changes when an event may change the result; None disables caching.",
        "None if it is not a phone number.",
        "Raise the error `of which none` is an example, like “who waits”.",
        "Who can sign for this person?",
    ],
)
def test_plain_sentences_pass(text):
    assert hints(text) == []


def test_questions_of_headings_are_for_pages_only():
    assert hints("What happens next")
    assert not hints("What happens next", is_code=False)


def test_docstrings_comments_sentences_and_templates_are_read(tmp_path):
    module, template = tmp_path / "module.py", tmp_path / "page.html"
    module.write_text('"""First."""\n# Second,\n# on two lines.\nx = _("Third.")\n')
    template.write_text(
        '<p>\n{% translate "Fourth." %}{% blocktranslate %}Fifth {{ x }}.{% endblocktranslate %}'
    )

    assert sorted(texts_of_python(module)) == [
        (1, "First.", True),
        (2, "Second,\non two lines.", True),
        (4, "Third.", False),
    ]
    assert list(texts_of_template(template)) == [(2, "Fourth.", False), (2, "Fifth X.", False)]


def outline(path):
    """Return the heading levels, commands without comments, inline code and links of a document."""
    text = path.read_text()
    levels = re.findall(r"^(#+) ", text, re.MULTILINE)
    blocks = re.findall(r"```\n(.*?)```", text, re.DOTALL)
    commands = [line.split("  #")[0].strip() for block in blocks for line in block.splitlines()]
    links = re.findall(
        r"\]\(([^)]+)\)", text.replace("(docs/fr/", "(docs/").replace(".fr.webp", ".en.webp")
    )
    return levels, commands, re.findall(r"`([^`\n]+)`", text), links[1:]


def test_both_readmes_have_the_same_headings_commands_and_links():
    assert outline(ROOT / "README.md") == outline(ROOT / "README.fr.md")


SOURCES = ROOT / "src"
MAX_WORDS_OF_A_SENTENCE = 30
DOCUMENTS = sorted({*ROOT.glob("*.md"), *ROOT.glob("docs/**/*.md")} - {ROOT / "docs" / "words.md"})


@pytest.mark.parametrize("path", DOCUMENTS, ids=lambda path: path.name)
def test_sentences_of_documents_are_short(path):
    text = re.sub(r"```.*?```", "", path.read_text(), flags=re.DOTALL)
    parts = re.split(r"\n\s*\n|\n(?=\s*(?:[-*|]|\d+\.)\s)|\|", text)
    long = [
        sentence
        for part in parts
        for sentence in re.split(r"(?<=[.!?])\s+|(?<=[.!?]\*\*)\s+", " ".join(part.split()))
        if len(re.findall(r"\S*\w\S*", sentence)) > MAX_WORDS_OF_A_SENTENCE
    ]
    assert long == []


def is_installed(path):
    """Whether the folder of the module that a document names exists: it may be deleted."""
    return (SOURCES / "modules" / path.split("/")[1]).is_dir()


def test_files_named_in_documents_exist():
    """A path is inline code that begins with a folder here or in `src/`, without placeholders."""
    named = {
        path.strip("/")
        for document in DOCUMENTS
        for path in re.findall(r"`([a-z_]+/[\w/.-]+)`", document.read_text())
        for folder in [path.split("/")[0]]
        if folder != "var" and any((start / folder).is_dir() for start in (ROOT, SOURCES))
    }
    in_modules = {path for path in named if re.match(r"modules/[a-z_]+(/|$)", path)}
    deleted = {path for path in in_modules if not is_installed(path)}
    missing = {
        path
        for path in named - deleted
        if not any(
            (start / f"{path}{end}").exists()
            for start in (ROOT, SOURCES, SOURCES / "templates")
            for end in ("", ".py")
        )
    }
    elsewhere = {"config/includes.chroot/etc/systemd/system"}  # of live-build
    of_the_example = {"templates/thanks/_device.html", "tests/kernel.py"}
    assert missing == elsewhere | of_the_example
    assert len(named) > 200
