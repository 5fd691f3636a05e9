"""Each tutor has a colour, in the order in which they came, and then round again."""

from alembic import op

revision = "0121"
down_revision = "0120"


def upgrade() -> None:
    op.execute(
        """
        alter table users add column hue smallint not null default 0 check (hue between 0 and 8);
        update users u set hue = given.hue
        from (select p.user_id, ((row_number() over (order by n.created_at, n.id) - 1) % 8 + 1)::smallint as hue
              from tutor_profiles p join users n on n.id = p.user_id) given
        where given.user_id = u.id;
        """
    )
