#!/usr/bin/env python
"""Run a Django command: `python manage.py help` lists them."""

import os
import sys

from django.core.exceptions import ImproperlyConfigured
from django.core.management import execute_from_command_line

if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tracker.settings")
    try:
        execute_from_command_line(sys.argv)
    except ImproperlyConfigured as error:
        # A setting is at fault, which the error names: a traceback would only hide that.
        if "--traceback" in sys.argv:
            raise
        sys.exit(f"{type(error).__name__}: {' '.join(str(error).split())}")
