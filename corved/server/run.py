"""Starts the web application: for gunicorn, and as the one-command server over its own database."""

from __future__ import annotations

import ctypes
import errno
import gc
import logging
import os
import signal
import socket
import sys
import threading
from contextlib import closing, suppress
from types import FrameType

from flask import Flask
from sqlalchemy import text
from sqlalchemy.exc import OperationalError

from corved import create_app
from corved.config import Config, ConfigurationError
from corved.database.handshake import look_at_schema
from corved.database.local import external_database, with_local_secret
from corved.database.operator import Say, as_operator, database_ready, is_empty
from corved.database.session import db, make_engine
from corved.server import logs, scheduler
from corved.values.derived_secrets import operator_key, setup_code
from corved.web import tzdata_notice

log = logging.getLogger("corved")
THREADS = 8
# Slow and many clients wait outside of the threads: a request is read whole before one of them has it.
LIMITS = {
    "connection_limit": 1000,
    "channel_timeout": 60,  # seconds without a byte
    "cleanup_interval": 10,
    "max_request_header_size": 32 * 1024,
    "max_request_body_size": 2 * 1024 * 1024,
    "asyncore_use_poll": True,  # select() knows 1,024 connections at most
    "ident": None,
    # TRUSTED_PROXIES says whether they count. Without them /metrics would take a proxy's visitor for this machine.
    "clear_untrusted_proxy_headers": False,
}
PR_SET_PDEATHSIG = 1


def production_app() -> Flask:
    """Return the application for wsgi.py. Settings come from the environment; a missing secret stops the start."""
    config = Config.from_environment(production=True)
    logs.configure(config)
    engine = make_engine(external_database(config).web_url, operator_key(config.secret_key))
    try:
        look_at_schema(engine)
    except OperationalError as error:  # it may come later than we do
        log.warning("The database does not answer yet.", exc_info=error)
    app = create_app(config, engine)
    tzdata_notice.look_at_start(app)
    scheduler.start_timer(config.mail, config.secret_key)
    _keep_what_is_loaded()
    return app


def serve(config: Config, say: Say, *, demo: bool, with_parent: bool) -> None:
    """Serve until Ctrl-C or SIGTERM; then stop the web server first, and the database after it."""
    import waitress

    from corved.demo.people import OWNER_EMAIL, print_sign_ins

    logs.configure(config)
    _stop_on_sigterm()
    if with_parent:
        _stop_with_parent()
    try:
        with (
            closing(_listen(config)) as listening,
            database_ready(config, say, upgrades=config.is_embedded, makes=True) as engine,
        ):
            config = with_local_secret(config)
            with as_operator(engine):
                if demo and is_empty():
                    from corved.demo.academy import build_demo

                    gc.enable()
                    say("Filling the demo academy (once) ...")
                    build_demo(say)
                is_demo, is_new = _has(OWNER_EMAIL), is_empty()
            app = create_app(config, engine)
            tzdata_notice.look_at_start(app)
            stop_timer = scheduler.start_timer(config.mail, config.secret_key)
            server = waitress.create_server(app, sockets=[listening], threads=THREADS, **LIMITS)
            host = f"[{config.host}]" if ":" in config.host else config.host
            _keep_what_is_loaded()
            say(f"CorvEd runs on http://{host}:{config.port} (Ctrl-C stops it)")
            if is_new:
                say(f"Set up the academy there with the code {setup_code(config.secret_key)}")
            if is_demo:
                print_sign_ins(say)
            with suppress(KeyboardInterrupt):
                server.run()
            say("Stopping ...")
            stop_timer.set()
            server.close()
    except KeyboardInterrupt:
        say("Stopped.")


def _has(email: str) -> bool:
    return bool(db.scalar(text("select exists (select 1 from users where email = :email)"), {"email": email}))


def _keep_what_is_loaded() -> None:
    """Tell the garbage collector not to search again through what was loaded at the start."""
    if gc.isenabled():  # it did more than load
        gc.collect()
    gc.freeze()
    gc.enable()


def _listen(config: Config) -> socket.socket:
    """Take the port before anything else is started, so that a taken port is reported at once."""
    try:
        found = socket.getaddrinfo(config.host, config.port, type=socket.SOCK_STREAM)[0]
    except socket.gaierror as error:
        raise ConfigurationError(f"HOST is no address of this machine: {config.host}") from error
    family, address = found[0], found[4]
    listening = socket.socket(family, socket.SOCK_STREAM)
    listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listening.bind(address)
        listening.listen(1024)
    except OSError as error:
        listening.close()
        if error.errno != errno.EADDRINUSE:
            raise ConfigurationError(f"CorvEd cannot listen on {config.host}, port {config.port}: {error}") from error
        raise ConfigurationError(
            f"Port {config.port} on {config.host} is taken (is CorvEd running already?): set PORT to another one."
        ) from error
    return listening


def _stop_on_sigterm() -> None:
    def stop(_signal: int, _frame: FrameType | None) -> None:
        raise KeyboardInterrupt

    if threading.current_thread() is threading.main_thread():
        signal.signal(signal.SIGTERM, stop)


def _stop_with_parent() -> None:
    """End the process when its parent dies, so that killing make with -9 leaves nothing behind (Linux)."""
    if sys.platform == "linux":
        parent = os.getppid()
        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGTERM)
        if os.getppid() != parent:
            raise KeyboardInterrupt
