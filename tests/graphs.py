"""`make graph`: matrix (SVG) of the packages of an app and their imports.

Each row is a package, lowest first; a mark says that it imports the package of the column. All
marks are below the diagonal, since no package imports a higher one.
"""

import sys

from tests.imports import CHECKOUT, PACKAGES, packages_imported

CELL, LEFT, TOP = 30, 120, 110
RADIUS = 6
STYLE = """
  text { font: 13px system-ui, sans-serif; fill: #222 }
  .line { stroke: #ccc } .self { fill: #e4e4e4 } .mark { fill: #1f5fa8 }
  @media (prefers-color-scheme: dark) {
    text { fill: #ddd } .line { stroke: #444 } .self { fill: #333 } .mark { fill: #7fb2ea }
  }
"""


def drawing_of(app):
    """Return the SVG of an app as text."""
    names = PACKAGES[app]
    pairs = {(importer, imported) for *_where, importer, imported in packages_imported(app)}
    side = CELL * len(names)
    parts = [
        '<svg xmlns="http://www.w3.org/2000/svg"'
        f' viewBox="0 0 {LEFT + side + 10} {TOP + side + 10}"'
        f' role="img" aria-label="What the packages of {app} import">',
        f"<style>{STYLE}</style>",
    ]
    for row, name in enumerate(names):
        y = TOP + row * CELL
        x = LEFT + row * CELL
        parts += [
            f'<line class="line" x1="{LEFT}" y1="{y}" x2="{LEFT + side}" y2="{y}"/>',
            f'<rect class="self" x="{x}" y="{y}" width="{CELL}" height="{CELL}"/>',
            f'<text x="{LEFT - 8}" y="{y + 20}" text-anchor="end">{name}</text>',
            f'<text transform="translate({x + 20} {TOP - 8}) rotate(-60)">{name}</text>',
        ]
        for column, other in enumerate(names):
            if name != other and (name, other) in pairs:
                middle = CELL // 2
                parts.append(
                    f'<circle class="mark" cx="{LEFT + column * CELL + middle}" cy="{y + middle}"'
                    f' r="{RADIUS}"><title>{name} imports {other}</title></circle>'
                )
    return "\n".join([*parts, "</svg>\n"])


def path_of(app):
    return CHECKOUT / "docs" / f"packages-{app}.svg"


if __name__ == "__main__":
    for app in PACKAGES:
        path_of(app).write_text(drawing_of(app))
        sys.stdout.write(f"{path_of(app).relative_to(CHECKOUT)}\n")
