"""What every page must be: parsed, titled, labelled, tokened, without inline code, without htmx 2."""

from __future__ import annotations

import re
from collections import Counter, defaultdict

from bs4 import BeautifulSoup, Tag

VOID = frozenset(["area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr"])
HTMX_2 = re.compile(
    r"hx-(on|vars|ext|params|prompt|disinherit|inherit|request|history|history-elt|swap-oob|boost|preserve|disable|sse|ws)\b"
)
INHERITED_ONLY = ("hx-headers",)
COMMENT = re.compile(r"<!--.*?-->", re.S)
TAG = re.compile(r"""<(/?)([a-zA-Z][\w:-]*)(?:[^>"']|"[^"]*"|'[^']*')*?(/?)>""")


class Page:
    """A parsed page with the questions tests ask."""

    def __init__(self, html: str) -> None:
        self.html = html
        self.soup = BeautifulSoup(html, "html.parser")
        for name in self.soup.select("bdi"):  # around a name; it text is empty itself
            name.unwrap()
        self.soup.smooth()

    @property
    def text(self) -> str:
        return " ".join(self.soup.get_text(" ").split())

    @property
    def title(self) -> str:
        assert self.soup.title is not None
        return self.soup.title.get_text().strip()

    @property
    def token(self) -> str:
        field = self.soup.select_one("input[name=csrf_token]")
        return str(field["value"]) if field else ""

    def one(self, selector: str) -> Tag:
        found = self.soup.select(selector)
        assert len(found) == 1, f"{len(found)} of {selector}"
        return found[0]

    def says(self, selector: str) -> str:
        return " ".join(self.one(selector).get_text(" ").split())


def inspect_page(html: str) -> Page:
    page = Page(html)
    _is_well_nested(html)
    assert html.lstrip().lower().startswith("<!doctype html>")
    headings = page.soup.select("h1")
    assert len(headings) == 1, f"{len(headings)} h1"
    heading = " ".join(headings[0].get_text().split())
    assert page.title.removeprefix("Error: ").startswith(heading), f"{page.title!r} is not {heading!r}"
    assert page.soup.select_one("html[lang]")
    assert page.soup.select_one("main#main")
    assert page.soup.select_one("#toasts[role=status]")
    _inspect(page.soup)
    return page


def inspect_fragment(html: str) -> None:
    _is_well_nested(html)
    soup = BeautifulSoup(html, "html.parser")
    assert not soup.select("html, body, head"), "a fragment carries a whole page"
    roots = [each for each in soup.children if isinstance(each, Tag) and each.name != "hx-partial"]
    assert len(roots) <= 1, f"{len(roots)} root elements"
    if roots:
        assert roots[0].get("id"), "a fragment's root has an id of its own"
    _inspect(soup, fragment=True)


def _inspect(soup: BeautifulSoup, fragment: bool = False) -> None:
    """Check every element in one pass: searching the page again for each field is slow."""
    tags: defaultdict[str, list[Tag]] = defaultdict(list)
    for each in soup.find_all(True):
        tags[each.name].append(each)
        _inspect_attributes(each)
    everything = [each for found in tags.values() for each in found]
    fields = [each for each in tags["input"] if each.get("type") != "hidden"] + tags["select"] + tags["textarea"]

    ids = Counter(str(each["id"]) for each in everything if each.has_attr("id"))
    assert not (twice := [name for name, count in ids.items() if count > 1]), f"ids twice: {twice}"
    labelled = {each.get("for") for each in tags["label"]}
    for each in fields:
        named = each.get("aria-label") or each.get("id") in labelled or each.find_parent("label")
        assert named, f"no label: {each}"
    pressing = {each.get("form") for each in tags["button"]}
    for form in tags["form"]:
        assert form.get("method") in ("get", "post"), f"no method: {form}"
        assert form.get("action"), f"no action: {form}"
        if form["method"] == "post":
            assert form.find("input", attrs={"name": "csrf_token"}), f"no token: {form['action']}"
            assert form.find("button") or form.get("id") in pressing, f"no button: {form}"
    for script in tags["script"]:
        assert script.get("src"), "inline script"
        assert not script.get_text().strip(), "inline script"
    assert not tags["style"], "inline style"
    for link in tags["a"]:
        assert link.get("href"), f"no href: {link}"
        assert not str(link["href"]).startswith("javascript:"), "inline code"
    if fragment:
        for each in tags["button"] + fields:
            swapped = each.find_parent(attrs={"id": "main"}) is None and not each.find_parent("hx-partial")
            assert each.get("id") or not swapped, f"focus would be lost, no id: {each}"
    for each in tags["button"]:
        assert each.get_text().strip() or each.get("aria-label"), f"a button without a name: {each}"
    if not fragment:
        for each in everything:
            for name in f"{each.get('aria-describedby', '')} {each.get('aria-labelledby', '')}".split():
                assert name in ids, f"{name} is nowhere"


def _inspect_attributes(each: Tag) -> None:
    for name in each.attrs:
        assert not name.startswith("on"), f"inline code: {name}"
        assert name != "style", f"inline style: {each}"
        assert not HTMX_2.match(name), f"an htmx 2 name: {name}"
        assert name not in INHERITED_ONLY, f"{name} is not inherited: say {name}:inherited"


def _is_well_nested(html: str) -> None:
    """Every element is closed, in order: what browsers repair silently is a mistake anyway."""
    opened: list[str] = []
    for closing, tag, closed in TAG.findall(COMMENT.sub("", html)):
        if closing:
            assert opened, f"</{tag}> closes nothing"
            assert opened.pop() == tag, f"</{tag}> closes something else, inside {opened}"
        elif not closed and tag not in VOID:
            opened.append(tag)
    assert not opened, f"not closed: {opened}"
