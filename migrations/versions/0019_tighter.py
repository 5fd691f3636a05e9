"""Addresses that name one mailbox, an admin who can sign in, and password links to the address that is kept."""

from alembic import op

revision = "0019"
down_revision = "0018"

DEFINER = "security definer set search_path = pg_catalog, public, pg_temp"
SIGNATURE = "app.ask_password_link(text, bytea)"
BEFORE = "email = lower(email) and email ~ '^[^@[:space:]]+@[^@[:space:]]+$'"
# Nothing that a letter's head would read as two addresses or as a comment.
NOW = r"""email = lower(email) and email ~ '^[^@[:space:],;:<>()"\\[\]]+@[^@[:space:],;:<>()"\\[\]]+$'"""


def upgrade() -> None:
    _check(NOW)
    _link("out email text, out full_name text", "select u.email, u.full_name into email, full_name")
    _keep_an_admin("and u.password_hash is not null")


def downgrade() -> None:
    _check(BEFORE)
    _link("out full_name text", "select u.full_name into full_name")
    _keep_an_admin("")


def _check(rule: str) -> None:
    op.execute("alter table users drop constraint users_email_check")
    op.execute(f"alter table users add constraint users_email_check check ({rule})")


def _link(answers: str, found: str) -> None:
    op.execute(
        f"""
        drop function {SIGNATURE};
        create function app.ask_password_link(address text, hash bytea, {answers})
        language plpgsql {DEFINER} as $$
        #variable_conflict use_column
        declare person uuid;
        begin
            select u.id into person from users u where u.email = address and u.is_active for no key update;
            if person is null or (
                select count(*) from invitations i
                where i.user_id = person and i.created_by_user_id is null
                  and i.created_at > app.now() - interval '1 hour') >= 3
            then
                return;
            end if;
            insert into invitations (user_id, token_hash, created_at, expires_at)
            values (person, hash, app.now(), app.now() + interval '1 hour');
            insert into audit_logs (at, action, entity_id, details)
            values (app.now(), 'person.link_mailed', person, '{{}}');
            {found} from users u where u.id = person;
        end $$;
        alter function {SIGNATURE} owner to corved_definer;
        revoke execute on function {SIGNATURE} from public;
        grant execute on function {SIGNATURE} to app_anonymous;
        """
    )


def _keep_an_admin(more: str) -> None:
    op.execute(
        f"""
        create or replace function app.keep_an_admin() returns trigger language plpgsql {DEFINER} as $$
        begin
            perform pg_advisory_xact_lock(7303013);
            if not exists (select 1 from user_roles r join users u on u.id = r.user_id
                           where r.role = 'admin' and u.is_active {more}) then
                raise exception 'the last admin' using errcode = 'CE426';
            end if;
            return null;
        end $$;
        """
    )
