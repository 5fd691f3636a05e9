"""The message desk in a browser: two taps a message, by keyboard, and without script."""

import pytest
from playwright.sync_api import expect

from corved.use_cases.sessions.mark_session import mark_session
from tests import given


@pytest.fixture
def absent(running):
    """A lesson just ended, and the student was not there."""
    past = [each for each in given.sessions_of(running) if each.scheduled_end_utc < given.clock.now()]
    mark_session(session_id=past[-1].id, status="no_show_student")
    return past[-1]


def card(page, situation):
    return page.locator(f'li.letter[id^="{situation}-"]')


def test_two_taps_and_the_next_message_has_the_focus(window, world, absent):
    opened = window()
    page = opened.sign_in("admin").go("/admin/messages")
    left = page.locator("#due li.letter").count()
    letter = card(page, "student_absent")
    with opened.context.expect_event("response", lambda answer: answer.status == 303) as sent_on:
        letter.locator("[id$=-open]").click()
    assert sent_on.value.header_value("location").startswith("https://wa.me/923000000000?text=")
    letter.locator("[id$=-sent]").click()
    expect(page.locator("#toasts")).to_contain_text("Marked as sent to Ayaan Sheikh")
    expect(card(page, "student_absent")).to_have_count(0)
    expect(page.locator("#due li.letter")).to_have_count(left - 1)
    expect(page.locator("#due li.letter").first.locator("[id$=-open]")).to_be_focused()
    page.locator("#sent [id$=-undo]").first.click()
    expect(card(page, "student_absent")).to_have_count(1)


def test_by_keyboard_a_text_is_opened_copied_and_noted(window, world, absent):
    opened = window()
    opened.context.grant_permissions(["clipboard-read", "clipboard-write"])
    page = opened.sign_in("admin").go("/admin/messages")
    letter = card(page, "student_absent")
    letter.locator("[id$=-summary]").focus()
    page.keyboard.press("Enter")
    expect(letter.locator("textarea")).to_be_visible()
    letter.locator("[id$=-acts]").focus()
    page.keyboard.press("Enter")
    letter.locator("[id$=-copy]").focus()
    page.keyboard.press("Enter")
    expect(page.locator("#toasts")).to_contain_text("Copied")
    assert "waited for you" in page.evaluate("navigator.clipboard.readText()")
    letter.locator("[id$=-drop]").focus()
    page.keyboard.press("Enter")
    expect(card(page, "student_absent")).to_have_count(0)
    expect(card(page, "match_confirmed_family").locator("[id$=-acts]")).to_be_visible()


def test_a_sessions_page_brings_its_messages_by_itself_and_keeps_its_place(window, world, absent):
    page = window().sign_in("admin").go(f"/admin/sessions/{absent.id}")
    letter = card(page, "student_absent")
    expect(letter.locator("[id$=-state]")).to_contain_text("Prepared")
    letter.locator("[id$=-sent]").click()
    expect(card(page, "student_absent").locator("[id$=-state]")).to_contain_text("marked by Amna Rizvi")
    assert page.url.endswith(f"/admin/sessions/{absent.id}")


def test_two_presses_at_once_note_it_once(window, world, absent, superuser):
    page = window().sign_in("admin").go("/admin/messages")
    card(page, "student_absent").locator("[id$=-sent]").dblclick()
    expect(card(page, "student_absent")).to_have_count(0)
    rows = superuser.execute("select count(*) from messages where situation = 'student_absent'").fetchone()
    assert rows == (1,)


def test_without_script_everything_is_there(window, world, absent):
    page = window(javascript=False).sign_in("admin").go(f"/admin/sessions/{absent.id}")
    page.click("#letters-about")
    letter = card(page, "student_absent")
    expect(letter.locator("textarea")).to_be_visible()
    letter.locator("[id$=-sent]").click()
    expect(page.locator("#toasts")).to_contain_text("Marked as sent to Ayaan Sheikh")
    assert page.url.endswith(f"/admin/messages?session={absent.id}")
