"""A browser without JavaScript: it follows forms' tokens, and inspects every page it is given."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from uuid import UUID

import psycopg
from flask import Flask
from itsdangerous import URLSafeTimedSerializer
from werkzeug.test import TestResponse

from corved.database.session import db, speak_for
from tests import given
from tests.page_inspection import Page, inspect_fragment, inspect_page

HTMX = {"HX-Request": "true", "HX-Request-Type": "partial"}


class PageClient:
    """get and post return the response; `page` is the last whole page, parsed."""

    def __init__(self, app: Flask, superuser: psycopg.Connection) -> None:
        self.app = app
        self.browser = app.test_client()
        self.superuser = superuser
        self.identity = db.info["identity"]
        self.page: Page | None = None
        self.token = ""

    def sign_in_as(self, user_id: UUID) -> PageClient:
        """With a cookie, as after signing in."""
        signed_in = given.signed_in(self.superuser, user_id)
        with self._as_ourselves_afterwards(), self.browser.session_transaction() as cookie:
            cookie.clear()
            cookie["_user_id"] = signed_in
            cookie["_fresh"] = True
            cookie["csrf_token"] = "the visitor's own"
        self.token = URLSafeTimedSerializer(self.app.secret_key, "wtf-csrf-token").dumps("the visitor's own")
        return self

    def get(self, url: str, *, htmx: bool = False, status: int | None = 200, **headers: str) -> TestResponse:
        """status None: any that is no error."""
        with self._as_ourselves_afterwards():
            # A file that is written while it is sent is read whole, before we speak for ourselves again.
            response = self.browser.get(url, headers={**(HTMX if htmx else {}), **headers}, buffered=True)
        return self._look_at(response, htmx, status)

    def post(
        self,
        url: str,
        data: dict[str, Any] | None = None,
        *,
        htmx: bool = False,
        status: int | tuple[int, ...] | None = None,
        token: str | None = None,
        referer: str | None = None,
        on_page: str | None = None,
    ) -> TestResponse:
        """With the token of the last page.

        status None: any that is no error; several: one of them. on_page: where htmx sends it from.
        """
        headers = dict(HTMX) if htmx else {}
        if referer:
            headers["Referer"] = referer
        if on_page:
            headers["HX-Current-URL"] = f"http://localhost{on_page}"
        fields = {"csrf_token": self.token if token is None else token, **(data or {})}
        with self._as_ourselves_afterwards():
            response = self.browser.post(url, data=fields, headers=headers)
        return self._look_at(response, htmx, status)

    def follow(self, response: TestResponse) -> TestResponse:
        """Goes where a 303 or an HX-Redirect sends."""
        where = response.headers.get("HX-Redirect") or response.headers["Location"]
        return self.get(where.partition("#")[0])

    @contextmanager
    def _as_ourselves_afterwards(self) -> Iterator[None]:
        """A request ends with nobody's identity; the test goes on with its own."""
        yield
        speak_for(self.identity)

    def _look_at(self, response: TestResponse, htmx: bool, status: int | tuple[int, ...] | None) -> TestResponse:
        allowed = (200, 204, 303) if status is None else status if isinstance(status, tuple) else (status,)
        assert response.status_code in allowed, f"{response.status}: {response.get_data(as_text=True)[:2000]}"
        if response.mimetype != "text/html" or not response.data or response.status_code == 303:
            return response
        if htmx:
            inspect_fragment(response.get_data(as_text=True))
            return response
        self.page = inspect_page(response.get_data(as_text=True))
        self.token = self.page.token or self.token
        return response
