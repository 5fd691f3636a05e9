"""Nobody has the rights of a person without proof: a key of the database signs who is bound for each transaction.

The functions are in sql/functions: bind, bind_operator, bind_calendar, proof, uid, is_admin.
"""

from alembic import op

revision = "0111"
down_revision = "0110"


def upgrade() -> None:
    op.execute(
        """
        create table app.keys (
            id boolean primary key default true check (id),
            secret bytea not null default uuid_send(gen_random_uuid()) || uuid_send(gen_random_uuid()),
            operator bytea,
            clock_may_be_set boolean not null default false
        );
        insert into app.keys default values;
        grant select on app.keys to corved_definer;
        alter table audit_logs
            alter column at set default app.now(), alter column actor_user_id set default app.uid();
        drop function if exists app.person(uuid, uuid);
        drop function if exists app.calendar_owner(bytea);
        """
    )
