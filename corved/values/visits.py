"""Where somebody signs in from, and what their cookie has afterwards."""

from __future__ import annotations

from typing import NamedTuple
from uuid import UUID


class Visit(NamedTuple):
    """Where somebody signs in from: network and program as text, and the id that the device keeps."""

    network: str
    device: UUID
    agent: str


class HalfSignedIn(NamedTuple):
    """Somebody whose password was right, and of whom the second step is still to be asked.

    address: as sign_in_address has it. stamp: their session stamp, which changes with the password.
    """

    user_id: UUID
    stamp: UUID
    address: str


class SignedIn(NamedTuple):
    """What the cookie of a sign-in has: the person, their session stamp, and the sign-in on this device."""

    user_id: UUID
    stamp: UUID
    sign_in: UUID
