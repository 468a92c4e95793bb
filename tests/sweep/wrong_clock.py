"""Beat on a machine whose clock is ahead, and is set right after a while.

    python -m tests.sweep.wrong_clock DAYS_AHEAD SECONDS

The clock is this process's own (time-machine): every other process keeps the real one.
"""

import sys
from datetime import UTC, datetime, timedelta
from threading import Timer

import time_machine
from celery.__main__ import main


def run(days: float, seconds: float) -> None:
    clock = time_machine.travel(datetime.now(UTC) + timedelta(days=days), tick=True)
    clock.start()
    Timer(seconds, clock.stop).start()
    sys.argv = ["celery", "--quiet", "--app", "tracker", "beat", "--loglevel", "INFO"]
    main()


if __name__ == "__main__":
    run(float(sys.argv[1]), float(sys.argv[2]))
