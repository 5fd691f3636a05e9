"""Somebody at a browser without JavaScript, over a real connection that may be lost at any moment."""

from __future__ import annotations

import http.client
import re
import urllib.error
import urllib.request
from collections.abc import Iterable
from http.cookiejar import CookieJar
from urllib.parse import urlencode

from corved.demo.people import PASSWORD
from tests.patience import PATIENCE

TOKEN = re.compile(r'name="csrf_token" value="([^"]+)"')
LOST = (OSError, http.client.HTTPException)


class _NoRedirect(urllib.request.HTTPRedirectHandler):
    def redirect_request(self, *_args: object) -> None:
        return None


class Window:
    """statuses: every answer there was; None for a connection that was lost."""

    def __init__(self, port: int, who: str) -> None:
        self.base = f"http://127.0.0.1:{port}"
        self.who = who
        self.opener = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(CookieJar()), _NoRedirect)
        self.statuses: list[int | None] = []
        self.token = ""

    def sign_in(self) -> Window:
        self.token = TOKEN.search(self._ask("/sign-in")[1])[1]
        fields = [("email", f"{self.who}@demo.corved.example"), ("password", PASSWORD), ("csrf_token", self.token)]
        assert self._ask("/sign-in", fields)[0] == 303
        self.token = TOKEN.search(self._ask("/admin/learners" if self.who == "amna" else "/tutor")[1])[1]
        return self

    def post(self, path: str, fields: Iterable[tuple[str, str]]) -> int | None:
        try:
            status, _text = self._ask(path, [("csrf_token", self.token), *fields])
        except LOST:
            status = None
        self.statuses.append(status)
        return status

    def _ask(self, path: str, fields: list[tuple[str, str]] | None = None) -> tuple[int, str]:
        data = urlencode(fields).encode() if fields is not None else None
        try:
            with self.opener.open(self.base + path, data, timeout=PATIENCE) as answer:
                return answer.status, answer.read().decode()
        except urllib.error.HTTPError as answer:
            return answer.code, answer.read().decode()
