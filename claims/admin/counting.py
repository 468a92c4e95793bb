"""Counting and paging lists that may have a million rows.

A full COUNT(*) reads every row, and OFFSET reads all that it passes over: both are cut at
10,000 rows. Whoever is looking for something further down searches, filters or sorts.
"""

from dataclasses import dataclass
from typing import Any

from django.contrib.admin.views.main import ChangeList
from django.core.paginator import Paginator
from django.db import connections
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.functional import cached_property

LIMIT = 10_000


@dataclass(frozen=True)
class Counted:
    """A number of rows: exact, "at least", or the database's own estimate."""

    number: int
    more: bool = False
    estimated: bool = False

    def __str__(self) -> str:
        about = "about " if self.estimated else ""
        return f"{about}{self.number:,}{'+' if self.more else ''}"

    def __bool__(self) -> bool:
        return self.number > 0


def count(queryset: "QuerySet[Any]") -> Counted:
    """Count the rows of `queryset`, to 10,000 and no further."""
    found = queryset.order_by()[: LIMIT + 1].count()
    return Counted(min(found, LIMIT), more=found > LIMIT)


def count_all(queryset: "QuerySet[Any]") -> Counted:
    """Count as `count` does; for a whole table of PostgreSQL's, past 10,000, by its estimate."""
    counted = count(queryset)
    connection = connections[queryset.db]
    whole_table = not queryset.query.where
    if not counted.more or not whole_table or connection.vendor != "postgresql":
        return counted
    with connection.cursor() as cursor:
        table = queryset.model._meta.db_table
        cursor.execute("SELECT reltuples FROM pg_class WHERE oid = %s::regclass", [table])
        (estimate,) = cursor.fetchone()
    if estimate <= LIMIT:  # -1 where the table was never analysed
        return counted
    return Counted(int(estimate), estimated=True)


class CappedPaginator(Paginator):  # type: ignore[type-arg]
    """Pages of the first 10,000 rows alone: each page that has a number is served fast."""

    @cached_property
    def counted(self) -> Counted:
        """How many rows there are, as people are told."""
        return count_all(self.object_list)  # type: ignore[arg-type]

    @cached_property
    def count(self) -> int:  # type: ignore[override]
        """How many rows the pages hold."""
        return min(self.counted.number, LIMIT)

    @property
    def cut(self) -> bool:
        """There are rows past the last page."""
        return self.counted.more or self.counted.number > LIMIT


class CappedChangeList(ChangeList):
    """A list whose order an index serves: the tie-breaker runs the way of the first column.

    The stock admin adds "-pk" to every order, which no index on (due_at, id) can give.
    """

    def get_ordering(self, request: HttpRequest, queryset: "QuerySet[Any]") -> list[Any]:
        first = next(iter(super().get_ordering(request, queryset)), "-pk")
        if not isinstance(first, str):
            return [first, "-pk"]
        if first.removeprefix("-") in {"pk", "id"}:
            return [first]
        return [first, "-pk" if first.startswith("-") else "pk"]
