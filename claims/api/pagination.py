"""Keyset pages: each page begins after the last row of the one before, however deep it lies.

Ties are broken by id and nulls come last, in both directions. The nulls are a segment of their
own, since neither engine's index gives "descending, nulls last" in one scan. Rows are compared
as `(due_at, id) < (…, …)`, which PostgreSQL answers from the index: the thousandth page costs
what the first does, also where thousands share one midnight. (SQLite starts at the midnight and
walks over its ties, still without sorting.)
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import F, Model, Q, QuerySet
from django.db.models.fields.tuple_lookups import Tuple, TupleGreaterThan, TupleLessThan
from django.utils.encoding import iri_to_uri
from rest_framework.exceptions import ValidationError
from rest_framework.pagination import BasePagination
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.utils.urls import remove_query_param, replace_query_param
from rest_framework.views import APIView

from claims.api import cursors
from claims.api.cursors import BadCursor, Cursor

Plan = Callable[[QuerySet[Any]], QuerySet[Any]]

DEFAULT_PAGE_SIZE = 50
MAX_PAGE_SIZE = 200


@dataclass(frozen=True)
class Ordering:
    """One of the orders that a list offers: a column, which way, and whether it holds nulls."""

    name: str
    nullable: bool = False

    @property
    def column(self) -> str:
        return self.name.lstrip("-")

    @property
    def descending(self) -> bool:
        return self.name.startswith("-")

    def value(self, row: Model) -> datetime | None:
        return None if self.column == "id" else getattr(row, self.column)

    def check(self, cursor: Cursor) -> Cursor:
        """Return `cursor`. Raises BadCursor where a row of this order can't have its value."""
        may_be_null = self.column == "id" or self.nullable
        must_be_null = self.column == "id"
        if (cursor.value is None and not may_be_null) or (cursor.value and must_be_null):
            raise BadCursor
        return cursor

    def rows(
        self, queryset: QuerySet[Any], plan: Plan, cursor: Cursor | None, limit: int
    ) -> list[Any]:
        """Return up to `limit` rows from `cursor` on, in the order in which it reads."""
        backwards = cursor is not None and cursor.backwards
        segments = [False, True] if self.nullable else [False]
        if backwards:
            segments.reverse()
        found: list[Any] = []
        for nulls in segments:
            here = self._segment(queryset, nulls, cursor, backwards)
            if here is not None and len(found) < limit:
                found += plan(here)[: limit - len(found)]
        return found

    def _segment(
        self, queryset: QuerySet[Any], nulls: bool, cursor: Cursor | None, backwards: bool
    ) -> QuerySet[Any] | None:
        """Return the rows with (or without) nulls after `cursor`; None where it lies past them."""
        down = self.descending != backwards
        names = ["id"] if self.column == "id" else [self.column, "id"]
        ordered = queryset.order_by(*(f"-{name}" if down else name for name in names))
        if self.nullable:
            ordered = ordered.filter(**{f"{self.column}__isnull": nulls})
        if cursor is None:
            return ordered
        at_nulls = self.nullable and cursor.value is None
        if at_nulls != nulls:
            passed = at_nulls != backwards
            return None if passed else ordered
        return ordered.filter(self._beyond(cursor, down))

    def _beyond(self, cursor: Cursor, down: bool) -> Any:
        if cursor.value is None:
            return Q(id__lt=cursor.row) if down else Q(id__gt=cursor.row)
        pair = Tuple(F(self.column), F("id"))
        compare = TupleLessThan if down else TupleGreaterThan
        return compare(pair, (cursor.value, cursor.row))


BY_ID = (Ordering("-id"), Ordering("id"))


class KeysetPagination(BasePagination):
    """`page_size`, `cursor` and `ordering`; answers `{next, previous, results}` and counts nothing.

    A view names its `orderings` (the first is the default) and its `plan`, the joins and
    prefetches that a page's rows need.
    """

    PARAMETERS = ("page_size", "cursor", "ordering")

    def paginate_queryset(
        self, queryset: Any, request: Request, view: APIView | None = None
    ) -> list[Any]:
        self.request = request
        offered: tuple[Ordering, ...] = getattr(view, "orderings", BY_ID)
        plan: Plan = getattr(view, "plan", _as_it_is)
        self.ordering = _ordering(request, offered)
        size = _page_size(request)
        self.cursor = _cursor(request, self.ordering)
        found = self.ordering.rows(queryset, plan, self.cursor, size + 1)
        self.more = len(found) > size
        self.page = found[:size]
        if self.cursor is not None and self.cursor.backwards:
            self.page.reverse()
        return self.page

    def get_paginated_response(self, data: Any) -> Response:
        return Response(
            {"next": self.next_link(), "previous": self.previous_link(), "results": data}
        )

    def next_link(self) -> str | None:
        """Return where the list goes on, or None at its end."""
        came_back = self.cursor is not None and self.cursor.backwards
        if not (self.more or came_back):
            return None
        return self._link(self.page[-1], backwards=False) if self.page else self._first()

    def previous_link(self) -> str | None:
        """Return where the page before ends, or None at the beginning."""
        came_forward = self.cursor is not None and not self.cursor.backwards
        came_back_and_more = self.cursor is not None and self.cursor.backwards and self.more
        if not (came_forward or came_back_and_more):
            return None
        return self._link(self.page[0], backwards=True) if self.page else self._first()

    def _link(self, row: Model, *, backwards: bool) -> str:
        place = Cursor(self.ordering.name, row.pk, self.ordering.value(row), backwards)
        return replace_query_param(self._here(), "cursor", place.encode())

    def _first(self) -> str:
        """Rows vanished while somebody was reading: begin again."""
        return remove_query_param(self._here(), "cursor")

    def _here(self) -> str:
        return iri_to_uri(self.request.build_absolute_uri()) or ""

    def get_paginated_response_schema(self, schema: dict[str, Any]) -> dict[str, Any]:
        link = {"type": ["string", "null"], "format": "uri"}
        return {
            "type": "object",
            "required": ["next", "previous", "results"],
            "additionalProperties": False,
            "properties": {
                "next": {**link, "description": "The page after this one; null at the end."},
                "previous": {**link, "description": "The page before; null at the beginning."},
                "results": schema,
            },
        }

    def get_schema_operation_parameters(self, view: Any) -> list[dict[str, Any]]:
        offered = getattr(view, "orderings", BY_ID)
        return [
            _parameter(
                "page_size",
                "How many items a page holds.",
                {
                    "type": "integer",
                    "minimum": 1,
                    "maximum": MAX_PAGE_SIZE,
                    "default": DEFAULT_PAGE_SIZE,
                },
            ),
            _parameter(
                "cursor",
                "Where a page begins: take it from `next` or `previous`, don't make one.",
                {"type": "string", "minLength": 1, "maxLength": cursors.MAX_LENGTH},
            ),
            _parameter(
                "ordering",
                "The order; `-` turns it round. Ties go by id, nulls come last both ways.",
                {
                    "type": "string",
                    "enum": [ordering.name for ordering in offered],
                    "default": offered[0].name,
                },
            ),
        ]


def _parameter(name: str, description: str, schema: dict[str, Any]) -> dict[str, Any]:
    return {
        "name": name,
        "in": "query",
        "required": False,
        "description": description,
        "schema": schema,
    }


def _as_it_is(queryset: QuerySet[Any]) -> QuerySet[Any]:
    return queryset


def _ordering(request: Request, offered: tuple[Ordering, ...]) -> Ordering:
    asked = request.query_params.get("ordering", offered[0].name)
    for ordering in offered:
        if ordering.name == asked:
            return ordering
    names = ", ".join(ordering.name for ordering in offered)
    raise ValidationError({"ordering": [f"This is no ordering. Choose one of: {names}."]})


def _page_size(request: Request) -> int:
    asked = request.query_params.get("page_size", str(DEFAULT_PAGE_SIZE))
    if asked.isascii() and asked.isdigit() and len(asked) < 5 and 1 <= int(asked) <= MAX_PAGE_SIZE:
        return int(asked)
    raise ValidationError({"page_size": [f"Give a whole number from 1 to {MAX_PAGE_SIZE}."]})


def _cursor(request: Request, ordering: Ordering) -> Cursor | None:
    asked = request.query_params.get("cursor")
    if asked is None:
        return None
    try:
        return ordering.check(cursors.decode(asked, ordering=ordering.name))
    except BadCursor:
        message = "This is no cursor of this list and ordering. Take it from `next` or `previous`."
        raise ValidationError({"cursor": [message]}) from None
