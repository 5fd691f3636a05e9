"""The inspection of pages finds what it looks for."""

import pytest

from tests.page_inspection import inspect_fragment, inspect_page

FORM = '<form method="post" action="/x"><input type="hidden" name="csrf_token" value="t">{}<button>Save</button></form>'
FIELD = '<label for="a">Name</label><input id="a" name="a">'
PAGE = (
    '<!doctype html><html lang="en"><head><title>{title}</title></head>'
    '<body><main id="main"><h1>Today</h1>{body}</main><div id="toasts" role="status"></div></body></html>'
)


def page(body="", title="Today – CorvEd"):
    return PAGE.format(title=title, body=body)


def test_a_good_page_and_a_good_fragment_pass():
    body = FORM.format(FIELD) + '<a href="/admin">Today</a><br><!-- <p> --><svg><use href="/i.svg#x"></use></svg>'

    assert inspect_page(page(body)).title.startswith("Today")
    inspect_fragment(f'<section id="x">{FORM.format(FIELD).replace("<button>", "<button id=b>")}</section>')


@pytest.mark.parametrize(
    ("body", "says"),
    [
        ("<p>", "closes something else"),
        ("</p>", "closes something else"),
        ("<h1>Again</h1>", "2 h1"),
        ('<i id="a"></i><i id="a"></i>', "ids twice"),
        ('<input name="a">', "no label"),
        ("<form></form>", "no method"),
        ('<form method="post"></form>', "no action"),
        ('<form method="post" action="/x"><button>Save</button></form>', "no token"),
        (FORM.format("").replace("<button>Save</button>", ""), "no button"),
        ('<p onclick="x"></p>', "inline code"),
        ('<p style="x"></p>', "inline style"),
        ('<p hx-boost="true"></p>', "htmx 2"),
        ("<p hx-headers='x'></p>", "is not inherited"),
        ("<script>x</script>", "inline script"),
        ("<style>x</style>", "inline style"),
        ("<a>x</a>", "no href"),
        ('<a href="javascript:x">x</a>', "inline code"),
        ('<button><svg class="icon"></svg></button>', "without a name"),
        ('<p aria-describedby="nothing"></p>', "is nowhere"),
    ],
)
def test_a_bad_page_does_not(body, says):
    with pytest.raises(AssertionError, match=says):
        inspect_page(page(body))


def test_a_title_says_the_heading():
    with pytest.raises(AssertionError, match="is not"):
        inspect_page(page(title="CorvEd"))


@pytest.mark.parametrize(
    ("html", "says"),
    [
        (page(), "a whole page"),
        ('<p id="a"></p><p id="b"></p>', "2 root elements"),
        ("<p></p>", "an id of its own"),
        ('<p id="a"><button>Save</button></p>', "focus would be lost"),
    ],
)
def test_a_bad_fragment_does_not(html, says):
    with pytest.raises(AssertionError, match=says):
        inspect_fragment(html)
