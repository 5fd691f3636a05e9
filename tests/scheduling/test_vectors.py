"""The generator and the clock on the wall agree with systems that are independent of Python."""

import json
from collections import Counter
from datetime import date, datetime
from pathlib import Path

import pytest

from corved.scheduling.local_time import local, offset_minutes
from corved.scheduling.pattern import Pattern, parse_time
from corved.scheduling.plan import make_plan
from corved.scheduling.windows import Window

VECTORS = Path(__file__).parent.parent / "vectors"


def lines(name: str) -> list[dict]:
    return [json.loads(line) for line in (VECTORS / name).read_text().splitlines()]


def test_there_are_as_many_vectors_as_promised():
    assert len(lines("visible.jsonl")) == 424
    assert len(lines("conversions.jsonl")) == 2119


@pytest.mark.parametrize("vector", lines("visible.jsonl"), ids=lambda vector: vector["id"])
def test_it_generates_exactly_the_expected_sessions(vector):
    pattern = Pattern(
        vector["zone"], tuple(sorted(vector["days"])), parse_time(vector["time"]), vector["duration_mins"]
    )
    window = Window(date.fromisoformat(vector["start_date"]), date.fromisoformat(vector["end_date"]))

    plan = make_plan(pattern, window, vector["n"])

    got = [[f"{each.start:%Y-%m-%dT%H:%M:%SZ}", f"{each.end:%Y-%m-%dT%H:%M:%SZ}"] for each in plan.sessions]
    assert got == vector["expect"]
    assert plan.missing == vector["shortfall"]
    assert all(each.start.utcoffset().total_seconds() == 0 for each in plan.sessions)


def test_every_local_time_and_offset_is_as_expected():
    wrong = Counter()
    for vector in lines("conversions.jsonl"):
        instant = datetime.fromisoformat(vector["utc"])
        there = local(instant, vector["zone"])
        wrong["local"] += f"{there:%Y-%m-%dT%H:%M}" != vector["local"]
        wrong["offset"] += offset_minutes(instant, vector["zone"]) != vector["offset_minutes"]
        if vector.get("abbrev") is not None:
            wrong["abbrev"] += there.tzname() != vector["abbrev"]
    assert wrong.total() == 0, wrong
