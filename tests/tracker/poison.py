"""A task that kills the process it runs in, for `celery --app tests.tracker.poison worker`."""

import os
import signal
from pathlib import Path

from tracker.celery import app


@app.task(name="tests.poison")
def poison(runs: str) -> None:
    """Leave a mark in the file `runs`, and die."""
    with Path(runs).open("a") as file:
        file.write("x")
    os.kill(os.getpid(), signal.SIGKILL)
