"""`corved preview-sessions`: one JSON line in, one out, to compare the generator with another system."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime
from typing import Any

from corved.scheduling.pattern import Pattern
from corved.scheduling.plan import make_plan
from corved.scheduling.windows import Window


def answer(line: bytes, now: datetime | None = None) -> str:
    """Return the result for one input line. A line that cannot be read gives its error."""
    asked: Any = None
    try:
        asked = json.loads(line, parse_constant=_no_number)
        if not isinstance(asked, dict):
            raise TypeError("a line is a JSON object")  # noqa: TRY301
        plan = make_plan(
            Pattern.from_json({**asked, "timezone": asked["zone"]}),
            Window(date.fromisoformat(asked["start_date"]), date.fromisoformat(asked["end_date"])),
            _whole_number(asked["n"]),
            now=now,
        )
    except (ValueError, KeyError, TypeError, OverflowError, RecursionError) as error:
        name = asked.get("id") if isinstance(asked, dict) else None
        missing = f"{error} is missing" if isinstance(error, KeyError) else str(error)
        return json.dumps({"id": name, "error": missing})
    sessions = [[_utc(each.start), _utc(each.end)] for each in plan.sessions]
    return json.dumps({"id": asked.get("id"), "sessions": sessions, "shortfall": plan.missing})


def _whole_number(n: object) -> int:
    if type(n) is not int or n < 0:
        raise ValueError(f"n is a whole number of sessions, not {n!r}")
    return n


def _no_number(name: str) -> object:
    raise ValueError(f"{name} is not JSON")


def _utc(instant: datetime) -> str:
    return instant.astimezone(UTC).replace(tzinfo=None).isoformat() + "Z"
