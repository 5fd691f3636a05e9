"""Long names on the widths of real desks: no sideways scroll, every button in its card, every slot in its day."""

import pytest

from corved import clock
from corved.use_cases.sessions.mark_session import mark_session
from tests import given

WIDTHS = (1024, 1280, 1366, 1440)
PAGES = ("/admin", "/admin/week", "/admin/sessions?when=all", "/admin/learners", "/admin/month", "/admin/messages")
OUTSIDE = """() => {
  const found = []
  const inside = (selector, box) => document.querySelectorAll(selector).forEach((each) => {
    if (!each.offsetParent || each.closest(".sr")) return
    const outer = each.closest(box)?.getBoundingClientRect(), inner = each.getBoundingClientRect()
    if (outer && (inner.right > outer.right + 1 || inner.left < outer.left - 1))
      found.push(`${each.id || each.className} ${Math.round(inner.left)}–${Math.round(inner.right)} in ` +
                 `${Math.round(outer.left)}–${Math.round(outer.right)}`)
  })
  inside("button, a.button, .pill", ".card")
  inside(".slot", ".day")
  if (document.documentElement.scrollWidth > window.innerWidth) found.push("the page scrolls sideways")
  return found
}"""


@pytest.fixture
def long_names(running, world, superuser, cast_put_back):
    names = {
        world.student_learner: "Muhammad Abdul Rahman Siddiqui",
        world.zara: "Ananya Sivaramakrishnan",
        world.tutor: "Syeda Mehreen Fatima Zaidi-Bukhari",
    }
    for key, name in names.items():
        superuser.execute("update learners set full_name = %s where id = %s", (name, key))
        superuser.execute("update users set full_name = %s where id = %s", (name, key))
    past = [each for each in given.sessions_of(running) if each.scheduled_end_utc < clock.now()]
    mark_session(session_id=past[0].id, status="no_show_tutor")


@pytest.mark.parametrize("width", WIDTHS)
def test_everything_stays_in_its_place(window, long_names, width):
    opened = window().sign_in("admin")
    page = opened.page
    page.set_viewport_size({"width": width, "height": 900})
    wrong = {}
    for path in PAGES:
        opened.go(path)
        if found := page.evaluate(OUTSIDE):
            wrong[path] = found
    assert wrong == {}
