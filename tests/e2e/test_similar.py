"""Recording by hand in a real browser: what may be tracked already is shown while one types."""

from playwright.sync_api import Page, expect
from pytest_django.live_server_helper import LiveServer

from tests.e2e.intake import log_in, person
from tests.e2e.looking import LOOKS, assert_fits, put_on
from tests.e2e.test_admin_looks import assert_accessible
from tests.factories import PredictionFactory

STATEMENT = "The bridge over the Selby opens to traffic by January 2025"


def test_the_box_appears_while_one_types_and_sets_what_is_revised(
    page: Page, live_server: LiveServer, transactional_db: None
) -> None:
    same = PredictionFactory(statement=STATEMENT)
    log_in(page, live_server.url, person("analyst"))
    page.goto(f"{live_server.url}/admin/claims/prediction/add/")
    box = page.locator("#similar")
    expect(box).to_be_hidden()
    page.get_by_label("Statement:").press_sequentially(STATEMENT[:50])
    expect(box).to_contain_text(STATEMENT)
    for scheme, width in LOOKS:
        put_on(page, scheme, width)
        assert_fits(page)
        assert_accessible(page)
    box.get_by_role("button", name="A new date from the same speaker").click()
    expect(page.locator("select[name=revises]")).to_have_value(str(same.pk))
    expect(page.locator(".field-revises .select2-selection__rendered")).to_contain_text(STATEMENT)
    page.get_by_label("Statement:").fill("Rents in the old town")
    expect(box).to_be_hidden()
