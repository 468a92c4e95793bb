"""Filters that lists share: a row chosen by autocomplete, and a range of days."""

from collections.abc import Callable, Iterator
from typing import Any, cast

from django import forms
from django.contrib.admin import ListFilter, SimpleListFilter
from django.contrib.admin.options import IncorrectLookupParameters
from django.contrib.admin.views.main import ChangeList
from django.db.models import Field, Model, QuerySet
from django.http import HttpRequest

from claims.admin.autocomplete import RowSelect
from claims.admin.site import site

Params = dict[str, Any]


class WordFilter(SimpleListFilter):
    """A filter by one of a few words; any other word is a mistake in the address."""

    all_label = "All"

    def choices(self, changelist: ChangeList) -> Iterator[Any]:
        """Name what is shown while nothing is chosen."""
        unfiltered, *words = super().choices(changelist)
        yield {**unfiltered, "display": self.all_label}
        yield from words

    def chosen(self) -> str:
        """Return the chosen word, or "" where none is."""
        word = self.value() or ""
        if word and word not in {str(value) for value, _ in self.lookup_choices}:
            raise IncorrectLookupParameters
        return word


class FormFilter(ListFilter):
    """A filter that is a small form of its own; the list's other parameters go along."""

    names: tuple[str, ...] = ()
    media = forms.Media()

    def __init__(
        self, request: HttpRequest, params: Params, model: type[Model], model_admin: Any
    ) -> None:
        super().__init__(request, params, model, model_admin)
        for name in self.names:
            if name in params:
                self.used_parameters[name] = params.pop(name)[-1]
        form_class = self.form_class()
        self.form = form_class(self.used_parameters or None, auto_id="filter_%s")
        self.form.is_valid()

    def form_class(self) -> type[forms.Form]:
        raise NotImplementedError

    def value(self, name: str) -> Any:
        """Return the checked value, or None where nothing usable was given."""
        return getattr(self.form, "cleaned_data", {}).get(name)

    def has_output(self) -> bool:
        return True

    def expected_parameters(self) -> list[str | None]:
        return list(self.names)

    def choices(self, changelist: ChangeList) -> Any:
        """Give the template the form, the parameters to keep, and the way back."""
        kept = [
            (name, value)
            for name, values in changelist.filter_params.items()
            if name not in self.names
            for value in (values if isinstance(values, list) else [values])
        ]
        yield {
            "form": self.form,
            "kept": kept,
            "active": bool(self.used_parameters),
            "clear": changelist.get_query_string(remove=list(self.names)),
        }


def autocomplete_filter(
    model: type[Model],
    relation: str,
    *,
    title: str | None = None,
    narrow: Callable[[Any, Model], "QuerySet[Any]"] | None = None,
) -> type[FormFilter]:
    """Return a filter by the row that `relation` of `model` points to, found by typing.

    `narrow` returns the rows of a list that belong to the chosen one, where it isn't enough to
    compare the list's own column `relation`.
    """
    field = cast(Field, model._meta.get_field(relation))  # type: ignore[type-arg]
    target = cast(type[Model], field.related_model)
    heading = title or str(field.verbose_name)
    widget = RowSelect(field, site)

    class Chosen(forms.Form):
        pass

    Chosen.base_fields[relation] = forms.ModelChoiceField(
        queryset=target._default_manager.all(),
        required=False,
        label=heading,
        widget=widget,
        error_messages={"invalid_choice": "There is no such row."},
    )

    class Filter(FormFilter):
        title = heading
        template = "admin/claims/filter_form.html"
        names = (relation,)
        media = widget.media

        def form_class(self) -> type[forms.Form]:
            return Chosen

        def queryset(self, request: HttpRequest, queryset: "QuerySet[Any]") -> "QuerySet[Any]":
            chosen = self.value(relation)
            if chosen is not None:
                return narrow(queryset, chosen) if narrow else queryset.filter(**{relation: chosen})
            return queryset.none() if self.used_parameters.get(relation) else queryset

    return Filter
