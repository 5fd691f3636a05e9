"""A link by e-mail for somebody who forgot the password: the same kind as an admin's, for an hour."""

from alembic import op

revision = "0017"
down_revision = "0016"

DEFINER = "security definer set search_path = pg_catalog, public, pg_temp"
SIGNATURE = "app.ask_password_link(text, bytea)"


def upgrade() -> None:
    op.execute(
        f"""
        -- Whom to write to; nothing for an unknown or deactivated address, and after three links in an hour. An admin's
        -- open link stays open: whoever asks here has shown nothing yet.
        create function app.ask_password_link(address text, hash bytea, out full_name text)
        language plpgsql {DEFINER} as $$
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
            select u.full_name into full_name from users u where u.id = person;
        end $$;
        alter function {SIGNATURE} owner to corved_definer;
        revoke execute on function {SIGNATURE} from public;
        grant execute on function {SIGNATURE} to app_anonymous;
        grant insert on invitations to corved_definer;
        """
    )


def downgrade() -> None:
    op.execute(f"drop function {SIGNATURE}; revoke insert on invitations from corved_definer;")
