"""Databases of the tests' cluster: migrated, known to our operator, and with a clock that may be set."""

from __future__ import annotations

import psycopg
from sqlalchemy import Engine

from corved.database.embedded import OWNER, SUPERUSER, WEB, EmbeddedPostgres
from corved.database.migrate import know_operator, migrate
from corved.database.session import make_engine
from corved.values.derived_secrets import operator_key

SECRET_KEY = "t" * 40
OPERATOR_KEY = operator_key(SECRET_KEY)


def prepare(cluster: EmbeddedPostgres, name: str = "corved") -> None:
    migrate(cluster.url(OWNER, name))
    know_operator(cluster.url(OWNER, name), OPERATOR_KEY)
    url = cluster.url(SUPERUSER, name).set(drivername="postgresql")
    with psycopg.connect(url.render_as_string(hide_password=False), autocommit=True) as connection:
        connection.execute("update app.keys set clock_may_be_set = true")


def web_engine(cluster: EmbeddedPostgres, name: str = "corved") -> Engine:
    return make_engine(cluster.url(WEB, name), OPERATOR_KEY)
