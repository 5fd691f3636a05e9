"""The calendar feed behind its secret URL. The token in it replaces a sign-in."""

from __future__ import annotations

from functools import lru_cache
from uuid import UUID
from zlib import crc32

from flask import Response, make_response, request

from corved.blueprints.auth import auth
from corved.problems import NotHere
from corved.queries.calendars.feed import CalendarEntry, calendar_entries, calendar_mark, calendar_owner
from corved.use_cases.calendars.record_fetch import record_fetch
from corved.web import visitor
from corved.web.access import AREAS
from corved.web.extensions import limiter

FORMAT = 2  # another number makes every calendar fetch again
FILES_KEPT = 32  # of a few to 600 kB each, in a process


@auth.get("/calendar/<uuid:token>.ics")
@limiter.limit("60 per 15 minutes", key_func=lambda: str((request.view_args or {}).get("token")))
@limiter.limit("60 per 15 minutes", key_func=visitor.network, deduct_when=lambda response: response.status_code == 404)
def calendar(token: UUID) -> Response:
    """Return a calendar feed, or 304 when nothing has changed since the ETag that was sent.

    Throttled by token, because one company's calendars ask for everybody from the same few addresses; and by network
    for tokens that nobody has.
    """
    owner = calendar_owner(token)
    if owner is None:
        raise NotHere
    user_id, area, zone = owner.user_id, owner.area, owner.timezone
    etag = f"{calendar_mark(user_id=user_id, area=area)}-{crc32(zone.encode()):x}-{FORMAT}"
    answer = make_response("", 200)
    if not request.if_none_match.contains(etag):
        answer = _answer(_kept_file(etag, user_id, area, zone))
    if request.method == "GET" and request.headers.get("Sec-Fetch-Mode") != "navigate":
        record_fetch(token=token, agent=request.user_agent.string)
    answer.set_etag(etag)
    answer.headers["Cache-Control"] = "private, no-cache"
    answer.make_conditional(request)
    return answer


@lru_cache(maxsize=FILES_KEPT)
def _kept_file(_etag: str, user_id: UUID, area: str, zone: str) -> bytes:
    """Return the file of a feed, written once for each content: calendars ask every hour, from several devices."""
    return _written(calendar_entries(user_id=user_id, area=area), f"CorvEd: {AREAS[area].title}", zone)


def file_of(entries: list[CalendarEntry], *, name: str, zone: str, save_as: str = "corved.ics") -> Response:
    return _answer(_written(entries, name, zone), save_as)


def _written(entries: list[CalendarEntry], name: str, zone: str) -> bytes:
    from corved.files.ics import calendar_file  # its library is large, and most processes write no calendar

    return calendar_file(entries, name=name, zone=zone)


def _answer(body: bytes, save_as: str = "corved.ics") -> Response:
    headers = {"Content-Type": "text/calendar; charset=utf-8", "Content-Disposition": f'inline; filename="{save_as}"'}
    return make_response(body, 200, headers)
