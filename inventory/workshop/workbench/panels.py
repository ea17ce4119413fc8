"""Registry of extra workbench panels contributed by other apps.

Each entry is a template and a function of the user that returns its context, or None to hide it.
"""

EXTRA_PANELS = []


def panel_contexts(user):
    """Each (template, context) of the extra panels of the bench page."""
    panels = [(template, read(user)) for template, read in EXTRA_PANELS]
    return [(template, context) for template, context in panels if context is not None]
