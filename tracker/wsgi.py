"""The WSGI application that granian serves."""

import os

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tracker.settings")
# Settings give the web process, and no other, a connection pool and a statement timeout.
os.environ["PROCESS_ROLE"] = "web"

from django.core.wsgi import get_wsgi_application

application = get_wsgi_application()
