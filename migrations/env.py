"""Alembic's environment: runs the numbered migrations on the connection it is handed, as the owner."""

from alembic import context
from sqlalchemy import text

connection = context.config.attributes["connection"]
context.configure(connection=connection)
with context.begin_transaction():
    connection.execute(text("set lock_timeout = '5s'"))
    context.run_migrations()
