"""Run by test_tz_repair.py in a process that has another release of the tz database: agrees two schedules.

`python -m tests.server.tz_steps WEB_URL`, for next May: Mondays and Wednesdays 17:00 in Cairo and 17:00 in Karachi.
"""

from __future__ import annotations

import json
import sys
from datetime import UTC, date, datetime

from corved.database.session import Identity, connect, make_engine, speak_for
from corved.scheduling.zone_repair import installed_tzdata
from tests import given
from tests.databases import OPERATOR_KEY


def main(web_url: str) -> None:
    connect(make_engine(web_url, OPERATOR_KEY))
    speak_for(Identity("app_admin"))
    cast = given.make_cast()
    first = date(datetime.now(UTC).year + 1, 5, 2)
    starts = {}
    for learner, tutor, zone in (
        (cast.zara, cast.tutor, "Africa/Cairo"),
        (cast.student_learner, cast.other_tutor, "Asia/Karachi"),
    ):
        schedule = given.a_schedule((1, 3), "17:00", zone)
        course = given.a_running_course(learner=learner, tutor=tutor, first=first, pattern=schedule)
        starts[zone] = sorted({f"{each.scheduled_start_utc:%H:%M}" for each in given.sessions_of(course)})
    print(json.dumps({"tzdata": installed_tzdata(), "starts": starts}))


if __name__ == "__main__":
    main(sys.argv[1])
