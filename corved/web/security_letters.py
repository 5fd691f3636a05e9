"""Tells people by e-mail that the way in to their account changed, so that they notice what was not them."""

from __future__ import annotations

from collections.abc import Iterable

from flask import current_app

from corved import smtp

TEXT = """Hello {name},

{what} for your sign-in to CorvEd was changed just now.

If this was not you or your academy, message the academy at once, and ask for a new password at {url}.
"""


def tell_about_change(what: str, *, name: str, addresses: Iterable[str | None]) -> None:
    """Send a letter to each e-mail address, if there is a server. what: `The password`, as the text begins with it."""
    server: smtp.MailServer | None = current_app.extensions["corved_mail"]
    if server is None:
        return
    for address in dict.fromkeys(each for each in addresses if each and "@" in each):
        text = TEXT.format(name=name, what=what, url=server.public_url)
        smtp.send_soon(server, to=address, subject=f"{what} for CorvEd was changed", text=text)
