"""CorvEd runs a managed one-to-one tutoring academy."""

from __future__ import annotations

from datetime import timedelta

from flask import Flask
from flask_limiter import Limiter
from flask_limiter.util import get_remote_address
from flask_wtf import CSRFProtect
from sqlalchemy import Engine
from werkzeug.middleware.proxy_fix import ProxyFix

from corved.config import Config

limiter = Limiter(get_remote_address, storage_uri="memory://")
csrf = CSRFProtect()


def create_app(config: Config, engine: Engine) -> Flask:
    """The web application over a database it reaches through `engine` (the web login's)."""
    from corved import access, compression, error_pages, htmx, presentation, security
    from corved.blueprints import register_blueprints
    from corved.database.session import connect

    connect(engine)
    app = Flask(__name__)
    app.config.update(
        SECRET_KEY=config.secret_key,
        SESSION_COOKIE_NAME="corved",
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_SAMESITE="Lax",
        SESSION_COOKIE_SECURE=config.production,
        PERMANENT_SESSION_LIFETIME=timedelta(days=30),
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

    presentation.register(app)
    security.register(app)
    access.register(app)  # before the token's check: who is signed out is told so
    csrf.init_app(app)
    limiter.init_app(app)
    error_pages.register(app)
    register_blueprints(app)
    app.after_request(htmx.vary)
    compression.register(app)
    return app
