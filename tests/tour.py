"""`make pictures`: the tour of both READMEs, a caption for each scene of `tests/browser/tour.py`.

`python -m tests.tour` writes it between the comments `<!-- tour -->` and `<!-- /tour -->`.
"""

import re
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
READMES = {"en": "README.md", "fr": "README.fr.md"}
PART = re.compile(r"(<!-- tour -->\n).*?(<!-- /tour -->)", re.DOTALL)
COLUMNS = 3
FILM = "hand-over"
CAPTIONS = {
    "counter": (
        "A hand-over at the counter: three scanned devices",
        "Une remise au comptoir : trois appareils scannés",
    ),
    "agreement": (
        "A signed agreement: the device, the terms, both signatures",
        "Une convention signée : l’appareil, les conditions, les deux signatures",
    ),
    "session": (
        "A scan session on a phone: two devices put away, one refused with its reason",
        "Une série de scans sur un téléphone : deux appareils rangés, un refusé avec sa raison",
    ),
    "bench": (
        "The workbench: what is left to do before a device is ready",
        "L’établi : ce qui reste à faire avant qu’un appareil soit disponible",
    ),
    "desk": (
        "The coordinator’s home page: requests to answer, counter, stock",
        "La page d’accueil de la coordination : demandes à traiter, comptoir, stock",
    ),
    "label": (
        "Labels: each code leads to its device",
        "Des étiquettes : chaque code mène à son appareil",
    ),
    "portal": (
        "The home page of a partner organisation: its requests and its loans",
        "La page d’accueil d’une structure partenaire : ses demandes et ses prêts",
    ),
    "figure": (
        "A figure, and the rows that it counts",
        "Un chiffre, et les lignes qu’il compte",
    ),
    "first-steps": (
        "A new site: the first steps, and no optional module",
        "Un nouveau site : les premières étapes, et aucun module facultatif",
    ),
}
FILM_CAPTIONS = (
    "A hand-over on a phone: scan three devices, explain them, sign once",
    "Une remise sur un téléphone : scanner trois appareils, expliquer, signer une fois",
)


def tour(language):
    """The film and nine pictures of a README, as Markdown."""
    number = list(READMES).index(language)
    cells = [
        (f"![{texts[number]}](docs/pictures/{name}.{language}.webp)", texts[number])
        for name, texts in CAPTIONS.items()
    ]
    caption = FILM_CAPTIONS[number]
    lines = [f"![{caption}](docs/pictures/{FILM}.{language}.webp)", "", f"*{caption}.*", ""]
    for start in range(0, len(cells), COLUMNS):
        row = cells[start : start + COLUMNS]
        lines += [f"| {' | '.join(text for _picture, text in row)} |", "|---" * COLUMNS + "|"]
        lines += [f"| {' | '.join(picture for picture, _text in row)} |", ""]
    return "\n".join(lines)


def written(language):
    """The text of a README with its tour."""
    text = (ROOT / READMES[language]).read_text()
    return PART.sub(lambda match: f"{match[1]}{tour(language)}{match[2]}", text)


if __name__ == "__main__":
    for code, name in READMES.items():
        (ROOT / name).write_text(written(code))
