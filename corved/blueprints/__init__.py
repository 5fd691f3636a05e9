"""The parts of the site. A view reads a form, calls one use case or query, and renders a template."""

from __future__ import annotations

from flask import Flask


def register_blueprints(app: Flask) -> None:
    from corved.blueprints import (  # noqa: F401 - they add their views to auth, student and tutor
        availability,
        calendar_files,
        help,
        invitations,
        joins,
        password_links,
        profile,
        proofs,
        second_steps,
        setup,
        tutor_hours,
        well_known,
    )
    from corved.blueprints.admin import admin
    from corved.blueprints.auth import auth
    from corved.blueprints.health import health
    from corved.blueprints.student import student
    from corved.blueprints.tutor import tutor

    for blueprint in (auth, health, student, tutor, admin):
        app.register_blueprint(blueprint)
