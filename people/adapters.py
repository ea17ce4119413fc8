from allauth.account.adapter import DefaultAccountAdapter


class AccountAdapter(DefaultAccountAdapter):
    """Nobody signs up alone: people are invited."""

    def is_open_for_signup(self, request):
        return False
