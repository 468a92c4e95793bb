"""Every named constraint: the database itself refuses the row, whatever code wrote it.

The rows are written past the services and past `full_clean`. A violation that another
constraint would have caught as well proves nothing, so the error has to name the right one.
"""

from typing import Any

import pytest
from django.apps import apps
from django.db import IntegrityError, models, transaction

from tests import factories as make
from tests.models.violations import REFUSED, Write, add, change, outcome, twin

pytestmark = pytest.mark.django_db


def constraints() -> dict[str, models.BaseConstraint]:
    return {
        constraint.name: constraint
        for model in apps.get_app_config("claims").get_models()
        for constraint in model._meta.constraints
    }


def table_of(name: str) -> type[models.Model]:
    return next(
        model
        for model in apps.get_app_config("claims").get_models()
        if any(constraint.name == name for constraint in model._meta.constraints)
    )


def what_names_it(name: str, engine: str) -> str:
    """Return the part of the engine's error that says which constraint it was."""
    constraint = constraints()[name]
    if engine == "postgresql" or not isinstance(constraint, models.UniqueConstraint):
        return name
    model = table_of(name)
    columns = [model._meta.get_field(field).column for field in constraint.fields]
    return ", ".join(f"{model._meta.db_table}.{column}" for column in columns)


@pytest.mark.parametrize(
    ("name", "write"), REFUSED, ids=[f"{number}-{name}" for number, (name, _) in enumerate(REFUSED)]
)
def test_the_database_itself_refuses(name: str, write: Write, engine: str) -> None:
    with pytest.raises(IntegrityError) as caught, transaction.atomic():
        write()
    assert what_names_it(name, engine) in str(caught.value)


def test_every_named_constraint_has_such_a_test() -> None:
    assert set(constraints()) == {name for name, _ in REFUSED}


@pytest.mark.parametrize(
    "factory",
    [
        *(make.OutletFactory, make.ArticleFactory, make.SpeakerFactory, make.MilestoneFactory),
        *(make.TopicFactory, make.PredictionFactory),
    ],
)
def test_an_external_id_is_given_once(factory: Any) -> None:
    factory(external_id="seed/1")
    row = factory()
    with pytest.raises(IntegrityError), transaction.atomic():
        change(row, external_id="seed/1")


@pytest.mark.parametrize("factory", [make.OutletFactory, make.MilestoneFactory, make.TopicFactory])
def test_a_name_is_given_once(factory: Any) -> None:
    first, second = factory(), factory()
    with pytest.raises(IntegrityError), transaction.atomic():
        change(second, name=first.name)


def test_a_review_has_one_outcome_at_most() -> None:
    first = make.OutcomeFactory()
    with pytest.raises(IntegrityError), transaction.atomic():
        add(outcome(prediction=first.prediction, review=first.review))


def test_an_outcome_is_superseded_by_one_at_most() -> None:
    first = make.OutcomeFactory()
    add(outcome(), supersedes=first)
    with pytest.raises(IntegrityError), transaction.atomic():
        add(outcome(), supersedes=first)


@pytest.mark.parametrize(
    "factory",
    [
        *(make.OutletFactory, make.ArticleFactory, make.SpeakerFactory, make.TopicFactory),
        *(make.PredictionFactory, make.AppearanceFactory, make.ReviewFactory),
        *(make.EvidenceFactory, make.SuggestionFactory, make.ArticleReadingFactory),
    ],
)
@pytest.mark.parametrize("field", ["created_at", "updated_at"])
def test_a_row_without_the_instant_at_which_it_was_written_is_refused(
    factory: Any, field: str
) -> None:
    row = factory()
    with pytest.raises(IntegrityError), transaction.atomic():
        twin(row, **{field: None})
    assert not type(row)._meta.get_field(field).has_default()
