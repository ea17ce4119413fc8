"""Words for the outcomes of repairs, in French and English (Open Repair Data Standard)."""

from inventory.devices.lifecycle.repairs import RepairOutcome

# a repair with an unknown outcome has not ended, so it is not recorded
UNKNOWN_WORDS = "unknown|inconnu|inconnue|non renseigne|?|"
OUTCOME_WORDS = {
    RepairOutcome.FIXED: "fixed|repaired|repare|reparee|ok|reussi",
    RepairOutcome.REPAIRABLE: "repairable|reparable|a reparer|to repair|in progress|en cours",
    RepairOutcome.END_OF_LIFE: "end of life|fin de vie|irreparable|hs|hors service|dead|scrap",
}
