"""The same questions for every writing view."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from tests.page_client import PageClient

NOBODYS_ID = UUID("00000000-0000-4000-8000-000000000000")


def ask_of_a_writing_view(
    client: PageClient,
    url: str,
    data: dict[str, Any],
    *,
    not_for: list[UUID],
    owner: UUID,
    answers_get: bool = False,
) -> None:
    """Wrong method, not signed in, a stale token, not yours. Nothing of it may change anything (callers look)."""
    client.sign_in_as(owner)
    assert (client.browser.get(url).status_code == 200) == answers_get, "answers GET"
    assert client.post(url, data, status=400, token="stale").status_code == 400
    assert client.post(url, data, status=400, token="stale", htmx=True).status_code == 400

    for person in not_for:
        client.sign_in_as(person)
        client.post(url, data, status=404)
        client.post(url, data, status=404, htmx=True)

    client.browser.delete_cookie("corved")
    client.get("/sign-in")
    response = client.post(url, data, status=303)
    assert response.headers["Location"].startswith("/sign-in")
    if any(data.get(name) for name in ("notes", "reason", "body")):
        response = client.post(url, data, htmx=True, status=401)
        assert "What you typed is still on this page." in response.get_data(as_text=True)
    else:
        response = client.post(url, data, htmx=True, status=204)
        assert response.headers["HX-Redirect"].startswith("/sign-in")

    client.sign_in_as(owner)
    for part in url.split("/"):
        if len(part) == 36:
            client.post(url.replace(part, str(NOBODYS_ID)), data, status=404)
            client.post(url.replace(part, "x"), data, status=404)
