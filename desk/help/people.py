"""Help with organisations, people, accounts and letters."""

from django.utils.translation import gettext_lazy as _

from desk.help.topic import Topic
from people.roles import Role

TOPICS = (
    Topic(
        "organisations",
        _("Associations and conventions"),
        (
            _(
                "An association asks for access, is invited, or comes from a list. A coordinator"
                " approves it."
            ),
            _("Its convention says until when it may ask, for what and how much."),
            _("Suspended or expired, it still sees its loans, and is told why it cannot ask."),
        ),
        pages=(
            "organisation_list organisation_add organisation_detail organisation_edit "
            "organisation_import access_list access_detail convention_add convention_detail "
            "convention_edit leave_grant"
        ),
        least=Role.COUNTER,
        for_associations=True,
    ),
    Topic(
        "access",
        _("Ask for access"),
        (
            _("Tell who you are and what your organisation does. Confirm by the link in the mail."),
            _("Somebody reads it and answers by mail. Then you may ask for equipment."),
        ),
        pages="access_ask access_asked access_confirm",
        least=Role.VOLUNTEER,
        for_associations=True,
    ),
    Topic(
        "recipients",
        _("Families and staff"),
        (
            _(
                "Keep what is needed and no more: a name, a way to reach them, the language they"
                " read."
            ),
            _("One page shows all that a household has and had."),
            _("After the term set by the house, names are forgotten by themselves."),
        ),
        pages="recipient_list recipient_add recipient_detail recipient_edit",
        least=Role.COUNTER,
        for_associations=True,
    ),
    Topic(
        "users",
        _("Who works with us"),
        (
            _("Invite by e-mail and choose the role: each role sees its own work only."),
            _("Somebody left? Close the account. What they did stays in the story."),
        ),
        pages="user_list user_invite user_edit",
        least=Role.COORDINATOR,
        for_associations=True,
    ),
    Topic(
        "account",
        _("Your account"),
        (
            _(
                "Sign in with your e-mail and your password. A forgotten password is renewed by"
                " mail."
            ),
            _(
                "The code of your phone, or a key, proves that it is you. Keep the recovery codes"
                " on paper."
            ),
        ),
        pages="profile invitation_accept account_* mfa_*",
        least=Role.VOLUNTEER,
        for_associations=True,
    ),
    Topic(
        "messages",
        _("What was sent"),
        (
            _("Every letter and text message stands here, with what became of it."),
            _("One that failed is tried again by itself; “Send now” does not wait."),
        ),
        pages="message_list message_detail",
        least=Role.COORDINATOR,
    ),
)
