"""The Celery application: a message is only a wake-up, the database is the record."""

import os

from celery import Celery

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tracker.settings")

app = Celery("tracker")
app.config_from_object("tracker.settings:CELERY")
app.autodiscover_tasks(["claims"])
