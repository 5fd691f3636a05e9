"""Loads what somebody may change about themselves."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import text

from corved.database.session import db

OWN = text("select full_name, address, timezone, hours_24 from app.own_profile()")


@dataclass(frozen=True)
class OwnProfile:
    """What the person who is signed in may change; address: what they sign in with."""

    full_name: str
    address: str
    timezone: str
    hours_24: bool


def own_profile() -> OwnProfile:
    """Return the profile of the person who is signed in."""
    return OwnProfile(*db.execute(OWN).one())
