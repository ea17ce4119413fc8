"""How Rebond is served: gunicorn reads this when it is started in this folder.

Numbers may be set in the environment or in .env; docs/operations.md says how to choose them.
"""

from pathlib import Path

import environ

env = environ.Env()
env.read_env(Path(__file__).parent / ".env")

wsgi_app = "config.wsgi"
bind = env.str("BIND", default="127.0.0.1:8000")
workers = env.int("WEB_CONCURRENCY", default=2)
threads = env.int("WEB_THREADS", default=4)
worker_class = "config.server.WholeRequestWorker"
worker_connections = 800  # of each worker; most of them wait, and cost no thread
logger_class = "config.server.TokenlessLogger"
timeout = 60  # seconds without a sign of life, after which a worker is replaced
graceful_timeout = 60  # seconds for requests under way when it is stopped
limit_request_fields = 60
control_socket_disable = True
umask = 0o077
