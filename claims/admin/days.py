"""Days on forms: the browser's own calendar, which works by keyboard and on a phone."""

from typing import Any

from django import forms


class DayInput(forms.DateInput):
    """An `<input type="date">`: what it sends and is given is ISO 8601, whatever it shows."""

    input_type = "date"

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__(attrs={"class": "day", **(attrs or {})}, format="%Y-%m-%d")
