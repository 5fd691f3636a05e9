"""One person: the zone in which they see times, and a tutor's weekly hours."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

from flask import Response, flash, make_response, render_template, request, url_for

from corved import clock
from corved.blueprints.admin.blueprint import admin
from corved.forms.people.new_person_form import ChangedPersonForm, LearnerForm
from corved.forms.people.zone_form import ZoneForm
from corved.queries.academy.catalogue import catalogue
from corved.queries.people.person_page import PersonPage, ScheduleLine, person_page
from corved.scheduling.local_time import local_date
from corved.use_cases.people.change_zone import change_zone
from corved.web import htmx


@admin.get("/people/<uuid:person_id>")
def person(person_id: UUID) -> Response:
    """Show a person. With a zone in the URL, also show what it would change."""
    page = person_page(person_id, now=clock.now())
    form = ZoneForm(
        request.args if "timezone" in request.args else None, meta={"csrf": False}, data={"timezone": page.timezone}
    )
    return answer_person(page, form)


@admin.post("/people/<uuid:person_id>/zone")
def change_persons_zone(person_id: UUID) -> Response:
    form = ZoneForm()
    page = person_page(person_id, now=clock.now())
    if not form.validate():
        return answer_person(page, form, status=422)
    changed = change_zone(person_id=person_id, timezone=form.timezone.data or "")
    flash("The time zone is changed. Session times don’t move." if changed else "No changes to save.")
    return htmx.go_to(url_for("admin.person", person_id=person_id, was=page.timezone))


def answer_person(
    page: PersonPage,
    form: ZoneForm | None = None,
    *,
    details_form: ChangedPersonForm | None = None,
    learner_form: LearnerForm | None = None,
    status: int = 200,
    asks: str = "",
) -> Response:
    """Return the person's page, with the form that was refused, if any.

    asks: what hangs on a role that is to go, for the box that confirms it.
    """
    details = {"full_name": page.full_name, "email": page.email, "whatsapp": page.whatsapp, "roles": list(page.roles)}
    details |= {"had": ",".join(page.roles), "currency": page.currency or ""}
    if details_form is None:
        details_form = ChangedPersonForm(formdata=None, data=details)
        details_form.offer(page.currencies)
    form = form or ZoneForm(formdata=None, data={"timezone": page.timezone})
    wanted = form.timezone.data if form.validate() and form.timezone.data != page.timezone else None
    shown = {
        "page": page,
        "form": form,
        "details_form": details_form,
        "learner_form": learner_form or LearnerForm(formdata=None),
        "catalogue": catalogue() if page.teaches else None,
        "wanted": wanted,
        "asks": asks,
        "was": request.args.get("was"),
        "agreed_anew": _agreed_anew,
    }
    return make_response(render_template("admin/people/person.html", **shown), status)


def _agreed_anew(line: ScheduleLine, timezone: str) -> str:
    """Return the URL of a form that keeps the wall clock but fixes it to another zone, from tomorrow on."""
    pattern = line.pattern
    return url_for(
        "admin.schedule_change_page",
        match_id=line.match_id,
        days=[str(each) for each in pattern.days],
        time=f"{pattern.time:%H:%M}",
        duration_mins=pattern.duration_mins,
        timezone=timezone,
        start_date=(local_date(clock.now(), timezone) + timedelta(days=1)).isoformat(),
        **{f"time_{day}": f"{at:%H:%M}" for day, at in pattern.times.items()},  # type: ignore[arg-type]
    )
