"""Colours of tutors and changed texts, again: migrations 0121 and 0124 could not see the rows of a running academy."""

from alembic import op

revision = "0125"
down_revision = "0124"


def upgrade() -> None:
    op.execute(
        r"""
        update users u set hue = given.hue
        from (select p.user_id, ((row_number() over (order by n.created_at, n.id) - 1) % 8 + 1)::smallint as hue
              from tutor_profiles p join users n on n.id = p.user_id) given
        where given.user_id = u.id and u.hue = 0;
        update message_texts set body = regexp_replace(body, '([{][%][^}]*?)\mlessons\M', '\1times', 'g');
        """
    )
