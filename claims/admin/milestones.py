"""Milestones: dated events that deadlines hang on."""

from typing import Any

from django import forms
from django.contrib import admin

from claims.admin.base import ServiceForm
from claims.admin.nouns import NamedAdmin
from claims.admin.site import site
from claims.models import Milestone


class Lines(forms.CharField):
    """A list of words, one a line."""

    def __init__(self, **options: Any) -> None:
        super().__init__(widget=forms.Textarea(attrs={"rows": 4}), required=False, **options)

    def prepare_value(self, value: Any) -> Any:
        return "\n".join(map(str, value)) if isinstance(value, list) else value

    def to_python(self, value: Any) -> Any:
        lines = str(value or "").splitlines()
        return [line.strip() for line in lines if line.strip()]

    def has_changed(self, initial: Any, data: Any) -> bool:
        return bool((initial or []) != self.to_python(data))


class MilestoneForm(ServiceForm):
    aliases = Lines(help_text="Other words for it, one a line: “the inauguration”, “takes office”.")


@admin.register(Milestone, site=site)
class MilestoneAdmin(NamedAdmin):
    form = MilestoneForm
    list_display = ("name", "happens_on", "timezone")
    fields = ("name", "aliases", "happens_on", "timezone")
    ordering = ("-happens_on",)
    sortable_by = ("name", "happens_on")
