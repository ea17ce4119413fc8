"""WSGI application for gunicorn."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
application = get_wsgi_application()

from django.db import connection  # noqa: E402  (once the apps are loaded)

from core.workflow import readiness  # noqa: E402

readiness.migrations()  # read before another release is installed
readiness.fault()  # logs at start-up the error that pages would show
connection.close()  # gunicorn may fork
