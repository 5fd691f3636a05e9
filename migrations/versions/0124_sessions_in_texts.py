"""Changed texts fill in a list of sessions by its new name, times."""

from alembic import op

revision = "0124"
down_revision = "0123"


def upgrade() -> None:
    op.execute(r"update message_texts set body = regexp_replace(body, '([{][{%][^}]*?)\mlessons\M', '\1times', 'g')")
