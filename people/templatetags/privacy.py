"""Template tag of the privacy notice, collapsed beside a form."""

from django import template

from people.privacy.notice import notice

register = template.Library()


@register.inclusion_tag("people/privacy/_folded.html")
def data_notice(organisation=None):
    """The notice for users who enter a person.

    The organisation passes it on, since it asks first.
    """
    return notice(organisation=organisation)
