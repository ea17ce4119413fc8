from django.db.models import Q


def numbered(rows, text):
    """The rows with this number, or whose organisation has this name."""
    return rows.filter(Q(number=text.strip().upper()) | Q(organisation__name__icontains=text))
