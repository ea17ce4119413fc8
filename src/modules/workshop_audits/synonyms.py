"""Synonyms of column headings and values in audits of outside workshops."""

from django.utils.translation import gettext_lazy, pgettext_lazy

from catalogue.models import FaultAlias, FaultType
from core.imports.columns import by_word, headings_in, word_key
from core.imports.kinds import Vocabulary
from inventory.devices.lifecycle.devices import ErasureMethod, ErasureResult, MediumKind
from inventory.devices.lifecycle.repairs import RepairOutcome
from inventory.imports.donor_list import HEADINGS as DONOR_HEADINGS
from inventory.imports.synonyms import GRADES, METHOD_WORDS

FIELDS = {
    "tag": gettext_lazy("tag"),
    "serial": gettext_lazy("serial number"),
    "imei": gettext_lazy("IMEI"),
    "outcome": pgettext_lazy("outside workshop", "outcome"),
    "grade": gettext_lazy("grade"),
    "fault": pgettext_lazy("outside workshop", "fault"),
    "work": gettext_lazy("work done"),
    "known_limits": gettext_lazy("known faults"),
    "medium_serial": gettext_lazy("disk: serial number"),
    "medium_kind": gettext_lazy("disk: type"),
    "erasure_result": gettext_lazy("erasure: result"),
    "erased_on": gettext_lazy("erased on"),
    "erasure_method": gettext_lazy("erasure: method"),
    "erasure_tool": gettext_lazy("erasure: tool"),
    "erasure_version": gettext_lazy("erasure: version of the tool"),
}
HEADINGS = {
    "tag": """etiquette|tag|asset tag|n d etiquette|numero d etiquette|code rebond|code|
        n inventaire|numero d inventaire|inventaire|asset number|inventory number""",
    "outcome": """resultat|resultat atelier|issue|verdict|statut|status|outcome|result|etat final|
        decision|disposition|etat""",
    "grade": "grade|grade final|grade esthetique|etat esthetique|cosmetic grade|classe|classement",
    "fault": """defaut restant|panne restante|defaut|defauts|panne|pannes|fault|faults|
        remaining fault|defect|defects|probleme|issue found""",
    "work": """travaux|travaux effectues|intervention|interventions|operations|reparation|
        repairs|repair|work done|work|actions""",
    "known_limits": """limites connues|limites|limitations|known limitations|reserves|remarques|
        remarque|observations|comments|notes""",
    "medium_serial": """numero de serie du disque|n de serie du disque|n serie disque|
        serie disque|disk serial|disk serial number|drive serial|drive serial number|
        hdd serial|ssd serial|media serial|serial disque""",
    "medium_kind": """type de disque|disque|disk type|disk|drive type|media type|storage type|
        stockage""",
    "erasure_result": """effacement|resultat effacement|resultat de l effacement|erasure result|
        erasure status|erasure|wipe status|wipe result|statut effacement""",
    "erased_on": """efface le|date effacement|date d effacement|erased on|erasure date|
        wipe date|date wiped|date""",
    "erasure_method": """methode effacement|methode d effacement|norme|erasure method|
        erasure standard|wipe method|methode|method|standard""",
    "erasure_tool": """outil effacement|outil d effacement|logiciel effacement|
        logiciel d effacement|erasure tool|erasure software|wipe tool|outil|logiciel|software|
        tool""",
    "erasure_version": """version|version outil|version du logiciel|version logiciel|
        tool version|software version""",
}
HEADINGS = headings_in(HEADINGS)
HEADINGS |= {name: DONOR_HEADINGS[name] for name in ("serial", "imei")}

OUTCOME_WORDS = {
    RepairOutcome.FIXED: """ok|pret|prete|conforme|repare|reconditionne|fonctionnel|fonctionne|
        fixed|repaired|ready|refurbished|working|pass|passed|good""",
    RepairOutcome.REPAIRABLE: """reparable|a reparer|en attente|en attente de piece|repairable|
        needs repair|waiting for part|to repair|partial""",
    RepairOutcome.END_OF_LIFE: """hs|hors service|irreparable|non reparable|fin de vie|rebut|deee|
        a recycler|recycle|end of life|scrap|dead|beyond repair|fail|failed""",
}
RESULT_WORDS = {
    ErasureResult.PASSED: """ok|oui|efface|reussi|reussie|conforme|success|successful|succeeded|
        passed|pass|yes|erased|complete|completed""",
    ErasureResult.FAILED: "echec|echoue|non|ko|failed|fail|error|no|not erased|non efface",
    ErasureResult.UNKNOWN: "inconnu|inconnue|unknown|partiel|partial",
}
KIND_WORDS = {
    MediumKind.HDD: "hdd|disque dur|hard disk|hard drive|sata hdd",
    MediumKind.SSD: "ssd|sata ssd|m2 sata|m 2",
    MediumKind.NVME: "nvme|ssd nvme|nvme ssd|m2 nvme|pcie",
    MediumKind.EMBEDDED: "emmc|ufs|memoire interne|embedded|flash|interne",
}


def _words(choices, words):
    own = {word_key(str(choice.label)): str(choice) for choice in choices}
    return own | by_word(words)


def _vocabulary(choices, words):
    return Vocabulary(
        choices=lambda: list(choices.choices),
        words=lambda: _words(choices, words),
        is_needed=True,
    )


def _faults_by_word():
    aliases = FaultAlias.objects.values_list("name", "fault__code")
    own = FaultType.objects.values_list("names", "code")
    words = {word_key(name): code for name, code in aliases}
    return words | {word_key(name): code for names, code in own for name in (*names.values(), code)}


VOCABULARIES = {
    "fault": Vocabulary(
        choices=lambda: [(fault.code, str(fault)) for fault in FaultType.objects.all()],
        words=_faults_by_word,
        is_needed=True,
    ),
    "outcome": _vocabulary(RepairOutcome, OUTCOME_WORDS),
    "grade": GRADES,
    "medium_kind": _vocabulary(MediumKind, KIND_WORDS),
    "erasure_result": _vocabulary(ErasureResult, RESULT_WORDS),
    "erasure_method": _vocabulary(ErasureMethod, METHOD_WORDS),
}
