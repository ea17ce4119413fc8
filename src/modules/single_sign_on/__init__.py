"""Single sign-on: invited users sign in at an OpenID provider.

Imports `people`. Start with adapters.py (who may sign in), then views.py (the redirects);
settings.py has its settings of Django and django-allauth.
"""
