"""Leaving out of the log what comes every other second and says nothing."""

import logging

# Tasks whose every run is no news; what they do, and what goes wrong, is logged all the same.
FREQUENT = ("claims.tasks.read_articles",)


class WithoutFrequentTasks(logging.Filter):
    """Drops Celery's lines that such a task was sent or has ended well."""

    def filter(self, record: logging.LogRecord) -> bool:
        if record.levelno > logging.INFO:
            return True
        args = record.args or ()
        said = args.values() if isinstance(args, dict) else args
        return not any(word in FREQUENT for word in said if isinstance(word, str))
