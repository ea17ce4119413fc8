"""People whom nobody writes to or calls for now, as modules decide (GDPR, art. 18 and 21)."""

RESTRICTED: list = []  # functions of modules (is_to_others) -> ids of people


def without_restricted(rows, *, is_to_others=False):
    """Exclude rows of restricted recipients; `is_to_others` for letters to others."""
    for ids in RESTRICTED:
        rows = rows.exclude(recipient__in=ids(is_to_others=is_to_others))
    return rows
