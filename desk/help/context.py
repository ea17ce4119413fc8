from django.utils.functional import SimpleLazyObject

from desk.help.topics import topic_of


def help_topic(request):
    """The help for the page under way, found when it is shown; None where there is none."""
    match = request.resolver_match
    return {"help_topic": SimpleLazyObject(lambda: topic_of(match.url_name) if match else None)}
