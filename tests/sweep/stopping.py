"""A sweep that freezes itself just before a statement. Run as a process of its own:

    python -m tests.sweep.stopping 'INSERT INTO "claims_review"'

It runs the Celery task's own body, and stops (SIGSTOP) before the first statement that begins
so; whoever started it lets it go on (SIGCONT), or kills it.
"""

import os
import signal
import sys
from collections.abc import Callable
from typing import Any

import django

django.setup()

from django.db import connection  # noqa: E402 - needs the settings

from claims import tasks  # noqa: E402


def main(before: str) -> None:
    pending = [before]

    def stop(execute: Callable[..., Any], sql: str, *rest: Any) -> Any:
        if pending and sql.startswith(pending[0]):
            pending.clear()
            os.kill(os.getpid(), signal.SIGSTOP)
        return execute(sql, *rest)

    with connection.execute_wrapper(stop):
        tasks.flag_due()


if __name__ == "__main__":
    main(sys.argv[1])
