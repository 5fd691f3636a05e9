"""Changes the name, zone and time format of the signed-in person, through a database function."""

from __future__ import annotations

from sqlalchemy import text

from corved.database.deadlocks import again_on_deadlock
from corved.database.session import db, transaction
from corved.scheduling.zones import agreed_zone
from corved.values.names import read_name

CHANGE = text("select app.change_profile(:name, :timezone, :hours_24)")


@again_on_deadlock
def change_profile(*, full_name: str, timezone: str, hours_24: bool) -> bool:
    """Change the signed-in person's name, zone and time format. False when nothing changed.

    Only what they are shown changes. Raises Problem, UnknownZone.
    """
    agreed_zone(timezone)
    name = read_name(full_name)
    with transaction():
        return bool(db.scalar(CHANGE, {"name": name, "timezone": timezone, "hours_24": hours_24}))
