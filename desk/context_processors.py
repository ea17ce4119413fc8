from django.utils.functional import SimpleLazyObject

from desk.help.topics import topic_of
from desk.navigation import Navigation


def frame(request):
    """The menu and the help of the page under way, made when they are shown; help is None where
    there is none.

    A view of a page that belongs to another, whose address does not say so, sets `section_path`.
    """
    match, path = request.resolver_match, getattr(request, "section_path", request.path)
    return {
        "help_topic": SimpleLazyObject(lambda: topic_of(match.url_name) if match else None),
        "navigation": SimpleLazyObject(lambda: Navigation(request.user, match, path)),
    }
