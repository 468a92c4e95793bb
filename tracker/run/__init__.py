"""`python -m tracker.run`: the whole tracker on one machine, or one part of it.

preflight.py looks whether it can start, preparation.py brings the database up to date,
commands.py names the processes, supervisor.py keeps them alive and announcement.py shows
what is due once the Celery worker's first sweep is done.
"""
