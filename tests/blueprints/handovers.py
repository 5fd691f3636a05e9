"""What the form of another tutor sends, once its page has said which sessions go."""

from __future__ import annotations

from typing import Any

from tests.page_client import PageClient


def after_looking(client: PageClient, url: str, order: dict[str, Any]) -> dict[str, Any]:
    """Look at what the order does, and return it with the mark of what was shown."""
    client.post(url, order | {"look": "1"}, status=200)
    return order | {"shown": client.page.one("[name=shown]")["value"]}
