from django.utils.functional import SimpleLazyObject

from desk.help.topics import topic_of
from desk.navigation import Navigation
from people.outbox.channels import mail_delivers, mail_notice


def frame(request):
    """Menu and help of the current page, and whether e-mails leave; help may be None.

    A view of a page whose URL belongs to another section sets `section_path`.
    """
    match, path = request.resolver_match, getattr(request, "section_path", request.path)
    return {
        "help_topic": SimpleLazyObject(lambda: topic_of(match.url_name) if match else None),
        "mail_delivers": mail_delivers,
        "mail_notice": mail_notice(getattr(request, "user", None)),
        "helpers": SimpleLazyObject(lambda: _to_ask(request.user)),
        "navigation": SimpleLazyObject(lambda: Navigation(request.user, match, path)),
    }


def _to_ask(user):
    """Team members whom `user` may ask for an action that a page refuses."""
    return user.to_ask() if user.is_authenticated else []
