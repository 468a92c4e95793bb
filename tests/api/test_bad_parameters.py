"""What a list can't take is refused with 400 and the parameter's name."""

from typing import Any

import pytest
from django.test import Client

from claims.errors import NaiveDatetime
from claims.rules.cursors import Cursor
from tests import factories

pytestmark = pytest.mark.django_db

BAD = [
    ("statuss", "due"),
    ("speaker__name", "Jane"),
    ("format", "xml"),
    ("status", "overdue"),
    ("status", "DUE"),
    ("status", ["due", "late"]),
    ("verdict", "true"),
    ("kind", "1"),
    ("strength", "strong"),
    ("speaker", "Jane"),
    ("speaker", "1 OR 1=1"),
    ("speaker", "1.0"),
    ("speaker", "-1"),
    ("speaker", "١"),
    ("speaker", "9" * 30),
    ("speaker", "9223372036854775808"),
    ("speaker", ["1", "2"]),
    ("article", "1;DROP TABLE claims_article"),
    ("outlet", "abc"),
    ("topic", "bridges and roads"),
    ("topic", "x" * 101),
    ("topic", [f"t{number}" for number in range(101)]),
    ("due_before", "tomorrow"),
    ("due_before", "2025-02-30"),
    ("due_before", "0000-01-01"),
    ("due_before", "2025-W05-1"),
    ("due_before", "20250201"),
    ("due_before", "2025-02-01T00:00:00 03:00"),
    ("due_before", "0001-01-01T00:00:00+14:00"),
    ("due_after", "2025-02-01T25:00:00Z"),
    ("due_after", "1738368000"),
    ("updated_since", "2025-02-01\x00"),
    ("q", "x" * 201),
    ("q", "a\x00b"),
    ("q", ""),
    ("q", "  "),
    ("status", ""),
    ("ordering", "name"),
    ("ordering", "id,due_at"),
    ("ordering", ["id", "-id"]),
    ("page_size", "0"),
    ("page_size", "abc"),
    ("page_size", "201"),
    ("page_size", "-5"),
    ("page_size", "1e2"),
    ("page_size", "9" * 5_000),
    ("cursor", "abc"),
    ("cursor", "é"),
    ("cursor", "a" * 300),
    ("cursor", "bnVsbA"),
    ("cursor", "W10"),
    ("cursor", Cursor("due_at", 1).encode()),
    ("cursor", Cursor("-id", -1).encode()),
    ("cursor", Cursor("-id", 2**63).encode()),
    ("cursor", Cursor("-id", 1, factories.AFTER).encode()),
]


@pytest.mark.parametrize(("name", "value"), BAD)
def test_a_bad_parameter_is_a_400_that_names_it(client: Client, name: str, value: Any) -> None:
    problem = refused(client, "predictions/", {name: value})
    assert name in problem["detail"]
    assert [fault["field"] for fault in problem["errors"]] == [name]
    assert problem["errors"][0]["message"]


def refused(client: Client, path: str, query: dict[str, Any]) -> dict[str, Any]:
    """Return the problem that the API answers to `query`."""
    response = client.get(f"/api/v1/{path}", query)
    assert response.status_code == 400, response.content
    assert response["Content-Type"] == "application/problem+json"
    problem: dict[str, Any] = response.json()
    return problem


def test_a_naive_instant_is_refused_in_the_words_of_the_rule(client: Client) -> None:
    problem = refused(client, "predictions/", {"updated_since": "2025-02-01T00:00:00"})
    assert problem["errors"] == [{"field": "updated_since", "message": NaiveDatetime.message}]


def test_every_fault_is_named_at_once(client: Client) -> None:
    problem = refused(client, "predictions/", {"a": "1", "q": "", "b": "2"})
    assert [fault["field"] for fault in problem["errors"]] == ["a", "q", "b"]
    problem = refused(client, "predictions/", {"status": "x", "speaker": "y"})
    assert {fault["field"] for fault in problem["errors"]} == {"status", "speaker"}


def test_a_word_that_is_none_is_named_with_those_that_are(client: Client) -> None:
    problem = refused(client, "predictions/", {"verdict": "wrong"})
    assert "“wrong” is not one of: happened, partly" in problem["detail"]


def test_a_cursor_of_a_time_ordering_needs_its_instant(client: Client) -> None:
    query = {"ordering": "created_at", "cursor": Cursor("created_at", 5).encode()}
    assert refused(client, "predictions/", query)["errors"][0]["field"] == "cursor"


@pytest.mark.parametrize("path", ["articles/", "speakers/", "outlets/", "topics/", "milestones/"])
def test_every_list_refuses_what_it_does_not_know(client: Client, path: str) -> None:
    factories.PredictionFactory(topics=[factories.TopicFactory()])
    for query in ({"x": "1"}, {"updated_since": "now"}, {"page_size": "0"}, {"ordering": "name"}):
        assert refused(client, path, query)["errors"][0]["field"] == next(iter(query))


def test_a_history_refuses_what_it_does_not_know(client: Client) -> None:
    prediction = factories.PredictionFactory()
    problem = refused(client, f"predictions/{prediction.pk}/events/", {"kind": "flagged"})
    assert problem["errors"][0]["field"] == "kind"


@pytest.mark.parametrize(
    "path",
    [
        *("predictions/{0}/", "predictions/{0}/status/", "articles/{0}/", "speakers/{0}/"),
        *("outlets/{0}/", "topics/{0}/", "milestones/{0}/", "reviews/{0}/", ""),
    ],
)
def test_an_address_of_one_thing_takes_no_parameters(admin_client: Client, path: str) -> None:
    problem = refused(admin_client, path.format(1), {"foo": "1"})
    message = "There is no such parameter here: this address takes none."
    assert problem["errors"] == [{"field": "foo", "message": message}]


def test_a_request_with_thousands_of_parameters_is_refused(client: Client) -> None:
    problem = refused(client, "predictions/", {f"p{number}": "1" for number in range(3_000)})
    assert problem["status"] == 400
