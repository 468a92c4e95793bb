"""Fill a table by the million: one real row, multiplied by the database itself."""

from collections.abc import Mapping

from django.db import connection, models


def multiply(
    model: type[models.Model], pattern: int, count: int, values: Mapping[str, str]
) -> None:
    """Insert `count` copies of the row `pattern`, numbered n = 1 … count.

    `values` gives SQL expressions in n by column; the other columns are the pattern's own.
    """
    table, columns = model._meta.db_table, own_columns(model)
    chosen = ", ".join(values.get(column, f"pattern.{column}") for column in columns)
    with connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO {table} ({', '.join(columns)}) SELECT {chosen} "
            f"FROM generate_series(1, {count}) AS n, {table} AS pattern "
            f"WHERE pattern.id = {pattern}"
        )


def own_columns(model: type[models.Model]) -> list[str]:
    return [field.column for field in model._meta.concrete_fields if not field.primary_key]
