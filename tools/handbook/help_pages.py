"""Pages for associations: the help of every page of Rebond, with all optional modules."""

import shutil

from django.contrib.staticfiles import finders
from django.utils import translation

from core.modules.registry import OF_A_MODULE
from desk.help import pages
from desk.help.topics import TOPICS, picture_of
from people.base.roles import LADDER, Role

WORDS = {
    "en": {
        "title": "For associations",
        "lead": "This is the help that Rebond shows on its own pages, with all optional modules."
        " Each role of the team can also do what the roles above it can.",
        "guides": "One page for each role",
        "topics": "What each page explains",
        "picture": "A picture of the page, made from the demo",
        "partners": "Partner organisations",
        "theirs": "They find help on these pages:",
    },
    "fr": {
        "title": "Pour les associations",
        "lead": "Voici l’aide que Rebond affiche sur ses propres pages, avec tous les modules"
        " facultatifs. Chaque rôle de l’équipe peut aussi faire ce que font les rôles au-dessus"
        " de lui.",
        "guides": "Une page par rôle",
        "topics": "Ce que chaque page explique",
        "picture": "Une image de la page, prise dans la démonstration",
        "partners": "Structures partenaires",
        "theirs": "Elles trouvent de l’aide sur ces pages :",
    },
}


def write_help(language, folder):
    """Write the index, the guides and the topics of a language as Markdown."""
    folder.mkdir(parents=True)
    with translation.override(language):
        _write(language, folder)


def _write(language, folder):
    words, roles = WORDS[language], [*LADDER, Role.ASSOCIATION]
    for role in roles:
        (folder / f"guide-{role}.md").write_text(text_of(f"guides/{role}", language))
    for topic in TOPICS:
        picture = _picture(topic.key, language, folder)
        text = text_of(topic.key, language)
        (folder / f"{topic.key}.md").write_text(f"{text}\n![{words['picture']}]({picture})\n")
    parts = [f"# {words['title']}", words["lead"], f"## {words['guides']}"]
    parts += [_contents(f"guide-{role}" for role in roles), f"## {words['topics']}"]
    for role in LADDER:
        own = [topic.key for topic in TOPICS if topic.least == role]
        label = str(role.label)
        parts += [f"### {label[0].upper()}{label[1:]}", _contents(own)] if own else []
    shared = [f"- [](./{topic.key}.md)" for topic in TOPICS if topic.for_associations]
    parts += [f"### {words['partners']}", words["theirs"], "\n".join(shared)]
    (folder / "index.md").write_text("\n\n".join(parts) + "\n")


def _contents(names):
    return "\n".join(["```{toctree}", ":maxdepth: 1", "", *names, "```"])


def text_of(name, language):
    """The Markdown of a page of help, with the texts and lines of every module."""
    text = pages._with_lines(name, pages.path_of(name, language).read_text())
    return OF_A_MODULE.sub(r"\2", text)


def _picture(key, language, folder):
    """Copy the picture of a topic, and return its path beside the page."""
    name = picture_of(key, language)
    (folder / "pictures").mkdir(exist_ok=True)
    shutil.copy(finders.find(f"help/{name}"), folder / "pictures" / name)
    return f"pictures/{name}"
