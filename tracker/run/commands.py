"""The three processes of a running tracker, as commands; the supervisor and the containers
start the same ones.
"""

import os
import sys
from collections.abc import Callable

from django.conf import settings

# Requests spend their time in Python, so more threads than this only wait for each other; each
# holds at most one of the pool's connections (tracker/environment.py).
WEB_THREADS = min(4, 2 * (os.cpu_count() or 1) + 1)
# Celery warns root because of pickled messages; this worker accepts JSON alone.
NO_ROOT_WARNING = "ignore:You're running the worker with superuser privileges"


def web() -> list[str]:
    """The web server: granian with settings.WEB_PROCESSES processes of WEB_THREADS threads."""
    return [
        *(sys.executable, "-m", "granian", "--interface", "wsgi", "--no-ws"),
        *("--host", settings.HOST, "--port", str(settings.PORT)),
        *("--workers", str(settings.WEB_PROCESSES), "--blocking-threads", str(WEB_THREADS)),
        # A process that dies takes granian down, and the supervisor starts both again: one
        # place that restarts, one message. Requests get 5 s to end.
        *("--workers-kill-timeout", "5"),
        *("--log-level", "warning", "tracker.wsgi:application"),
    ]


def worker() -> list[str]:
    """The Celery worker: on Redis settings.WORKER_PROCESSES tasks at a time, else one.

    Beside the file-system broker there is no pool. Its processes would share a lock there, and
    one that is killed while it waits would leave it locked: the worker runs on and does nothing
    any more. A worker that is one process ends, and is started again.
    """
    on_redis = str(settings.CELERY["broker_url"]).startswith("redis")
    pool = ("--concurrency", str(settings.WORKER_PROCESSES)) if on_redis else ("--pool", "solo")
    return [
        *(sys.executable, "-W", NO_ROOT_WARNING),
        *("-m", "celery", "--quiet", "--app", "tracker", "worker"),
        *(*pool, "--loglevel", settings.LOG_LEVEL),
        # Workers need not know of each other: the database settles who does what.
        *("--without-gossip", "--without-mingle"),
    ]


def beat() -> list[str]:
    """Celery beat. Two of them do no harm: a second sweep finds nothing left to flag."""
    return [
        *(sys.executable, "-m", "celery", "--quiet", "--app", "tracker", "beat"),
        *("--loglevel", settings.LOG_LEVEL),
    ]


COMMANDS: dict[str, Callable[[], list[str]]] = {"web": web, "worker": worker, "beat": beat}
