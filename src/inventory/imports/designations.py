"""Read several facts in one cell: “Dell Latitude 7390 i5 8Go 256SSD”, “Ecran HP E231 24"”, “idem”.

A designation or a model fills the empty cells of its row. Each value is a guess: it is shown with
the row, and guesses of a field can be refused for the whole list.
"""

import re
import tomllib
from collections import defaultdict
from functools import cache, lru_cache, partial
from pathlib import Path

from catalogue.category_words import KEYS, WHOLE
from catalogue.names import key_of
from core.imports.cells import is_unknown
from core.imports.columns import word_key, words_in
from inventory.devices.identifiers import is_imei
from inventory.imports.product_names import (
    BY_LINE,
    KIND_OF,
    OTHER,
    OTHER_KINDS,
    TRAILING,
    WORDS,
    category_in,
    first_in,
    is_accessory,
    line_in,
    names_other,
    only_category_in,
    squashed,
    with_variant,
)
from inventory.imports.specs import SPECS, STORE_FIRST, read_os
from inventory.imports.synonyms import BARE_KINDS

DISK_GB = r"(?:64|120|128|240|250|256|320|480|500|512|750|1000|1024|2000)"
PATTERNS = Path(__file__).with_name("designation_patterns.toml").read_text(encoding="utf-8")
FACTS = {
    name: re.compile("|".join(forms), re.IGNORECASE)
    for name, forms in tomllib.loads(PATTERNS).items()
}
WITH = r"\b(?:avec|with|mit|con|com|sans|without|ohne)\b"  # before what came with a device
END = re.compile(
    rf"\s[–—-]\s|(?<!\d),|,(?!\d)|[;(|]|(?!(?<=\d{{3}})/\d(?!\w))/|(?<!\d)\+|\+(?=\w)|{WITH}",
    re.IGNORECASE,
)
CUT = "\x00"
# start of a comment in a designation
CODE = re.compile(r"\b(?=\w*\d)(?=\w*[A-Za-z])\w{6,}")
COMMENT = re.compile(r"\s[–—-]\s|[,;(|]")
BARE_SIZE = re.compile(r"(?:1[5-9]|[2-4]\d)(?:[.,]\d)?")
# before a device in a message: “> * une tour”
ARTICLES = "|".join(words_in(WORDS["articles"]))
BULLET = re.compile(
    rf"^(?:[>*•·–—\s-]|\d{{1,2}}°?[.)]\s)*(?:(?:{ARTICLES})\s+)*(?=\w)", re.IGNORECASE
)
# number of devices in words, before their name: “deux portables”
COUNTS = dict(pair.split("=") for pair in words_in(WORDS["counts"]))
ABOUT, COUNTED = "|".join(words_in(WORDS["about"])), "|".join(COUNTS)
COUNT = re.compile(rf"^(?:(?:{ABOUT}) )?({COUNTED})(?: (?:{ARTICLES}))*(?= )", re.IGNORECASE)
SAME_AS_ABOVE = {"idem", "id", "ibid", "''", '"', "//", "〃"}
# In a column of numbers, “idem” and these words, normalised by `key_of`, mean “no number”.
NO_NUMBER = SAME_AS_ABOVE.union(words_in(WORDS["no_number"]))
COPIED = {"category", "brand", "model", "designation", "cpu", "ram", "storage", "os", "screen"}
COPIED |= {"purchased", "warranty_end", "price", "book_value"}
# for these categories a bare size is the storage (“iPad 6 32Go”): memory is rarely stated
LARGE = re.compile(r"\b(?:32|64|128|256|512|1024)\s*(?:g[ob]?)?\b", re.IGNORECASE)
NAMED_MEMORY = re.compile(r"ram|ddr|m[ée]m", re.IGNORECASE)
FEATURES = {word_key(word) for word in words_in(WORDS["features"])}  # “Tablette Wi-Fi”
NUMBERS = {"serial", "imei", "imei2", "donor_tag"}
SAMPLE = 200  # remarks that show whether their column has specifications
SOURCES = ["brand", "category", "designation", "model"]
# evidence for the category of a row that does not state it
BY_IMEI, BY_FILE = "imei", "file"
WHOLE_WORDS = {word for words in WHOLE.values() for word in words}
IMEI = re.compile(r"\b\d{15}\b")
# number of a product in the catalogue of its maker: 1EN64EA#ABF, 20L50000FR, MQD32FN/A
PRODUCT_CODE = re.compile(r"(?=\S*\d)(?=\S*[A-Z])[A-Z0-9.]{5,12}(?:[#/][A-Z0-9]{1,3})?")
MAC = re.compile(r"(?:[0-9a-f]{2}[:-]){5}[0-9a-f]{2}", re.IGNORECASE)
LABELS = re.compile(r"\b(?:s/?n|n/s|serial|s[ée]rie|imei)\b\W*|^\W+|\W+$", re.IGNORECASE)
# categories whose devices may have an IMEI
WITH_IMEI = {"phone", "tablet", "router", ""}
# an IMEI followed by its software version
WITH_VERSION = re.compile(r"(\d{15})\s*/\s*\d{2}")


def move_numbers(rows):
    """Move the IMEIs among serial numbers, and serial numbers among IMEIs, to their own fields.

    Return {index: {field: [text before, text after]}}. A network address is no serial number.
    """
    moved = {}
    for index, row in enumerate(rows):
        before = {name: row[name] for name in ("serial", "imei", "donor_tag") if name in row}
        if before.keys() >= {"serial", "imei"} and any([*before.values(), row.get("remark")]):
            _settle_numbers(row)
            changes = {
                name: [text, row[name]] for name, text in before.items() if text != row[name]
            }
            moved |= {index: changes} if changes else {}
    return moved


def _settle_numbers(row):
    row["serial"] = MAC.sub("", row["serial"]).strip()
    for name in ("serial", "donor_tag") if row.get("category", "") in WITH_IMEI else ():
        imeis = IMEI.findall(row.get(name, ""))
        is_sure = row["category"] == "phone" or any(map(is_imei, imeis))
        if imeis and is_sure and row["imei"] in {"", *imeis}:
            row["imei"] = row["imei"] or " / ".join(imeis)
            row[name] = LABELS.sub("", IMEI.sub(" ", row[name])).strip(" ;,/|")
    in_remark = FACTS["imei"].search(row.get("remark", "")) if not row["imei"] else None
    if in_remark and row.get("category", "") in WITH_IMEI and is_imei(in_remark[1]):
        row["imei"] = in_remark[1]
    number = LABELS.sub("", row["imei"])
    is_serial = re.fullmatch(r"(?=.*\d)(?=.*[A-Z])[A-Z0-9-]{6,20}", number, re.IGNORECASE)
    if is_serial and row["serial"] in {"", number}:
        row["serial"], row["imei"] = number, ""


def means_none(text):
    """Whether a cell means “no number”: “sans”, “no tag”, “à vérifier”."""
    return is_unknown(text) or key_of(text).strip(" .()-_") in NO_NUMBER


def tidy_cells(rows):
    """Replace “idem” by the value of the row above; remove meaningless numbers and bullets."""
    above = {}
    fields = rows[0].keys() if rows else set()
    copied, numbers = fields & COPIED, fields & NUMBERS
    for row in rows:
        if "designation" in fields:
            text = BULLET.sub("", row["designation"])
            row["designation"] = COUNT.sub(lambda match: COUNTS[key_of(match[1])], text)
        for name in copied:
            if is_same_as_above(row[name]):
                row[name] = above.get(name, "")
        for name in numbers:
            row[name] = _number(row[name])
        above = row


@lru_cache(maxsize=4_096)
def is_same_as_above(text):
    return text.casefold().strip(" .") in SAME_AS_ABOVE


def _number(text):
    """Return a number without the apostrophe of spreadsheets; "" if it is meaningless."""
    text = text.removeprefix("'").strip()
    if means_none(text):
        return ""
    version = WITH_VERSION.fullmatch(text)
    return version[1] if version else text


def facts_in(text, names, brand="", *, is_branded=False):
    """Return {field: text} for a designation; `brand` is the text of the brand cell.

    With `is_branded`, its column has the brand before the model.
    """
    entry = names.model_of([text], brand)
    if entry:
        return {"model": entry.name} | _implied_by(entry)
    facts, rest = facts_apart(text)
    counted = rest.split(maxsplit=1)
    if len(counted) == 2 and re.fullmatch(r"[1-9]\d?", counted[0]) and _is_named(counted[1], names):
        facts["quantity"], rest = counted
    words = END.sub(CUT, rest).replace(CUT, f" {CUT} ").split()
    named = _names_in(words, names, brand, text, is_branded=is_branded)
    return facts | _remark_in(rest, squashed(named.get("model", ""))) | named


def _remark_in(rest, model):
    """Return {"remark": text} for words after the name in the rest of a designation, or {}."""
    _name, *parts = map(str.strip, re.split(rf"(?i){CUT}|{COMMENT.pattern}|(?={WITH})", rest))
    words = ", ".join(part.strip(" ,;/()|-–—.") for part in parts)
    # codes, such as serial numbers, and other products are asked about
    words = [
        word
        for word in words.split(", ")
        if re.search(r"[^\W\d]{3}", word) and squashed(word) not in model
        if not (CODE.search(word) or line_in(word)[0])
    ]
    return {"remark": ", ".join(words)} if words else {}


def _is_named(text, names):
    """Whether a text begins with a kind of device or a brand: “3 portables Dell”."""
    kind = first_in([word_key(word) for word in text.split()], KIND_OF)
    maker = names.brand_in(text.split())
    return any(found and found[0] == 0 for found in (kind, maker))


def facts_apart(text):
    """Return ({field: text}, the rest of the text with `CUT` in their places)."""
    facts, rest = {}, text
    for name, pattern in FACTS.items():
        match = pattern.search(rest)
        if match:
            facts[name] = " ".join(next(filter(None, (*match.groups(), match[0]))).split())
            rest = f"{rest[: match.start()]}{CUT}{rest[match.end() :]}"
    return facts, rest


def _names_in(words, names, brand, text, *, is_branded=False):
    """Return {field: text} for the category, brand and model in words of a text, up to `CUT`."""
    named, all_words = [word for word in words if word != CUT], words
    facts, words = _without_category(words)
    found, words = _without_brand(_without_start(words, brand), brand, names)
    is_unknown_brand = is_branded and not (found or brand or line_in(" ".join(named))[0])
    if is_unknown_brand and len(_up_to_cut(words)) > 1 and words[0].isalpha():
        found, *words = words
    if found:
        brand = facts["brand"] = found
    if facts.get("category") == "monitor" and words and BARE_SIZE.fullmatch(words[0]):
        facts["screen"], *words = words
    words = _without_start(_model_in(words), line_in(" ".join(named))[0])
    name = " ".join(words)
    varied = with_variant(name, text) if words else ""
    model = names.model_of(words if varied == name else [varied], brand)
    maker, category = _line_in([brand, *_up_to_cut(all_words)], [brand, *named])
    if words:
        facts["model"] = model.name if model else varied
    implied = {"brand": maker, "category": category} | (_implied_by(model) if model else {})
    if implied["brand"]:
        facts.setdefault("brand", implied["brand"])
    if implied["category"]:
        facts["category"] = implied["category"]
    if is_accessory(named[: len(_up_to_cut(all_words))]):
        facts.pop("category", None)
    return facts


def _model_in(words):
    """The words of a model: not “vieux” in “Asus (vieux)”, nor “LCD”."""
    name, is_aside = " ".join(_up_to_cut(words)), words[:1] == [CUT]
    is_note = is_aside and not (re.search(r"\d", name) or line_in(name)[0])
    return [] if is_note or word_key(name) in BARE_KINDS | FEATURES else _up_to_cut(words)


def _line_in(*parts):
    """(maker, category) of the first of these parts that tells: “UC HP ProDesk + écran HP V223”."""
    for words in parts:
        maker, category = line_in(" ".join(words))
        if category:
            break
    return maker, category


def _without_brand(words, brand, names):
    """Return (the last brand among these words or "", the words after it)."""
    maker, stated, found = names.brand_in(words), names.brand_in(brand.split()), ""
    while maker and (maker[0] == 0 or not brand):
        if brand and stated and maker[2] != stated[2]:  # HP Compaq
            break
        brand = found = maker[2]
        stated = maker
        words = words[maker[0] + maker[1] :]
        maker = names.brand_in(words[:1])  # “HP HP ProOne”
    return found, words


def _implied_by(model):
    """Return {field: text} for the brand and the category of a model in the catalogue."""
    facts = {"brand": str(model.brand or "")}
    return facts | ({"category": model.category.code} if model.category else {})


def _without_start(words, brand):
    """Drop a repeated brand at the start: “Mitel Mitel 5312”."""
    start = [key_of(word) for word in brand.split()]
    while start and [key_of(word) for word in words[: len(start)]] == start:
        words = words[len(start) :]
    return words


def _without_category(words):
    """Return ({"category": code} if these words name a category, the remaining words)."""
    kind = first_in([word_key(word) for word in words], KIND_OF)
    if not kind:
        return {}, words
    place, size, code = kind
    if code == OTHER:
        return {}, words
    is_bare = word_key(" ".join(words[place : place + size])) in BARE_KINDS
    line = first_in([key_of(word) for word in words], BY_LINE)
    if line and line[0] <= place < line[0] + line[1]:  # “Surface Laptop 3” is not a Surface 3
        is_bare = False
    rest = [*words[:place], *words[place + size :]] if is_bare else words
    return {"category": code}, rest


def _up_to_cut(words):
    """The words up to the second cut, without trailing filler words."""
    start = next((place for place, word in enumerate(words) if word != CUT), len(words))
    words = words[start:]
    words = words[: words.index(CUT)] if CUT in words else words
    while len(words) > 1 and key_of(words[-1]) in TRAILING:
        words = words[:-1]
    return words


def fill_from_designations(
    rows,
    names,
    categories,
    *,
    sheets=(),
    refused=(),
    unsure=(),
    file="",
    is_chosen=False,
    is_branded=False,
):
    """Fill the empty fields of these rows, dicts by field, from their designations and models.

    Return {index: {field: [text before, text after]}}. A category deduced from an IMEI or the name
    of the `file` has that evidence as a third item; neither is used if the user chose a category
    (`is_chosen`). `categories` is {word: code}, `sheets` the sheet name of each row; `refused`
    fields are not filled. A model overrides the category of `unsure` rows. `is_branded` is as for
    `facts_in`.
    """
    kinds = {tuple(word.split()): code for word, code in categories.items()}
    named = {words: code for words, code in kinds.items() if " ".join(words) not in WHOLE_WORDS}
    kinds = named | dict.fromkeys((tuple(kind.split()) for kind in OTHER_KINDS), OTHER)
    categories = set(categories.values())
    of_sheets = {name: only_category_in(name, named) for name in set(sheets)}
    weak = {} if is_chosen else {BY_IMEI: "phone", BY_FILE: only_category_in(file, named)}
    guesses = {}
    of_category = cache(partial(_of_category, kinds=kinds))
    of_text = cache(lambda text, brand: facts_in(text, names, brand, is_branded=is_branded))
    words = [row["category"] for row in rows if not is_unknown(row["category"])]
    details = [name for name in ("remark", "cpu") if _are_details(rows, name)]
    are_names = len({*words}) == len(words) and categories.isdisjoint(words)  # as LAB-01, LAB-02
    is_clear = cache(lambda text: are_names or text in categories or _is_clear(text, kinds, names))
    unexplained = _unexplained_words(rows, of_text, names, is_clear)
    for index, row in enumerate(rows):
        stated = _stated_by(row, of_text, names, details)
        facts = of_category(row["category"], of_sheets[sheets[index]] if sheets else "") | stated
        ground = "" if _is_of_accessory(row) else _little_ground(row, facts, weak)
        if ground:
            facts["category"] = weak[ground]
        if ground == BY_IMEI and weak[BY_FILE] == weak[BY_IMEI]:  # a file of phones
            ground = ""
        category = facts.get("category") or row["category"]
        facts = _with_storage(facts, category)
        # a docking station of a line of laptops, or an unknown word, which the user is asked about
        if names_other(row["category"]) or row["category"] in unexplained:
            facts.pop("category", None)
        if "remark" in facts:
            facts["remark"] = "\n".join(filter(None, [row.get("remark"), facts["remark"]]))
        if category in STORE_FIRST and LARGE.search(row.get("ram", "")):
            _move_memory(row)
        # “portable” may be a mobile phone
        is_unsure = index in unsure or stated.get("category") == "phone"
        overrules = {"category"} if is_unsure and stated.get("category") in categories else set()
        overrules |= {"brand"} if names.is_full(row["brand"]) or _is_of_shop(row, names) else set()
        changes = {
            name: [row[name], value, *([ground] if ground and name == "category" else [])]
            for name, value in facts.items()
            if name in row and name not in refused and value != row[name]
            if name in overrules or _is_open(row, name, value, categories)
        }
        row |= {name: change[1] for name, change in changes.items()}
        if changes:
            guesses[index] = changes
    return guesses


def _are_details(rows, name):
    """Whether most cells of a column are specifications beside the names of products."""
    if not any(row["designation"] or row["model"] for row in rows):
        return False
    texts = [row[name] for row in rows if row.get(name)][:SAMPLE]
    least = 2 if name == "cpu" else 1
    found = [text for text in texts if len(SPECS & facts_apart(text)[0].keys()) >= least]
    return len(found) >= max(2, len(texts) / 2)


def _unexplained_words(rows, of_text, names, is_clear):
    """Return the unknown words for a category that the models beside them do not explain."""
    found = defaultdict(set)
    for row in rows:
        if not is_clear(row["category"]):
            found[row["category"]].add(_stated_by(row, of_text, names).get("category", ""))
    return {text for text, codes in found.items() if "" in codes or not _is_explained(text, codes)}


def _is_explained(text, codes):
    # NB is beside notebooks only; INFO is beside notebooks and screens, so it is no category
    letters = ".*".join(key_of(text)) if re.fullmatch(r"[^\W\d]{1,2}", text) else "$"
    return len(codes) > 1 or any(re.match(letters, key) for key in KEYS.get(*codes, ()))


def _is_clear(text, kinds, names):
    """Whether the cell of a category is empty or names one, or only a system or a brand."""
    is_named = is_unknown(text) or category_in(text, kinds) or line_in(text)[0]
    return bool(is_named or read_os(text).get("os") or names.brand_in(text.split()))


def _stated_by(row, of_text, names, details=()):
    """Return {field: text} from the designation and model of a row; a brand is not a model.

    The brand or the category of a row may be a designation, too: “Apple iPhone 12”. `details` are
    the fields of columns of specifications.
    """
    facts, brand = {}, row["brand"]
    for source in SOURCES:
        is_source = source in {"designation", "model"} or names.is_full(row[source])
        is_code = source == "model" and "model" in facts and PRODUCT_CODE.fullmatch(row[source])
        if is_source and not is_unknown(row[source]) and not is_code:
            facts |= of_text(row[source], "" if source == "brand" else brand)
            brand = facts.get("brand", brand)
    of_cpu = facts_apart(row.get("cpu", ""))[0]
    if len(of_cpu) > 1:  # “i7-8550U / 16GB / 512GB SSD”
        facts |= of_cpu
    for source in details:
        of_details = facts_apart(row[source])[0]
        facts = {name: of_details[name] for name in SPECS & of_details.keys()} | facts
        if source == "cpu" and of_details and "cpu" not in of_details:  # “23 inch”
            row["cpu"] = ""
    is_brand = row["brand"] and squashed(row["model"]) == squashed(row["brand"])
    return facts | ({"model": ""} if is_brand else {})


def _little_ground(row, facts, weak):
    """Return the evidence for the category of a row that does not state it, or ""."""
    if "category" in facts or not (is_unknown(row["category"]) and any(row.values())):
        return ""
    # even with a mistyped last digit, an IMEI means a phone or a tablet
    if weak.get(BY_IMEI) and any(IMEI.search(row.get(name, "")) for name in ("imei", "imei2")):
        return BY_IMEI
    return BY_FILE if weak.get(BY_FILE) else ""


def _is_of_accessory(row):
    return any(is_accessory(row[name].split()) for name in ("category", "designation", "model"))


def _move_memory(row):
    """Move the memory of a row to its storage, unless the storage is known."""
    if is_unknown(row["storage"]):
        row["storage"], row["ram"] = row["ram"], ""


def _with_storage(facts, category):
    """Return the facts, with the bare size of a phone or tablet moved from memory to storage."""
    is_bare = "ram" in facts and not ("storage" in facts or NAMED_MEMORY.search(facts["ram"]))
    if category not in STORE_FIRST or not is_bare:
        return facts
    return {"storage" if name == "ram" else name: text for name, text in facts.items()}


def _of_category(text, of_sheet, kinds):
    """Return {field: text} for the category cell, or else for the name of the sheet."""
    code = category_in(text, kinds) or of_sheet
    count = FACTS["quantity"].search(text)
    screen = FACTS["screen"].search(text)
    facts = {"category": code} if code else {}
    facts |= {"screen": screen[0]} if screen else {}
    return facts | ({"quantity": next(filter(None, count.groups()))} if count else {})


def _is_of_shop(row, names):
    """Whether the brand is unknown but the product begins with a maker: “Vendor” is the shop."""
    if is_unknown(row["brand"]) or names.brand_in(row["brand"].split()):
        return False
    found = [names.brand_in(row[name].split()) for name in ("designation", "model")]
    return any(place and place[0] == 0 for place in found)


def _is_open(row, name, value, categories):
    """Whether a guess may fill this field of a row; a model may always be shortened."""
    if name == "category":
        return value in categories and row[name] not in categories
    return name in {"model", "remark"} or is_unknown(row[name])
