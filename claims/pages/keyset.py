"""Pages of a long list by key: as fast at the millionth row as at the first.

A cursor is the sort value and the id of the row at a page's edge. No row is counted and none
skipped over; ties are told apart by the id. A list that is ordered by a field which may be
null leaves out the rows where it is, and its label says so.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import Model, Q, QuerySet

from claims.errors import ClaimError
from claims.rules import clock

PAGE_SIZE = 25
LARGEST_ID = 2**63 - 1
SEPARATOR = "~"


class BadCursor(ClaimError):
    message = "This place in the list can't be read. Start from its beginning."
    field = "after"


@dataclass(frozen=True)
class Order:
    """An order of a list: by `field` and then by id, both in one direction."""

    name: str
    label: str
    field: str
    read: Callable[[str], Any]
    descending: bool = False

    @property
    def by(self) -> list[str]:
        fields = [self.field] if self.field == "id" else [self.field, "id"]
        return [f"-{field}" for field in fields] if self.descending else fields

    def beyond(self, cursor: str, *, backwards: bool) -> Q:
        """Return the condition for what lies after the cursor, or before it. Raises BadCursor."""
        value, pk = self._parse(cursor)
        way = "lt" if self.descending != backwards else "gt"
        if self.field == "id":
            return Q(**{f"id__{way}": pk})
        # The first half lets the index on (field, id) be entered at the right place.
        tie = Q(**{self.field: value, f"id__{way}": pk})
        further = Q(**{f"{self.field}__{way}": value})
        return Q(**{f"{self.field}__{way}e": value}) & (further | tie)

    def cursor(self, row: Model) -> str:
        """Return the cursor that stands at `row`."""
        if self.field == "id":
            return str(row.pk)
        value = getattr(row, self.field)
        text = value.isoformat() if isinstance(value, (date, datetime)) else str(value)
        return f"{text}{SEPARATOR}{row.pk}"

    def _parse(self, cursor: str) -> tuple[Any, int]:
        text, _, number = cursor.rpartition(SEPARATOR)
        if not (number.isascii() and number.isdigit()) or int(number) > LARGEST_ID:
            raise BadCursor
        try:
            return (None if self.field == "id" else self.read(text)), int(number)
        except (ValueError, ClaimError):
            raise BadCursor from None


def read_instant(text: str) -> datetime:
    """Return an ISO instant in UTC. Raises ValueError and NaiveDatetime."""
    return clock.require_aware(datetime.fromisoformat(text))


def read_text(text: str) -> str:
    """Return the text itself. Raises ValueError for what no database column holds."""
    if "\x00" in text:
        raise ValueError("NUL")
    return text


@dataclass(frozen=True)
class Page:
    """The rows of one page; `next` and `previous` are cursors, blank where there is no more."""

    rows: list[Any]
    next: str
    previous: str
    is_first: bool


def read_page(
    rows: QuerySet[Any], order: Order, *, after: str, before: str, size: int = PAGE_SIZE
) -> Page:
    """Return the page that follows `after` or precedes `before` (cursors; blank: the first).

    Raises BadCursor.
    """
    backwards = bool(before) and not after
    cursor = before if backwards else after
    # A cursor of some thousand digits would not even be read as a number.
    if len(cursor) > 400:
        raise BadCursor
    found = rows.filter(**{f"{order.field}__isnull": False}) if order.field != "id" else rows
    if cursor:
        found = found.filter(order.beyond(cursor, backwards=backwards))
    found = found.order_by(*order.by)
    taken = list((found.reverse() if backwards else found)[: size + 1])
    more, shown = len(taken) > size, taken[:size]
    if backwards:
        shown.reverse()
    further, earlier = (True, more) if backwards else (more, bool(cursor))
    return Page(
        rows=shown,
        next=order.cursor(shown[-1]) if shown and further else "",
        previous=order.cursor(shown[0]) if shown and earlier else "",
        is_first=not cursor,
    )
