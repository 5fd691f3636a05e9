"""What the academy teaches: subjects, levels, sizes of a month, lengths of a session."""

from datetime import date
from uuid import uuid4

import pytest

from corved.models.start_sets import START_SETS
from tests import given
from tests.some import some

pytestmark = pytest.mark.usefixtures("cast_put_back")
PAGE = "/admin/catalogue"


@pytest.fixture
def admin(client, world):
    return client.sign_in_as(world.admin)


def key_of(superuser, table, name):
    return superuser.execute(f"select id from {table} where name = %s", (name,)).fetchone()[0]


def names(superuser, table):
    query = f"select name from {table} where retired_at is null order by position, name"
    return [name for (name,) in superuser.execute(query)]


def add(admin, kind, typed, status=303):
    admin.post(f"{PAGE}/{kind}", {"name": typed}, status=status)
    if status == 303:
        admin.get(PAGE)
    return admin.page.says("#main")


def test_a_subject_and_a_level_are_added_and_offered(admin, superuser, world):
    add(admin, "subjects", "  Hifz  ")
    add(admin, "levels", "Grade 6")

    assert names(superuser, "subjects")[-1] == "Hifz"
    admin.get(f"/admin/enrolment?learner={world.zara}")
    assert "Hifz" in admin.page.says("#main")
    assert "Grade 6" in admin.page.says("#main")


@pytest.mark.parametrize("typed", ["math", "MATH", " Math ", "Ｍａｔｈ", "Ma\u200bth"])
def test_the_same_name_twice_is_refused_in_any_form(admin, superuser, typed):
    before = names(superuser, "subjects")
    assert "There is a subject Math already." in add(admin, "subjects", typed, 422)
    assert names(superuser, "subjects") == before


@pytest.mark.parametrize(
    ("kind", "typed", "says"),
    [
        ("subjects", "", "Enter a name."),
        ("levels", "  ", "Enter a name."),
        ("levels", "x" * 61, "has 61 characters. Enter at most 60."),
        ("sizes", "0", "“0” is not one. Enter a whole number of sessions from 1 to 31."),
        ("sizes", "32", "“32” is not one."),
        ("sizes", "8", "There is a month size of 8 sessions already."),
        ("lengths", "9", "Enter a whole number of minutes from 10 to 180."),
        ("lengths", "181", "“181” is not one."),
        ("lengths", "an hour", "“an hour” is not one."),
        ("lengths", "٣٠", "is not one."),
    ],
)
def test_what_cannot_be_read_is_refused_and_quoted(admin, kind, typed, says):
    assert says in add(admin, kind, typed, 422)
    if typed.strip():
        assert admin.page.soup.select_one(f"#{kind}-name")["value"] == typed.strip()


def test_a_new_name_is_shown_everywhere_and_raises_what_calendars_compare(admin, superuser, world):
    course = given.a_running_course(learner=world.student_learner, tutor=world.tutor)
    math, level = key_of(superuser, "subjects", "Math"), key_of(superuser, "levels", "O Levels")
    sequence = "select sum(sequence) from sessions"
    before = superuser.execute(sequence).fetchone()[0]

    admin.post(f"{PAGE}/subjects/{math}", {"name": "Mathematics"}, status=303)
    admin.post(f"{PAGE}/levels/{level}", {"name": "Cambridge O Levels"}, status=303)

    assert superuser.execute(sequence).fetchone()[0] == before + 8
    admin.get(f"/admin/matches/{course.match}")
    assert "Mathematics" in admin.page.says("#main")
    assert "Cambridge O Levels" in admin.page.says("#main")


def test_a_name_that_another_has_is_refused(admin, superuser):
    math = key_of(superuser, "subjects", "Math")
    admin.post(f"{PAGE}/subjects/{math}", {"name": "physics"}, status=422)
    assert "There is a subject Physics already." in admin.page.says("#main")
    admin.post(f"{PAGE}/subjects/{math}", {"name": "math"}, status=303)
    assert names(superuser, "subjects")[0] == "math"


def test_the_order_can_be_changed(admin, superuser):
    first, second, *rest = names(superuser, "subjects")
    admin.post(f"{PAGE}/subjects/{key_of(superuser, 'subjects', second)}/place", {"up": "yes"}, status=303)
    assert names(superuser, "subjects") == [second, first, *rest]
    admin.post(f"{PAGE}/subjects/{key_of(superuser, 'subjects', second)}/place", {"up": "yes"}, status=303)
    assert names(superuser, "subjects") == [second, first, *rest]
    admin.post(f"{PAGE}/subjects/{key_of(superuser, 'subjects', second)}/place", {"up": "no"}, status=303)
    assert names(superuser, "subjects") == [first, second, *rest]


def test_what_is_retired_leaves_new_choices_and_stays_with_courses_that_have_it(admin, superuser, world):
    course = given.a_running_course(learner=world.student_learner, tutor=world.tutor)
    for table, name in (("subjects", "Math"), ("levels", "O Levels")):
        admin.post(f"{PAGE}/{table}/{key_of(superuser, table, name)}/retirement", {"retired": "yes"}, status=303)
    admin.post(f"{PAGE}/sizes/8/retirement", {"retired": "yes"}, status=303)
    admin.post(f"{PAGE}/lengths/60/retirement", {"retired": "yes"}, status=303)

    admin.get(f"/admin/enrolment?learner={world.zara}")
    offered = [each.text for each in admin.page.soup.select("select option")]
    assert "Math" not in offered
    assert "O Levels" not in offered
    admin.get(f"/admin/requests/{course.request}")
    assert "8 sessions" in [each.text.strip() for each in admin.page.soup.select("#new-package-tier option")]
    admin.get(f"/admin/matches/{course.match}/schedule")
    assert "60 minutes" in [each.text for each in admin.page.soup.select("#schedule-duration option")]
    assert given.sell_package(request_id=course.request, terms=given.Terms(8, date(2026, 4, 2)))

    math = key_of(superuser, "subjects", "Math")
    admin.post(f"{PAGE}/subjects/{math}/retirement", {"retired": "no"}, status=303)
    assert "Math" in names(superuser, "subjects")


def test_what_a_learner_without_a_tutor_wants_is_not_retired(admin, superuser, world):
    math, level = key_of(superuser, "subjects", "Math"), key_of(superuser, "levels", "O Levels")
    request = given.open_request(learner_id=world.zara, subject_id=math, level_id=level)
    given.sell_package(request_id=request, terms=given.Terms(12, date(2026, 3, 9)))

    for url, words in (
        (f"subjects/{math}", "Math"),
        (f"levels/{level}", "O Levels"),
        ("sizes/12", "12 sessions"),
    ):
        admin.follow(admin.post(f"{PAGE}/{url}/retirement", {"retired": "yes"}, status=303))
        assert f"{words} is wanted by Zara Khan, Math." in admin.page.says("#toasts")


def test_the_last_of_a_kind_stays(admin, superuser):
    superuser.execute("update session_lengths set retired_at = now() where minutes <> 60")
    admin.follow(admin.post(f"{PAGE}/lengths/60/retirement", {"retired": "yes"}, status=303))
    assert "60 minutes is the last session length. Add another one first." in admin.page.says("#toasts")


def test_what_is_not_there_is_not_found(admin, superuser):
    math = key_of(superuser, "subjects", "Math")
    admin.post(f"{PAGE}/levels/{math}", {"name": "Grade 1"}, status=404)
    admin.post(f"{PAGE}/subjects/{uuid4()}/retirement", {"retired": "yes"}, status=404)
    admin.post(f"{PAGE}/sizes/9/retirement", {"retired": "yes"}, status=404)
    admin.post(f"{PAGE}/people", {"name": "x"}, status=404)


def test_nobody_deletes_what_was_offered(superuser):
    for table in ("subjects", "levels", "month_sizes", "session_lengths"):
        may = "select has_table_privilege('app_admin', %s, 'delete')"
        assert superuser.execute(may, (table,)).fetchone() == (False,)


@pytest.mark.parametrize("size", [1, 31])
def test_a_month_has_as_many_sessions_as_the_academy_says(admin, superuser, size, world):
    add(admin, "sizes", str(size))
    every_day = given.a_schedule(days=tuple(range(7)))
    course = given.a_matched_course(
        learner=world.zara, tutor=world.tutor, tier=size, first=date(2026, 3, 2), paid=False
    )
    draft = given.a_draft(every_day)
    given.generate_sessions(match_id=course.match, package_id=course.package, draft=draft, reason="No payment yet")
    assert len(given.sessions_of(course)) == size


def test_every_start_set_has_names_that_can_be_kept():
    for begins in some(START_SETS.values()):
        for words in (begins.subjects, begins.levels):
            assert len({each.casefold() for each in words}) == len(words)
            assert all(0 < len(each) <= 60 for each in words)
        assert begins.lengths
        assert begins.sizes
