"""An analyst at the intake in a real browser: by keys, by hand, on a phone, beside another."""

from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect
from pytest_django.live_server_helper import LiveServer

from claims.choices import RejectReason, Status, SuggestionState
from claims.models import ArticleText, Prediction, Suggestion, first_appearance
from claims.services import suggestions as service
from tests.admin.intake import CRITERIA, SAID, TEXT, article_text, suggestions
from tests.e2e.intake import (
    at_suggestion,
    counted,
    has_class,
    log_in,
    mark,
    open_intake,
    person,
    press,
    select,
    without_news,
)
from tests.e2e.looking import put_on
from tests.factories import AFTER, SpeakerFactory


@pytest.fixture
def text(transactional_db: None) -> ArticleText:
    stored = article_text()
    suggestions(stored)
    return stored


@pytest.fixture
def analysts_page(page: Page, live_server: LiveServer, text: ArticleText) -> Page:
    """Give the intake page of an article with six suggestions, as an analyst opens it."""
    log_in(page, live_server.url, person("analyst"))
    open_intake(page, live_server.url, text)
    at_suggestion(page, 1)
    return page


# --- keys ---
def test_suggestions_are_walked_accepted_turned_down_and_undone_by_keys(
    analysts_page: Page,
) -> None:
    page = analysts_page
    press(page, "j")
    at_suggestion(page, 2)
    press(page, "k")
    at_suggestion(page, 1)
    press(page, "a")
    at_suggestion(page, 2)
    has_class(mark(page, SAID[0]), "accepted")
    counted(page, "6 found, 1 accepted, 0 turned down, 5 to decide")
    press(page, "x", "2")
    at_suggestion(page, 3)
    has_class(mark(page, SAID[1]), "rejected")
    assert Suggestion.objects.get(quote=SAID[1]).reason == RejectReason.MOTIVE_OR_JUDGEMENT
    press(page, "u")
    at_suggestion(page, 2)
    counted(page, "6 found, 1 accepted, 0 turned down, 5 to decide")
    press(page, "k")
    at_suggestion(page, 1)
    press(page, "u")
    counted(page, "6 found, 0 accepted, 0 turned down, 6 to decide")
    assert Prediction.objects.get().status == Status.WITHDRAWN
    expect(page.locator("#text a.number:focus")).to_have_text("1")


def test_what_is_edited_is_what_is_accepted_and_escape_leaves_the_fields(
    analysts_page: Page,
) -> None:
    page = analysts_page
    press(page, "e")
    statement = page.get_by_label("Statement", exact=True)
    expect(statement).to_be_focused()
    statement.fill("The ferry opens, a jaunt for all")  # its letters are no keys here
    page.keyboard.press("Escape")
    expect(statement).not_to_be_focused()
    press(page, "a")
    at_suggestion(page, 2)
    assert Prediction.objects.get().statement == "The ferry opens, a jaunt for all"


def test_publishing_without_criteria_shows_what_is_missing_and_c_proposes_them(
    analysts_page: Page,
) -> None:
    page = analysts_page
    press(page, "p")
    expect(page.locator(".field-true_if .errorlist")).to_contain_text("only with criteria")
    expect(page.get_by_label("True if", exact=True)).to_be_focused()
    page.keyboard.press("Escape")
    press(page, "c")
    expect(page.get_by_label("False if", exact=True)).to_have_value(
        "Nothing of the kind has happened by the end of 31 January 2025."
    )
    press(page, "p")
    at_suggestion(page, 2)
    prediction = Prediction.objects.get()
    assert prediction.status == Status.OPEN
    assert prediction.true_if.startswith(SAID[0])


def test_another_reason_takes_a_note_and_enter(analysts_page: Page) -> None:
    page = analysts_page
    press(page, "x", "6")
    note = page.get_by_label("Note")
    expect(note).to_be_focused()
    note.press_sequentially("a joke")
    page.keyboard.press("Enter")
    at_suggestion(page, 2)
    assert Suggestion.objects.get(quote=SAID[0]).note == "a joke"


def test_keys_can_be_switched_off_and_are_listed(analysts_page: Page) -> None:
    page = analysts_page
    page.keyboard.press("?")
    expect(page.get_by_role("dialog", name="Keys")).to_be_visible()
    page.keyboard.press("a")  # means nothing while the list is open
    page.keyboard.press("Escape")
    expect(page.get_by_role("dialog", name="Keys")).to_be_hidden()
    page.get_by_role("button", name="Switch keys off").click()
    press(page, "a", "j", "x")
    at_suggestion(page, 1)
    assert not Prediction.objects.exists()
    page.get_by_role("button", name="Switch keys on").click()
    press(page, "j")
    at_suggestion(page, 2)


def test_only_those_to_decide_are_walked_when_asked_for(analysts_page: Page) -> None:
    page = analysts_page
    press(page, "j")
    at_suggestion(page, 2)
    press(page, "a")
    at_suggestion(page, 3)
    press(page, "f")
    expect(page.locator(".show a[aria-current]")).to_have_text("To decide")
    press(page, "k")
    at_suggestion(page, 1)
    press(page, "j")
    at_suggestion(page, 3)


def test_after_the_last_one_it_says_what_comes_next(
    page: Page, live_server: LiveServer, transactional_db: None
) -> None:
    stored = article_text()
    suggestions(stored, 2)
    log_in(page, live_server.url, person("analyst"))
    open_intake(page, live_server.url, stored)
    at_suggestion(page, 1)
    press(page, "c", "a")
    at_suggestion(page, 2)
    press(page, "a")
    expect(page.get_by_role("heading", name="All decided: what next")).to_be_visible()
    expect(page.locator("#next")).to_contain_text("lacks “true if” and “false if”")
    page.get_by_role("button", name="Publish the 1 that is ready").click()
    expect(page.locator(".messagelist")).to_contain_text("1 prediction is published.")
    # The other one gets its criteria and is published from its panel.
    page.locator("#next").get_by_role("link", name="Suggestion 2").click()
    at_suggestion(page, 2)
    page.get_by_label("True if", exact=True).fill(CRITERIA["true_if"])
    page.get_by_label("False if", exact=True).fill(CRITERIA["false_if"])
    page.get_by_role("button", name="Publish p").click()
    expect(page.locator("#next")).to_contain_text("No draft is left.")
    assert set(Prediction.objects.values_list("status", flat=True)) == {Status.OPEN}


# --- what was missed ---
MISSED = "the lamp is new"


def test_selected_words_are_recorded_by_a_key(analysts_page: Page) -> None:
    page = analysts_page
    select(page, MISSED)
    expect(page.get_by_role("button", name="Record this m")).to_be_visible()
    press(page, "m")
    at_suggestion(page, 7)
    counted(page, "7 found")
    made = Suggestion.objects.get(quote=MISSED)
    assert made.start == TEXT.index(MISSED)
    has_class(mark(page, MISSED), "current")


def test_selected_words_behind_emoji_are_recorded_by_the_button_at_their_place(
    page: Page, live_server: LiveServer, transactional_db: None
) -> None:
    stored = article_text(
        f"🙂🙂 e\u0301 שלום\r\n\r\n{TEXT}\r\n👩‍👩‍👧 So: the sun will rise 🙂 soon."
    )
    log_in(page, live_server.url, person("analyst"))
    open_intake(page, live_server.url, stored)
    select(page, "the sun will rise 🙂 soon")
    page.get_by_role("button", name="Record this m").click()
    at_suggestion(page, 1)
    made = Suggestion.objects.get()
    assert stored.text[made.start : made.end] == "the sun will rise 🙂 soon"


# --- nothing is lost ---
def test_what_was_typed_is_back_after_a_reload(analysts_page: Page) -> None:
    page = analysts_page
    known = SpeakerFactory(name="Somebody Else", search="somebody else")
    page.get_by_label("Another who is known").first.check()
    page.locator(".field-speaker .select2-selection").click()
    page.locator(".select2-container--open .select2-search__field").fill("somebody")
    page.locator(".select2-results__option", has_text="Somebody Else").click()
    page.get_by_label("Statement", exact=True).fill("My own words")
    page.get_by_label("Generous end").fill("2025-02-28")
    page.reload()
    expect(page.get_by_text("What you had typed here is back.")).to_be_visible()
    expect(page.get_by_label("Statement", exact=True)).to_have_value("My own words")
    expect(page.locator("output.understood")).to_contain_text("due 1 March 2025")
    expect(page.locator(".field-speaker .select2-selection__rendered")).to_contain_text(
        "Somebody Else"
    )
    press(page, "a")
    at_suggestion(page, 2)
    prediction = Prediction.objects.get()
    assert (prediction.statement, prediction.speaker) == ("My own words", known)
    assert str(prediction.generous_end) == "2025-02-28"


def test_what_was_typed_can_be_dropped_for_what_was_read(analysts_page: Page) -> None:
    page = analysts_page
    page.get_by_label("Statement", exact=True).fill("My own words")
    page.reload()
    page.get_by_role("button", name="Start from what was read").click()
    expect(page.get_by_label("Statement", exact=True)).to_have_value(SAID[0])
    page.reload()
    expect(page.get_by_text("What you had typed here is back.")).to_have_count(0)


# --- two analysts ---
def test_two_analysts_see_each_others_decisions(
    analysts_page: Page, live_server: LiveServer, browser: Browser, text: ArticleText
) -> None:
    page = analysts_page
    with browser.new_context(base_url=live_server.url) as context:
        other = context.new_page()
        log_in(other, live_server.url, person("analyst", "Bela"))
        open_intake(other, live_server.url, text)
        at_suggestion(other, 1)
        press(other, "a")
        at_suggestion(other, 2)
        press(other, "x", "3")
        at_suggestion(other, 3)
        counted(page, "6 found, 1 accepted, 1 turned down, 4 to decide")
        has_class(mark(page, SAID[0]), "accepted")
        has_class(mark(page, SAID[1]), "rejected")
        expect(page.locator(".decision")).to_contain_text("Bela accepted this at")
        select(other, MISSED)
        press(other, "m")
        at_suggestion(other, 7)
        counted(page, "7 found")
        has_class(mark(page, MISSED), "open")


def test_who_is_slower_is_told_who_was_faster_and_keeps_what_was_typed(
    page: Page, live_server: LiveServer, text: ArticleText
) -> None:
    log_in(page, live_server.url, person("analyst"))
    without_news(page)
    open_intake(page, live_server.url, text)
    at_suggestion(page, 1)
    page.get_by_label("Statement", exact=True).fill("My own words")
    page.keyboard.press("Escape")
    first = Suggestion.objects.get(quote=SAID[0])
    bela = person("analyst", "Bela")
    service.reject(suggestion=first, reason=RejectReason.MERE_CHANCE, by=bela, now=AFTER)
    press(page, "a")
    expect(page.locator("#panel .errornote")).to_contain_text("Bela")
    expect(page.locator("#panel .decision")).to_contain_text("Bela turned this down")
    assert not Prediction.objects.exists()
    press(page, "u")
    expect(page.get_by_label("Statement", exact=True)).to_have_value("My own words")


def test_a_decision_of_another_leaves_the_fields_that_one_types_in_alone(
    analysts_page: Page,
) -> None:
    page = analysts_page
    press(page, "e")
    page.keyboard.type("!")
    first = Suggestion.objects.get(quote=SAID[0])
    bela = person("analyst", "Bela")
    service.reject(suggestion=first, reason=RejectReason.MERE_CHANCE, by=bela, now=AFTER)
    expect(page.locator(".meanwhile")).to_contain_text("Bela turned this down")
    expect(page.get_by_label("Statement", exact=True)).to_be_focused()
    page.get_by_role("button", name="Show it").click()
    expect(page.locator(".decision")).to_contain_text("Bela turned this down")


# --- on a phone, by mouse, without script ---
def test_on_a_phone_the_panel_is_a_sheet_and_all_is_done_by_touch(
    page: Page, live_server: LiveServer, text: ArticleText
) -> None:
    put_on(page, "light", 360)
    log_in(page, live_server.url, person("analyst"))
    open_intake(page, live_server.url, text)
    at_suggestion(page, 1)
    accept = page.get_by_role("button", name="Accept", exact=True)
    expect(accept).to_be_in_viewport()
    box = accept.bounding_box()
    assert box is not None
    assert box["height"] >= 44
    page.get_by_role("link", name="The next suggestion").click()
    at_suggestion(page, 2)
    expect(mark(page, SAID[1])).to_be_in_viewport()
    accept.click()
    at_suggestion(page, 3)
    page.get_by_text("Turn down", exact=False).first.click()
    page.get_by_role("button", name="A mere chance").click()
    at_suggestion(page, 4)
    page.get_by_role("button", name="More").click()
    expect(page.get_by_label("True if", exact=True)).to_be_visible()
    counted(page, "6 found, 1 accepted, 1 turned down, 4 to decide")


def test_a_click_on_overlapping_marks_walks_through_them(
    page: Page, live_server: LiveServer, text: ArticleText
) -> None:
    outer = Suggestion.objects.get(quote=SAID[0])
    suggestions(text, 1, start=outer.start + 4, end=outer.start + 9, quote="ferry")
    log_in(page, live_server.url, person("analyst"))
    open_intake(page, live_server.url, text)
    at_suggestion(page, 1)
    inner = page.locator("mark.said", has_text="ferry")
    inner.click()
    at_suggestion(page, 7)
    inner.click()
    at_suggestion(page, 1)


@pytest.fixture
def plain_page(browser: Browser, live_server: LiveServer) -> Any:
    with browser.new_context(java_script_enabled=False) as context:
        yield context.new_page()


def test_without_script_it_works_by_forms_and_links(
    plain_page: Page, live_server: LiveServer, text: ArticleText
) -> None:
    page = plain_page
    log_in(page, live_server.url, person("analyst"))
    open_intake(page, live_server.url, text)
    page.get_by_role("button", name="Accept a", exact=True).click()
    expect(page.locator(".messagelist")).to_contain_text("Accepted: a draft.")
    expect(page.locator("#panel-title")).to_contain_text("Suggestion 2 ")
    page.get_by_text("Turn down").first.click()
    page.get_by_role("button", name="1 Not checkable").click()
    expect(page.locator("#panel-title")).to_contain_text("Suggestion 3 ")
    page.locator("#text").get_by_role("link", name="Suggestion 5").click()
    expect(page.locator("#panel-title")).to_contain_text("Suggestion 5 ")
    page.get_by_role("button", name="Propose them").click()
    page.get_by_role("button", name="Accept and publish").click()
    expect(page.locator(".messagelist")).to_contain_text("Accepted and published.")
    page.get_by_text("Record what was missed").click()
    page.get_by_label("The words, letter for letter").fill(MISSED)
    page.get_by_role("button", name="Record this", exact=True).click()
    expect(page.locator("#panel-title")).to_contain_text("Suggestion 7 ")
    counted(page, "7 found, 2 accepted, 1 turned down, 4 to decide")


def test_a_viewer_walks_and_reads_but_no_key_decides(
    page: Page, live_server: LiveServer, text: ArticleText
) -> None:
    log_in(page, live_server.url, person("viewer"))
    open_intake(page, live_server.url, text)
    at_suggestion(page, 1)
    press(page, "j")
    at_suggestion(page, 2)
    press(page, "a", "p", "x", "1", "u")
    expect(page.get_by_label("Statement", exact=True)).to_be_disabled()
    at_suggestion(page, 2)
    assert set(Suggestion.objects.values_list("state", flat=True)) == {SuggestionState.OPEN}


def test_the_place_in_the_text_is_recorded_with_the_prediction(
    analysts_page: Page, text: ArticleText
) -> None:
    press(analysts_page, "j", "j")
    at_suggestion(analysts_page, 3)
    press(analysts_page, "a")
    at_suggestion(analysts_page, 4)
    appearance = first_appearance(Prediction.objects.get())
    assert appearance is not None
    assert text.text[appearance.start : appearance.end] == SAID[2]


def test_a_new_text_that_comes_meanwhile_is_told_of(analysts_page: Page, text: ArticleText) -> None:
    page = analysts_page
    new = ArticleText.objects.create(
        article=text.article, version=2, sha256="2" * 64, text=f"New. {TEXT}", created_at=AFTER
    )
    expect(page.get_by_role("alert")).to_contain_text("The text has changed")
    page.get_by_role("link", name="Show the new one").click()
    expect(page.locator("#text")).to_contain_text("New. The harbour board")
    assert new.article == text.article


def test_keys_go_on_working_while_a_radio_button_has_the_focus(analysts_page: Page) -> None:
    page = analysts_page
    page.get_by_label("New speaker").focus()
    page.keyboard.press("j")
    at_suggestion(page, 2)
