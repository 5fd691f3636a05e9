"""CorvEd runs a managed one-to-one tutoring academy."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from flask import Flask
    from sqlalchemy import Engine

    from corved.config import Config


def create_app(config: Config, engine: Engine) -> Flask:
    """Build the web application over a database.

    engine: of the web login.
    """
    # Imported here, so that a command that serves no pages does not wait for them.
    from werkzeug.middleware.proxy_fix import ProxyFix

    from corved.blueprints import register_blueprints
    from corved.database.session import connect
    from corved.web import access, compression, error_pages, headers, htmx, one_at_a_time, request_log, template_globals
    from corved.web.extensions import csrf, limiter
    from corved.web.templates import Application

    connect(engine)
    app = Application(__name__)
    app.config.update(
        SECRET_KEY=config.secret_key,
        SECURITY_CONTACT=config.security_contact,
        METRICS_TOKEN=config.metrics_token,
        SESSION_COOKIE_NAME="corved",
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_SAMESITE="Lax",
        SESSION_COOKIE_SECURE=config.production,
        PERMANENT_SESSION_LIFETIME=timedelta(days=180),  # the database ends a sign-in that is not used
        # Two answers that cross must not take each other's cookie back: a message would be lost.
        SESSION_REFRESH_EACH_REQUEST=False,
        WTF_CSRF_TIME_LIMIT=None,
        MAX_CONTENT_LENGTH=1024 * 1024,
        SEND_FILE_MAX_AGE_DEFAULT=timedelta(days=365),
    )
    app.extensions["corved_mail"] = config.mail
    if config.trusted_proxies:
        hops = config.trusted_proxies
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=hops, x_proto=hops, x_host=hops)  # type: ignore[method-assign]

    request_log.register(app, trusts_proxy=config.trusted_proxies > 0)
    request_log.watch(engine)
    template_globals.register(app)
    headers.register(app)
    one_at_a_time.register(app)
    access.register(app)  # before the token's check: who is signed out is told so
    csrf.init_app(app)
    limiter.init_app(app)
    error_pages.register(app)
    register_blueprints(app)
    app.after_request(htmx.vary)
    compression.register(app)
    return app
