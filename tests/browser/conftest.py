"""A real server on a real port, and Debian's Chromium."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from datetime import timedelta

import psycopg
import pytest
import waitress
from flask import Flask
from flask.sessions import SecureCookieSessionInterface
from playwright.sync_api import Browser, Page, expect, sync_playwright

from corved import clock
from tests import given
from tests.given import Cast
from tests.patience import PATIENCE
from tests.programs import CHROMIUM, needs

CookieOf = Callable[[str], str]
expect.set_options(timeout=PATIENCE * 1000)

ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1",  # nothing outside is reached
]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if "tests/browser" in str(item.path):
            item.add_marker(pytest.mark.browser)
            item.add_marker(needs("Chromium"))


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        yield browser
        browser.close()


@pytest.fixture(scope="session")
def address(app: Flask) -> Iterator[str]:
    server = waitress.create_server(app, host="127.0.0.1", port=0, threads=4)
    threading.Thread(target=server.run, daemon=True).start()
    yield f"http://127.0.0.1:{server.effective_port}"
    server.close()


class Window:
    """One person's browser window. What goes wrong in it (console, requests) fails the test at the end."""

    def __init__(
        self, chromium: Browser, address: str, cookie_of: CookieOf, javascript: bool = True, **options: object
    ) -> None:
        self.address = address
        self.cookie_of = cookie_of
        size = {"width": 1280, "height": 900}
        settings = {"viewport": size, "java_script_enabled": javascript, "locale": "en-GB", **options}
        self.context = chromium.new_context(**settings)  # type: ignore[arg-type]
        self.context.set_default_timeout(PATIENCE * 1000)
        self.page: Page = self.context.new_page()
        self.wrong: list[str] = []
        self.page.on("pageerror", lambda error: self.wrong.append(str(error)))
        self.page.on("console", lambda message: message.type == "error" and self.wrong.append(message.text))

    def go(self, path: str) -> Page:
        self.page.goto(self.address + path)
        return self.page

    def sign_in(self, key: str) -> Window:
        """Be one of the cast, with a cookie as signing in gives it, on their first page."""
        cookie = {"name": "corved", "value": self.cookie_of(key), "url": self.address}
        self.context.add_cookies([cookie])  # type: ignore[list-item]
        self.go("/")
        return self

    def sign_in_by_form(self, key: str) -> Window:
        """Sign in by filling the form; only the admin of the cast has a password."""
        page = self.go("/sign-in")
        page.fill("#sign-in-email", f"{key}@test.example")
        page.fill("#sign-in-password", given.PASSWORD)
        page.click("#sign-in-send")
        page.wait_for_selector("#user")
        return self


def press(page: Page, key: str) -> None:
    """Press what has this id; what is behind "…" is opened first."""
    menu = page.locator(f'details.menu:has([id="{key}"])')
    if menu.count() and menu.get_attribute("open") is None:
        menu.locator("> summary").click()
    page.click(f'[id="{key}"]')


@pytest.fixture
def cookie_of(app: Flask, world: Cast, superuser: psycopg.Connection) -> CookieOf:
    """The cookie of somebody of the cast, by name."""

    def cookie(key: str) -> str:
        user_id = getattr(world, key)
        signing = SecureCookieSessionInterface().get_signing_serializer(app)
        assert signing is not None
        return str(signing.dumps({"_user_id": given.signed_in(superuser, user_id), "_fresh": True}))

    return cookie


@pytest.fixture
def window(chromium: Browser, address: str, cookie_of: CookieOf) -> Iterator[object]:
    opened: list[Window] = []

    def open_window(**options: object) -> Window:
        opened.append(Window(chromium, address, cookie_of, **options))  # type: ignore[arg-type]
        return opened[-1]

    yield open_window
    # The browser's own words about a refused form are no fault.
    wrong = [each for window in opened for each in window.wrong if "status of 422" not in each]
    for each in opened:
        each.context.close()
    assert wrong == []


@pytest.fixture
def people(world: Cast) -> Cast:
    """The cast."""
    return world


@pytest.fixture
def to_schedule(world: Cast) -> given.Course:
    """Student in New York, tutor in London, a paid package from tomorrow, no sessions yet."""
    first = (clock.now() + timedelta(days=1)).date()
    return given.a_matched_course(learner=world.student_learner, tutor=world.tutor, first=first)


@pytest.fixture
def running(world: Cast) -> given.Course:
    """A course that began three days ago, on every day, at this hour less 90 minutes: one session just ended."""
    now = clock.now()
    first = (now - timedelta(days=3)).date()
    start = now - timedelta(minutes=90)
    pattern = given.a_schedule((0, 1, 2, 3, 4, 5, 6), f"{start:%H:%M}", "UTC")
    with clock.at(now - timedelta(days=4)):
        return given.a_running_course(learner=world.student_learner, tutor=world.tutor, first=first, pattern=pattern)
