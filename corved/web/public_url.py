"""Makes URLs that leave the site, in messages and calendars."""

from __future__ import annotations

from uuid import UUID

from flask import current_app, url_for


def public_url(endpoint: str, **values: UUID) -> str:
    """Return a URL under PUBLIC_URL, or under the host name of the request if that is not set."""
    mail = current_app.extensions["corved_mail"]
    if mail is None:
        return url_for(endpoint, _external=True, **values)  # type: ignore[arg-type]
    return f"{mail.public_url}{url_for(endpoint, **values)}"  # type: ignore[arg-type]
