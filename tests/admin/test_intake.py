"""The intake page by plain forms, as it works without any script."""

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from claims.choices import (
    AppearanceKind,
    RejectReason,
    SpeakerKind,
    Status,
    SuggestionOrigin,
    SuggestionState,
)
from claims.models import Appearance, Prediction, Speaker, Suggestion, first_appearance
from claims.services import suggestions as service
from tests.admin.conftest import text_of
from tests.admin.intake import CRITERIA, SAID, TEXT, article_text, suggestions, typed
from tests.factories import AFTER, PredictionFactory, SpeakerFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def analyst(enter: Callable[..., Client]) -> Client:
    return enter("analyst")


def page_at(suggestion: Suggestion) -> str:
    return reverse("admin:claims_article_intake", args=[suggestion.article_id])


# --- the page ---
def test_the_text_is_shown_with_each_suggestion_marked_and_numbered(analyst: Client) -> None:
    made = suggestions(article_text())
    page = text_of(analyst.get(page_at(made[0])))
    for number, suggestion in enumerate(made, start=1):
        assert f'id="s{suggestion.pk}"' in page
        assert f'aria-label="Suggestion {number}, to decide"' in page
        assert f'data-of="{suggestion.pk}">{SAID[number - 1]}</mark>' in page
    assert "<strong>6 found</strong><span>, 0 accepted, 0 turned down, 6 to decide" in page


def test_the_first_one_to_decide_stands_beside_the_text(
    analyst: Client, someone: Callable[..., Any]
) -> None:
    made = suggestions(article_text(), 3)
    service.reject(
        suggestion=made[0], reason=RejectReason.MERE_CHANCE, by=someone("analyst"), now=AFTER
    )
    response = analyst.get(page_at(made[0]))
    assert response.context["page"].panel.suggestion == made[1]
    chosen = analyst.get(page_at(made[0]), {"suggestion": made[2].pk})
    assert chosen.context["page"].panel.suggestion == made[2]


def test_the_panel_says_who_why_and_until_when(analyst: Client) -> None:
    [made] = suggestions(
        article_text(),
        1,
        hedge="will",
        probability_median=70,
        probability_low=65,
        probability_high=75,
    )
    page = text_of(analyst.get(page_at(made)))
    assert "Ilse Brandt" in page
    assert "named after the words; in quotation marks" in page
    assert "due 1 February 2025 00:00 UTC; first look 1 January 2025" in page
    assert "Two readings: strictly to 31 December 2024, generously to 31 January 2025." in page
    assert "Strictly before January begins, generously within it." in page
    assert "readers take it as about 70 % (65–75 %)" in page


def test_suggestions_that_overlap_are_both_marked(analyst: Client) -> None:
    text = article_text()
    [outer] = suggestions(text, 1)
    inner = suggestions(text, 1, start=outer.start + 4, end=outer.start + 9, quote="ferry")[0]
    page = text_of(analyst.get(page_at(outer)))
    assert f'data-of="{outer.pk} {inner.pk}">ferry</mark>' in page


def test_an_article_without_a_text_says_where_to_add_it(analyst: Client) -> None:
    made = suggestions(article_text(), 1)[0]
    Suggestion.objects.all().delete()
    text = made.text
    text.reading.delete()
    text.delete()
    assert "This article has no text yet" in text_of(analyst.get(page_at(made)))


def test_an_article_without_predictions_says_so(analyst: Client) -> None:
    text = article_text("Nothing is said of what comes.")
    page = text_of(analyst.get(reverse("admin:claims_article_intake", args=[text.article_id])))
    assert "No prediction was found." in page
    assert "Record what was missed" in page


@pytest.mark.parametrize(
    "query",
    [
        "suggestion=abc",
        "suggestion=99999999999999999999",
        "part=x",
        "part=99999",
        "show=nonsense",
        "suggestion=0",
    ],
)
def test_an_address_that_means_nothing_shows_the_page(analyst: Client, query: str) -> None:
    made = suggestions(article_text(), 1)[0]
    assert analyst.get(f"{page_at(made)}?{query}").status_code == 200


# --- accepting ---
def test_accepting_makes_a_draft_at_its_place_and_goes_on_to_the_next(analyst: Client) -> None:
    made = suggestions(article_text(), 2)
    response = analyst.post(page_at(made[0]), typed(made[0]))
    assert response["Location"].endswith(f"?suggestion={made[1].pk}&show=all")
    prediction = Prediction.objects.get()
    assert (prediction.status, prediction.statement) == (Status.DRAFT, SAID[0])
    assert prediction.speaker.name == "Ilse Brandt"
    assert str(prediction.generous_end) == "2025-01-31"
    appearance = first_appearance(prediction)
    assert appearance is not None
    assert (appearance.quote, appearance.start) == (SAID[0], TEXT.index(SAID[0]))
    made[0].refresh_from_db()
    assert (made[0].state, made[0].prediction) == (SuggestionState.ACCEPTED, prediction)


def test_what_was_mended_is_what_is_recorded(analyst: Client) -> None:
    [made] = suggestions(article_text(), 1)
    changes = {
        "statement": "The harbour's ferry carries passengers",
        "strength": "probable",
        "condition": "if the crew is found",
        "strict_end": "2024-11-30",
        "generous_end": "2024-11-30",
        "phrase": "this month",
        "relation": "in",
        "new_role": "chair",
        "new_kind": "person",
    }
    analyst.post(page_at(made), typed(made, **changes))
    prediction = Prediction.objects.get()
    assert prediction.statement == "The harbour's ferry carries passengers"
    assert (prediction.strength, prediction.condition) == ("probable", "if the crew is found")
    assert (str(prediction.strict_end), prediction.phrase) == ("2024-11-30", "this month")
    assert prediction.speaker.description == "chair"


def test_a_speaker_who_is_known_is_offered_first_and_taken(analyst: Client) -> None:
    known = SpeakerFactory(name="Ilse Brandt", search="ilse brandt", description="chair")
    namesake = SpeakerFactory(name="Otto Brandt", search="otto brandt")
    SpeakerFactory(name="Nobody Else", search="nobody else")
    [made] = suggestions(article_text(), 1)
    form = analyst.get(page_at(made)).context["page"].panel.form
    offered = [value for value, _ in form.fields["who"].choices]
    assert offered == [str(known.pk), str(namesake.pk), "new", "other"]
    assert form.initial["who"] == str(known.pk)
    analyst.post(page_at(made), typed(made, who=known.pk))
    assert Prediction.objects.get().speaker == known


def test_another_known_speaker_can_be_chosen(analyst: Client) -> None:
    other = SpeakerFactory(name="Somebody Else")
    [made] = suggestions(article_text(), 1)
    analyst.post(page_at(made), typed(made, who="other", speaker=other.pk))
    assert Prediction.objects.get().speaker == other


def test_nobody_named_is_the_articles_own_voice(analyst: Client) -> None:
    [made] = suggestions(article_text(), 1, speaker_name="", speaker_how="article_voice")
    initial = analyst.get(page_at(made)).context["page"].panel.form.initial
    assert initial["new_name"] == "The Harbour Post"
    assert initial["new_kind"] == SpeakerKind.ARTICLE_VOICE
    analyst.post(page_at(made), typed(made, new_name="The Harbour Post", new_kind="article_voice"))
    assert Speaker.objects.get().article == made.article


def test_a_pronoun_has_to_be_resolved_before_it_is_accepted(analyst: Client) -> None:
    [made] = suggestions(
        article_text(), 1, speaker_name="she", speaker_how="pronoun", speaker_resolved=False
    )
    assert not analyst.get(page_at(made)).context["page"].panel.form.initial.get("new_name")
    response = analyst.post(page_at(made), typed(made, new_name=" "))
    assert "Who says it?" in text_of(response)
    assert not Prediction.objects.exists()


def test_a_refusal_stands_at_its_field_and_what_was_typed_stays(analyst: Client) -> None:
    [made] = suggestions(article_text(), 1)
    wrong = typed(made, strict_end="2025-03-01", statement="Mine", true_if="Kept")
    response = analyst.post(page_at(made), wrong)
    form = response.context["page"].panel.form
    assert "after the generous one" in form.errors["strict_end"][0]
    assert (form["statement"].value(), form["true_if"].value()) == ("Mine", "Kept")
    assert "Nothing was recorded" in text_of(response)
    assert not Prediction.objects.exists()


# --- publishing ---
def test_accept_and_publish_opens_it_where_the_criteria_are_there(analyst: Client) -> None:
    [made] = suggestions(article_text(), 1)
    analyst.post(page_at(made), typed(made, _step="publish", **CRITERIA))
    prediction = Prediction.objects.get()
    assert prediction.status == Status.OPEN
    assert prediction.true_if == CRITERIA["true_if"]


def test_without_criteria_it_says_which_are_missing_and_records_nothing(analyst: Client) -> None:
    [made] = suggestions(article_text(), 1)
    response = analyst.post(page_at(made), typed(made, _step="publish", true_if="Yes."))
    assert (
        "published only with criteria" in response.context["page"].panel.form.errors["false_if"][0]
    )
    assert not Prediction.objects.exists()
    assert Suggestion.objects.get().state == SuggestionState.OPEN


def test_criteria_are_proposed_when_asked_for_and_only_where_there_are_none(
    analyst: Client,
) -> None:
    [made] = suggestions(article_text(), 1)
    response = analyst.post(page_at(made), typed(made, _step="propose", true_if="Mine."))
    form = response.context["page"].panel.form
    assert form["true_if"].value() == "Mine."
    assert (
        form["false_if"].value()
        == "Nothing of the kind has happened by the end of 31 January 2025."
    )
    assert not Prediction.objects.exists()


def test_a_draft_gets_its_criteria_and_is_published_later_from_the_same_page(
    analyst: Client,
) -> None:
    [made] = suggestions(article_text(), 1)
    analyst.post(page_at(made), typed(made))
    page = text_of(analyst.get(page_at(made)))
    assert "lacks “true if” and “false if”" in page
    data = {"suggestion": made.pk, "void_if": "", "resolution_source": "", **CRITERIA}
    analyst.post(page_at(made), {**data, "_step": "save"})
    assert "ready to publish" in text_of(analyst.get(page_at(made)))
    analyst.post(page_at(made), {**data, "false_if": "Nobody did.", "_step": "publish"})
    prediction = Prediction.objects.get()
    assert (prediction.status, prediction.false_if) == (Status.OPEN, "Nobody did.")


def test_drafts_that_are_ready_are_published_in_one_go(analyst: Client) -> None:
    made = suggestions(article_text(), 3)
    for suggestion in made[:2]:
        analyst.post(page_at(suggestion), typed(suggestion, **CRITERIA))
    analyst.post(page_at(made[2]), typed(made[2]))
    page = text_of(analyst.get(page_at(made[0])))
    assert "All decided: what next" in page
    assert "Publish the 2 that are ready" in page
    response = analyst.post(page_at(made[0]), {"_step": "publish_all"}, follow=True)
    assert "2 predictions are published." in text_of(response)
    assert Prediction.objects.filter(status=Status.OPEN).count() == 2


# --- turning down, undoing ---
@pytest.mark.parametrize("reason", [each for each in RejectReason if each != RejectReason.OTHER])
def test_each_reason_turns_it_down(analyst: Client, reason: RejectReason) -> None:
    [made] = suggestions(article_text(), 1)
    analyst.post(page_at(made), {"suggestion": made.pk, "reject": reason.value, "note": ""})
    made.refresh_from_db()
    assert (made.state, made.reason) == (SuggestionState.REJECTED, reason)


def test_another_reason_needs_a_word_why(analyst: Client) -> None:
    [made] = suggestions(article_text(), 1)
    data = {"suggestion": made.pk, "reject": "other", "note": " "}
    response = analyst.post(page_at(made), data)
    assert "needs a word why" in text_of(response)
    analyst.post(page_at(made), {**data, "note": "A joke."})
    assert Suggestion.objects.get().note == "A joke."


def test_undo_opens_it_again_and_withdraws_the_draft(analyst: Client) -> None:
    made = suggestions(article_text(), 2)
    analyst.post(page_at(made[0]), typed(made[0]))
    analyst.post(page_at(made[1]), {"suggestion": made[1].pk, "reject": "mere_chance"})
    for suggestion in made:
        analyst.post(page_at(suggestion), {"suggestion": suggestion.pk, "_step": "undo"})
    assert set(Suggestion.objects.values_list("state", flat=True)) == {SuggestionState.OPEN}
    assert Prediction.objects.get().status == Status.WITHDRAWN


def test_what_is_published_is_not_undone_here(analyst: Client) -> None:
    [made] = suggestions(article_text(), 1)
    analyst.post(page_at(made), typed(made, _step="publish", **CRITERIA))
    page = text_of(analyst.get(page_at(made)))
    assert 'value="undo"' not in page
    response = analyst.post(page_at(made), {"suggestion": made.pk, "_step": "undo"})
    assert "It is published" in text_of(response)
    assert Prediction.objects.get().status == Status.OPEN


# --- duplicates ---
def test_a_similar_prediction_is_shown_first_and_gets_another_appearance(analyst: Client) -> None:
    same = PredictionFactory(statement=SAID[0], speaker__name="Ilse Brandt")
    [made] = suggestions(article_text(), 1)
    page = text_of(analyst.get(page_at(made)))
    assert "Is it tracked already?" in page
    data = {"suggestion": made.pk, "join": same.pk, f"join-kind-{same.pk}": "syndicated"}
    analyst.post(page_at(made), data)
    appearance = Appearance.objects.get(article=made.article)
    assert (appearance.prediction, appearance.kind) == (same, AppearanceKind.SYNDICATED)
    made.refresh_from_db()
    assert made.prediction == same
    assert Prediction.objects.count() == 1


def test_a_new_date_from_the_same_speaker_revises_the_earlier_prediction(analyst: Client) -> None:
    earlier = PredictionFactory(statement=SAID[0], speaker__name="Ilse Brandt")
    [made] = suggestions(article_text(), 1)
    data = typed(made, who=earlier.speaker_id, revises=earlier.pk)
    data.pop("_step")
    analyst.post(page_at(made), data)
    assert Prediction.objects.exclude(pk=earlier.pk).get().revises == earlier


def test_a_kind_of_appearance_that_is_none_is_refused(analyst: Client) -> None:
    same = PredictionFactory()
    [made] = suggestions(article_text(), 1)
    data = {"suggestion": made.pk, "join": same.pk, f"join-kind-{same.pk}": "first"}
    assert "what kind of appearance" in text_of(analyst.post(page_at(made), data))


# --- what was missed ---
MISSED = "the lamp is new"


def test_pasted_words_become_a_suggestion_of_the_analysts_own(analyst: Client) -> None:
    text = article_text()
    address = reverse("admin:claims_article_intake", args=[text.article_id])
    analyst.post(address, {"_step": "missed", "quote": f" {MISSED} "})
    suggestion = Suggestion.objects.get()
    assert (suggestion.quote, suggestion.origin) == (MISSED, SuggestionOrigin.ANALYST)
    assert "An analyst selected these words." in text_of(analyst.get(address))


def test_words_that_stand_there_twice_offer_their_places(analyst: Client) -> None:
    text = article_text()
    address = reverse("admin:claims_article_intake", args=[text.article_id])
    response = analyst.post(address, {"_step": "missed", "quote": "Brandt"})
    assert "They stand there more than once" in text_of(response)
    second = TEXT.rindex("Brandt")
    analyst.post(address, {"_step": "missed", "quote": "Brandt", "start": second})
    assert Suggestion.objects.get().start == second


def test_words_that_are_not_there_are_refused(analyst: Client) -> None:
    text = article_text()
    address = reverse("admin:claims_article_intake", args=[text.article_id])
    response = analyst.post(address, {"_step": "missed", "quote": "No such words"})
    assert "letter for letter" in text_of(response)
    assert not Suggestion.objects.exists()


def test_a_selection_gives_its_place_without_the_white_space_around_it(analyst: Client) -> None:
    text = article_text()
    address = reverse("admin:claims_article_intake", args=[text.article_id])
    start = TEXT.index(MISSED)
    data = {"_step": "missed", "start": start - 1, "end": start + len(MISSED)}
    analyst.post(address, data)
    assert (Suggestion.objects.get().start, Suggestion.objects.get().quote) == (start, MISSED)


def test_a_place_in_a_text_that_has_changed_meanwhile_is_refused(analyst: Client) -> None:
    text = article_text()
    address = reverse("admin:claims_article_intake", args=[text.article_id])
    data = {"_step": "missed", "start": 0, "end": 11, "version": 0}
    assert "The text has changed since you opened this page." in text_of(
        analyst.post(address, data)
    )
    assert not Suggestion.objects.exists()


# --- who may ---
def test_a_viewer_reads_everything_and_decides_nothing(enter: Callable[..., Client]) -> None:
    [made] = suggestions(article_text(), 1)
    viewer = enter("viewer")
    page = text_of(viewer.get(page_at(made)))
    assert SAID[0] in page
    assert 'value="accept"' not in page
    assert "Record what was missed" not in page
    for data in (
        typed(made),
        {"suggestion": made.pk, "reject": "mere_chance"},
        {"_step": "missed"},
        {"_step": "read"},
        {"_step": "publish_all"},
        {"_step": "exact"},
    ):
        assert viewer.post(page_at(made), data).status_code == 403
    assert Suggestion.objects.get().state == SuggestionState.OPEN
    assert viewer.get("/admin/claims/article/new/").status_code == 403


def test_publishing_asks_for_its_own_permission(
    enter: Callable[..., Client], someone: Callable[..., Any]
) -> None:
    client = enter("analyst")
    group = someone("analyst").groups.get()
    group.permissions.remove(group.permissions.get(codename="publish_prediction"))
    [made] = suggestions(article_text(), 1)
    assert "Accept and publish" not in text_of(client.get(page_at(made)))
    assert client.post(page_at(made), typed(made, _step="publish", **CRITERIA)).status_code == 403
    assert not Prediction.objects.exists()


def test_who_is_nobody_is_sent_to_the_log_in(client: Client) -> None:
    [made] = suggestions(article_text(), 1)
    for address in (page_at(made), f"{page_at(made)}state/", "/admin/claims/article/new/"):
        assert client.get(address)["Location"].startswith("/admin/login/")


def test_a_step_or_suggestion_that_does_not_exist_is_not_found(analyst: Client) -> None:
    [made] = suggestions(article_text(), 1)
    elsewhere = suggestions(article_text(outlet="Other", title="Other"), 1)[0]
    assert analyst.post(page_at(made), {"_step": "nonsense"}).status_code == 404
    assert analyst.post(page_at(made), typed(elsewhere)).status_code == 404
    assert analyst.post(page_at(made), {"_step": "accept"}).status_code == 404
    assert analyst.get("/admin/claims/article/999999/intake/").status_code == 404


# --- one person, one speaker ---
def test_a_last_name_is_whom_the_article_has_named_in_full(analyst: Client) -> None:
    made = suggestions(article_text(), 3)
    Suggestion.objects.filter(pk__in=[made[1].pk, made[2].pk]).update(speaker_name="Brandt")
    form = analyst.get(page_at(made[1]), {"suggestion": made[1].pk}).context["page"].panel.form
    assert (form.initial["new_name"], form.initial["new_kind"]) == ("Ilse Brandt", "person")
    analyst.post(page_at(made[0]), typed(made[0]))
    known = Speaker.objects.get()
    form = analyst.get(page_at(made[1]), {"suggestion": made[1].pk}).context["page"].panel.form
    assert form.initial["who"] == str(known.pk)


def test_a_last_name_that_two_in_the_article_bear_is_left_to_the_analyst(analyst: Client) -> None:
    made = suggestions(article_text(), 3)
    Suggestion.objects.filter(pk=made[1].pk).update(speaker_name="Otto Brandt")
    Suggestion.objects.filter(pk=made[2].pk).update(speaker_name="Brandt")
    form = analyst.get(page_at(made[2]), {"suggestion": made[2].pk}).context["page"].panel.form
    assert (form.initial["who"], form.initial["new_name"]) == ("new", "Brandt")


def test_a_namesake_from_elsewhere_is_offered_and_not_chosen(analyst: Client) -> None:
    namesake = SpeakerFactory(name="Otto Brandt", search="otto brandt")
    made = suggestions(article_text(), 1, speaker_name="Brandt")[0]
    form = analyst.get(page_at(made)).context["page"].panel.form
    assert form.fields["who"].choices[0][0] == str(namesake.pk)
    assert form.initial["who"] == "new"
