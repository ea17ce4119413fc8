from django.db.models import Q


def numbered(rows, text):
    """Those of this number, or of an organisation of this name."""
    return rows.filter(Q(number=text.strip().upper()) | Q(organisation__name__icontains=text))
