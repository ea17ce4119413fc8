from core.templatetags.rebond import with_town


def lines_of(of):
    """The address of a site, a person or an organisation, a line each: its town last, said once."""
    lines = with_town(of.address, of.town).splitlines()
    return [line.strip() for line in lines if line.strip()]
