"""How the tests get their engines: SQLite as a WAL file, real PostgreSQL, Redis and Chromium.

`python -m tests.engines` (that is `make test`) runs pytest once per database engine.
"""
