"""Help is a link away where questions arise, and leads to the words about them."""

import pytest

from tests import given


@pytest.mark.parametrize(
    ("who", "path", "about"),
    [
        ("admin", "/admin/month", "next-month"),
        ("admin", "/admin/messages", "messages"),
        ("admin", "/admin/closures", "closures"),
        ("admin", "match", "time"),
        ("student", "/student", "time"),
    ],
)
def test_it_is_linked_from_where_questions_arise(client, world, who, path, about):
    given.a_running_course(learner=world.student_learner, tutor=world.tutor)
    course = given.a_matched_course(learner=world.zara, tutor=world.tutor)
    client.sign_in_as(getattr(world, who)).get(path.replace("match", f"/admin/matches/{course.match}"))
    [link] = client.page.soup.select(f"main a[href='/help#{about}']")
    assert link.get_text(strip=True)

    client.get("/help")
    assert client.page.one(f"#{about}").get_text(strip=True)


def test_a_tutor_with_sessions_to_mark_finds_what_the_marks_mean(client, world):
    course = given.a_running_course(learner=world.student_learner, tutor=world.tutor)
    with given.after(given.sessions_of(course)[0].scheduled_end_utc):
        client.sign_in_as(world.tutor).get("/tutor")
        assert client.page.one("#marks-help")["href"] == "/help#tutors"
    client.get("/help")
    assert "Student absent" in client.page.says("#tutors")
