"""How Rebond is served: gunicorn reads this when it is started in this folder.

Numbers may be set in the environment or in .env; docs/operations.md says how to choose them.
"""

import gc
import os
import shutil
import sys
from pathlib import Path
from urllib.parse import urlsplit
from wsgiref.util import setup_testing_defaults

from environ import Env

HERE = Path(__file__).parent
sys.path.insert(0, str(HERE / "src"))
env = Env()
env.read_env(HERE / ".env")

if pool := env.str("POOL_URL", default=""):  # pages go through pgbouncer, commands past it
    mark = "&" if "?" in pool else "?"
    os.environ["DATABASE_URL"] = f"{pool}{mark}DISABLE_SERVER_SIDE_CURSORS=True"

wsgi_app = "config.wsgi"
bind = env.str("BIND", default="127.0.0.1:8000")
workers = env.int("WEB_CONCURRENCY", default=2)
threads = env.int("WEB_THREADS", default=2 * (os.cpu_count() or 2))
reuse_port = True  # kept connections spread over the processes: twice the pages a second
worker_class = "config.server.WholeRequestWorker"
worker_connections = 800  # of each worker; most of them wait, and cost no thread
logger_class = "config.server.TokenlessLogger"
timeout = 60  # seconds without a sign of life, after which a worker is replaced
graceful_timeout = 60  # seconds for requests under way when it is stopped
limit_request_fields = 60
control_socket_disable = True
umask = 0o077
figures = None  # the folder in which processes add up what /metrics shows
if env.str("METRICS_TOKEN", default=""):
    # In memory: they are mapped files with holes, and a full disk would kill the process (SIGBUS).
    # systemd has a folder for each service there, and Linux one for all.
    memory = Path(os.environ.get("RUNTIME_DIRECTORY", "/dev/shm"))  # noqa: S108
    own = (memory if memory.is_dir() else HERE / "var") / f"rebond-{os.getpid()}"
    figures = os.environ.setdefault("PROMETHEUS_MULTIPROC_DIR", str(own))


def on_starting(server):
    """No figures of processes of an earlier start."""
    if figures:
        shutil.rmtree(figures, ignore_errors=True)
        Path(figures).mkdir(parents=True, mode=0o700)


def on_exit(server):
    """No figures of processes that have ended."""
    if figures:
        shutil.rmtree(figures, ignore_errors=True)


def child_exit(server, worker):
    """The live figures of a process end with it."""
    if figures:
        from prometheus_client import multiprocess

        multiprocess.mark_process_dead(worker.pid)


def post_fork(server, worker):
    """Load all without the garbage collector, which would go through it again and again."""
    gc.disable()


def post_worker_init(worker):
    """Draw a page and a paper before the first visitor comes: all that they need is loaded then.

    Stop at once when several workers, also by `--workers`, would have a cache each.
    """
    from django.conf import settings

    from core.operating.deployment import processes_share_a_cache
    from core.pdf.render import warm

    settings.WEB_CONCURRENCY = worker.cfg.workers
    for error in processes_share_a_cache(None):
        worker.log.critical("%s %s", error.msg, error.hint)
        sys.exit(4)  # gunicorn stops, as when the application cannot be loaded
    environ = {"PATH_INFO": "/accounts/login/", "HTTP_HOST": urlsplit(settings.SITE_URL).netloc}
    environ |= {"wsgi.url_scheme": "https", "HTTP_X_FORWARDED_PROTO": "https"}
    setup_testing_defaults(environ)
    worker.wsgi(environ, lambda *_answer: None)
    warm()
    # What is loaded stays: a full collection that goes through it stops all pages for 0.14 s.
    gc.freeze()
    gc.enable()
    worker.log.info("Worker %s is ready", worker.pid)
