from core.templatetags.rebond import with_town


def lines_of(of):
    """The address lines of a site, a person or an organisation, with the town last and once."""
    lines = with_town(of.address, of.town).splitlines()
    return [line.strip() for line in lines if line.strip()]
