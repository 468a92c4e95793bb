"""The filtered list as a file."""

import csv
import io
import json
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from tests.factories import OutcomeFactory, PredictionFactory

pytestmark = pytest.mark.django_db
EXPORT = "/admin/claims/prediction/export"


@pytest.fixture
def viewer(enter: Callable[..., Client]) -> Client:
    return enter("viewer")


def content(response: Any) -> str:
    text: str = b"".join(response.streaming_content).decode()
    return text


def test_the_csv_holds_what_the_filters_and_the_search_leave(viewer: Client) -> None:
    wanted = PredictionFactory(due=True, search="кот")
    PredictionFactory(due=True)
    PredictionFactory(withdrawn=True, search="кот")
    response = viewer.get(f"{EXPORT}/csv/", {"status": "due", "q": "КОТ"})
    rows = list(csv.DictReader(io.StringIO(content(response).removeprefix("\ufeff"))))
    assert [row["id"] for row in rows] == [str(wanted.pk)]
    assert response["Content-Disposition"] == 'attachment; filename="predictions-2025-03-01.csv"'
    assert response["Content-Type"] == "text/csv; charset=utf-8"


def test_the_json_lines_hold_criteria_outcomes_and_evidence(viewer: Client) -> None:
    prediction = OutcomeFactory().prediction
    (record,) = map(json.loads, content(viewer.get(f"{EXPORT}/jsonl/")).splitlines())
    assert record["criteria"]["true_if"] == prediction.true_if
    assert record["outcome"]["verdict"] == "happened"
    assert record["outcome"]["evidence"][0]["publisher"] == "Gazette"


def test_all_pages_are_exported_not_the_first_alone(viewer: Client) -> None:
    PredictionFactory.create_batch(60)
    response = viewer.get(f"{EXPORT}/jsonl/", {"deadline": "passed"})
    assert len(content(response).splitlines()) == 60


def test_a_formula_is_made_harmless(viewer: Client) -> None:
    PredictionFactory(statement='=HYPERLINK("http://evil.example")')
    assert "'=HYPERLINK" in content(viewer.get(f"{EXPORT}/csv/"))


@pytest.mark.parametrize("kind", ["csv", "jsonl"])
def test_the_selected_are_exported_by_an_action(viewer: Client, kind: str) -> None:
    one, _ = PredictionFactory.create_batch(2)
    action = {"action": f"export_{kind}", "_selected_action": [one.pk]}
    lines = content(viewer.post("/admin/claims/prediction/", action)).splitlines()
    assert len(lines) == (2 if kind == "csv" else 1)


def test_the_links_carry_the_filters(viewer: Client) -> None:
    page = viewer.get("/admin/claims/prediction/", {"status": "due", "q": "a&b"}).content
    assert b"/admin/claims/prediction/export/csv/?status=due&amp;q=a%26b" in page


def test_an_unknown_kind_or_filter_is_answered_plainly(viewer: Client) -> None:
    assert viewer.get(f"{EXPORT}/xml/").status_code == 404
    assert viewer.get(f"{EXPORT}/csv/", {"status": "x"}).status_code == 302
