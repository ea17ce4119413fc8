"""What others tell whoever stands at the bench: an app to the left adds its fragment.

Each is a template and a function of the user, which gives its context; None, and nothing is shown.
"""

BESIDE = []


def told_beside(user):
    """Each (template, context) to show on the page of the bench."""
    told = [(template, read(user)) for template, read in BESIDE]
    return [(template, context) for template, context in told if context is not None]
