"""Template tag of the privacy notice, collapsed beside a form."""

from django import template

from people.privacy.notice import notice

register = template.Library()


@register.inclusion_tag("people/privacy/_folded.html")
def data_notice(organisation=None):
    """The notice beside a form in which users enter a person.

    The organisation passes it on to the person, since it collects the data.
    """
    return notice(organisation=organisation)
