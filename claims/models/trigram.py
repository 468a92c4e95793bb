"""Trigram indexes on the search columns: what makes `LIKE '%words%'` fast on PostgreSQL.

SQLite has none and reads the column; Django's own GinIndex can't be declared for one engine
alone, so a migration calls this module.
"""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from django.db.backends.base.base import BaseDatabaseWrapper

SEARCHED = ("claims_prediction", "claims_article", "claims_speaker")


def install(connection: "BaseDatabaseWrapper") -> None:
    """Create the extension and one GIN index a search column; nothing on SQLite."""
    if connection.vendor != "postgresql":
        return
    with connection.cursor() as cursor:
        cursor.execute("CREATE EXTENSION IF NOT EXISTS pg_trgm")
        for table in SEARCHED:
            cursor.execute(
                f"CREATE INDEX IF NOT EXISTS {table}_search_trigram ON {table} "
                "USING gin (search gin_trgm_ops)"
            )


def remove(connection: "BaseDatabaseWrapper") -> None:
    """Drop the indexes again; the extension stays, others may use it."""
    if connection.vendor != "postgresql":
        return
    with connection.cursor() as cursor:
        for table in SEARCHED:
            cursor.execute(f"DROP INDEX IF EXISTS {table}_search_trigram")
