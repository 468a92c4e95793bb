"""What a person saw when she opened the form: how a lost race is noticed."""

from datetime import UTC, datetime
from typing import Any

from django import forms

# Equal to no row's `updated_at`: whoever doesn't say what she saw has seen nothing.
NEVER = datetime.min.replace(tzinfo=UTC)


class SeenField(forms.CharField):
    """The row's `updated_at` as it was then, to the microsecond, in a hidden input."""

    widget = forms.HiddenInput

    def __init__(self) -> None:
        super().__init__(required=False)

    def prepare_value(self, value: Any) -> Any:
        return value.isoformat() if isinstance(value, datetime) else value

    def clean(self, value: Any) -> datetime:
        """Return the instant that was seen; NEVER where it is missing or no instant."""
        try:
            seen = datetime.fromisoformat(str(value))
        except ValueError:
            return NEVER
        return seen if seen.tzinfo else NEVER

    def has_changed(self, initial: Any, data: Any) -> bool:
        return False
