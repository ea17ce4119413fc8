"""Single sign-on: people whom we invited sign in at an OpenID provider.

Imports `people`. Start with adapters.py (who comes in), then views.py (the way there and back);
settings.py has what it sets of Django and django-allauth.
"""
