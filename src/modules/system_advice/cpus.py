"""Parse a processor name: its maker, its generation, and whether it supports Windows 11.

The rule summarises the lists of supported processors that Microsoft publishes (learn.microsoft.com,
"Windows processor requirements": Windows 11 supported Intel, AMD and Qualcomm processors) instead
of their thousand names:

- Intel: Core of the 8th generation or later, every Core Ultra and Core 3, 5, 7 and 9; the N series;
  Celeron and Pentium from Gemini Lake and Coffee Lake on; Xeon W, E and Scalable. In the 7th
  generation only the Core X series, and the i7-7820HQ on a few machines: a technician checks these.
- AMD: Ryzen 2000 or later, except those of 2000 with graphics (2500U, 2200G: Zen of 2017); Athlon
  300U, 3000G and later, 3015e and 3020e; EPYC from its second generation on.
- Qualcomm: those made for Windows, from the Snapdragon 850 on.

A name that no rule matches is unknown, and never refused.
"""

import re
from dataclasses import dataclass


@dataclass(frozen=True)
class Cpu:
    """A processor; `runs_windows_11` is None if the name does not determine it."""

    maker: str = ""
    family: str = ""
    generation: int | None = None
    runs_windows_11: bool | None = None


UNKNOWN = Cpu()
NOISE = re.compile(r"\((?:r|tm|c)\)|[®™©]|\b(?:cpu|processor|with radeon.*|@.*)", re.IGNORECASE)
NTH = re.compile(r"\b(\d{1,2})\s*(?:st|nd|rd|th|e|ème|eme|è)\s*(?:gen|g[ée]n)", re.IGNORECASE)
FIRST_SUPPORTED_GENERATION = 8  # first supported generation of Intel Core
FIRST_RYZEN = 2


def read_cpu(name):
    """Parse a processor name as written by a tool or a person."""
    text = " ".join(NOISE.sub(" ", name or "").split())
    for pattern, read in READERS:
        match = re.search(pattern, text, re.IGNORECASE)
        if match:
            return read(match, text)
    return _by_maker(text)


def _by_maker(text):
    for maker in ("Intel", "AMD", "Apple", "Qualcomm"):
        if re.search(rf"\b{maker}\b", text, re.IGNORECASE):
            return Cpu(maker)
    return UNKNOWN


def _intel(family, generation=None, *, runs):
    return Cpu("Intel", family, generation, runs)


def _amd(family, generation=None, *, runs):
    return Cpu("AMD", family, generation, runs)


def _core(match, text):
    """Read a Core i3 to i9, a Core m, or a Core with a spelled-out generation."""
    family = f"Core {match['family'].lower()}"
    number = (match["number"] or "").upper()
    generation = _core_generation(number) if number else None
    nth = NTH.search(text)
    if generation is None and nth:
        generation = int(nth[1])
    if generation is None:
        return _intel(family, runs=None)
    if number == "7820HQ":
        return _intel(family, 7, runs=None)
    is_x = generation == 7 and re.fullmatch(r"7\d{3}XE?", number) is not None
    return _intel(family, generation, runs=generation >= FIRST_SUPPORTED_GENERATION or is_x)


def _core_generation(number):
    """Generation at the beginning of a model number: 8350U is 8, 1135G7 is 11, 10210U is 10."""
    if number.startswith(("N3", "L1")):  # i3-N305, i5-L16G7
        return 12 if number.startswith("N") else 10
    digits = re.match(r"\d+", number)[0]
    if len(digits) == 3:
        return 1
    if len(digits) >= 5 or (len(digits) == 4 and number[0] == "1"):
        return int(digits[:2])
    return int(digits[0]) if len(digits) in {1, 4} else None


def _new_core(match, _text):
    return _intel(" ".join(match[0].split()[:2]).title(), runs=True)


def _celeron_or_pentium(match, _text):
    """Read a Celeron or Pentium.

    Supported from Gemini Lake (N4000, J5005) and Coffee Lake (G4900, G5400, 4205U) on.
    """
    family, letter, digits = match["family"].title(), match["letter"].upper(), int(match["digits"])
    least = {
        ("Celeron", "N"): 4000,
        ("Celeron", "J"): 4000,
        ("Celeron", "G"): 4900,
        ("Celeron", ""): 4205,
        ("Pentium", "N"): 5000,
        ("Pentium", "J"): 5000,
        ("Pentium", "G"): 5400,
        ("Pentium", ""): 4417,
    }.get((family, letter))
    if len(match["digits"]) == 3:
        return _intel(family, runs=False)
    return _intel(family, runs=None if least is None else digits >= least)


def _old_intel(match, _text):
    return _intel(match[0].title(), runs=False)


def _xeon(match, _text):
    number = (match["number"] or "").upper()
    is_scalable = match["metal"] is not None and re.fullmatch(r"\d{4}\w*", number)
    if is_scalable or re.match(r"W-?[23]\d{3}|W[3579]-|E-[23]\d{3}", number):
        return _intel("Xeon", runs=True)
    is_old = re.match(r"E[357]-|[XLEW]?[35]\d{3}$", number)
    return _intel("Xeon", runs=False if is_old else None)


def _ryzen(match, _text):
    number = match["number"].upper()
    digits = re.match(r"\d+", number)[0]
    family = " ".join(match[0].split()[:2]).title()
    if len(digits) == 3:  # Ryzen AI 9 HX 370
        return _amd(family, runs=True)
    generation = int(digits[0])
    has_graphics = generation == 2 and re.search(r"(?:GE|[GUH])$", number)
    return _amd(family, generation, runs=generation >= FIRST_RYZEN and not has_graphics)


def _athlon(match, _text):
    number = match["number"].upper()
    is_new = re.fullmatch(r"3\d\d(?:GE|U)|(?:3[01]|4\d|7\d)\d\d[BCEGU]+", number)
    return _amd("Athlon", runs=is_new is not None)


def _epyc(match, _text):
    last = match["number"][3]
    return _amd("EPYC", int(last) if last.isdigit() else None, runs=last != "1")


def _old_amd(match, _text):
    return _amd(match[0].upper().split("-")[0], runs=False)


def _apple(match, _text):
    return Cpu("Apple", match[1].upper(), int(match[2]), runs_windows_11=False)


def _qualcomm(match, _text):
    model = match["model"] or ""
    is_supported = re.match(r"(?:850|7c|8c|8cx|x\b|x1|x plus|x elite)", model, re.IGNORECASE)
    return Cpu("Qualcomm", "Snapdragon", runs_windows_11=True if is_supported else None)


READERS = [
    (
        r"\bcore\s*2\b|\bcore (?:duo|solo)\b|\bpentium (?:4|d|m|iii|dual)\b|\bdual-core\b",
        _old_intel,
    ),
    (r"\bcore ultra [3579]\b", _new_core),
    (r"\bcore [3579] \d{3}[a-z]*\b", _new_core),
    (r"\b(?P<family>i[3579]|m[357]?)(?:[- ]+(?P<number>[nl]?\d[0-9a-z]{2,6}))?\b", _core),
    (
        r"(?:\bintel|^) ?\bn(?:50|9[57]|100|150|200|250|355)\b",
        lambda _match, _text: _intel("N", runs=True),
    ),
    (
        r"\b(?P<family>celeron|pentium)(?: (?:gold|silver|dual))?"
        r" (?P<letter>[gnjteu]?)(?P<digits>\d{3,4})",
        _celeron_or_pentium,
    ),
    (r"\batom\b", _old_intel),
    (r"\bxeon\b(?: (?P<metal>bronze|silver|gold|platinum))?(?: (?P<number>[\w-]+))?", _xeon),
    (r"\bryzen z\d\b", lambda match, _text: _amd(match[0].title(), runs=True)),
    (
        r"\bryzen(?: (?:[3579]|threadripper|ai(?: max\+?)?(?: [3579])?))?(?: (?:pro|hx|wx))*"
        r" (?P<number>\d{3,4}[a-z0-9]*)",
        _ryzen,
    ),
    (r"\bryzen\b", lambda _match, _text: _amd("Ryzen", runs=None)),
    (r"\bathlon(?: (?:gold|silver|pro))* (?P<number>[0-9]{2,4}[a-z]+)", _athlon),
    (
        r"\b(?:athlon|phenom|sempron|turion|opteron)\b|\bfx[ -]*\d|\b(?:a\d{1,2}|e[12])-\d{4}",
        _old_amd,
    ),
    (r"\b30(?:15|20)c?e\b", lambda match, _text: _amd(match[0], runs=True)),
    (r"\bepyc (?P<number>\d\w{2}\d)", _epyc),
    (r"\bapple (m(\d))\b", _apple),
    (r"\bsnapdragon(?:\s+(?P<model>.*))?", _qualcomm),
    (
        r"\bmicrosoft sq\d",
        lambda _match, _text: Cpu("Qualcomm", "Microsoft SQ", runs_windows_11=True),
    ),
]
