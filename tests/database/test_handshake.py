"""A release serves the schemas that it knows, and says in a sentence what to do about others."""

import pytest

from corved.database.handshake import OtherSchema, refuse_other_schema
from corved.database.migrate import newest_revision
from tests.databases import prepare, web_engine


@pytest.fixture
def database(cluster, superuser):
    cluster.create_database("shaken")
    engine = web_engine(cluster, "shaken")
    yield engine, "shaken"
    engine.dispose()
    cluster.drop_database("shaken")


def looked_at(engine):
    with engine.connect() as connection:
        return refuse_other_schema(connection)


def test_an_empty_database_and_an_older_schema_name_the_command(cluster, database):
    engine, name = database
    with pytest.raises(OtherSchema, match="Run: corved migrate"):
        looked_at(engine)
    prepare(cluster, name)
    assert looked_at(engine) == newest_revision()
    cluster.ask(name, "update alembic_version set version_num = '0112' returning 1")
    with pytest.raises(OtherSchema, match=r"has schema 0112, and this release needs .*Run: corved migrate"):
        looked_at(engine)


def test_a_newer_schema_is_served_only_where_it_says_so(cluster, database):
    engine, name = database
    prepare(cluster, name)
    cluster.ask(name, "update alembic_version set version_num = '9999' returning 1")
    assert looked_at(engine) == "9999", "the release before runs on the next one's schema"
    cluster.ask(name, "update app.keys set serves_since = '9998' returning 1")
    with pytest.raises(OtherSchema, match="from a newer release"):
        looked_at(engine)
