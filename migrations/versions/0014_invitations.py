"""Invitations: one-time links with which somebody sets a password. And what people change of themselves.

A link's token is kept as its SHA-256 only. Whoever holds the token is nobody yet, so functions answer it.
"""

from alembic import op

revision = "0014"
down_revision = "0013"

DEFINER = "security definer set search_path = pg_catalog, public, pg_temp"
OPEN = "i.used_at is null and i.revoked_at is null and i.expires_at > app.now() and u.is_active"
# Whose password and zone they are; the caller is nobody, or somebody who signed in (app.uid()).
FUNCTIONS = (
    ("app.is_set_up()", "app_anonymous"),
    ("app.invitation(bytea)", "app_anonymous"),
    ("app.accept_invitation(bytea, text, text)", "app_anonymous"),
    ("app.own_profile()", "app_anonymous"),
    ("app.change_profile(text, text, boolean)", "app_anonymous"),
    ("app.change_password(text)", "app_anonymous"),
    ("app.person(uuid, uuid)", "corved_web"),
)


def upgrade() -> None:
    op.execute(
        f"""
        create table invitations (
            id uuid primary key default gen_random_uuid(),
            user_id uuid not null references users,
            token_hash bytea not null unique,
            created_by_user_id uuid references users,
            created_at timestamptz not null,
            expires_at timestamptz not null,
            used_at timestamptz,
            revoked_at timestamptz
        );
        create index invitations_user on invitations (user_id);
        comment on column invitations.token_hash is 'SHA-256 of the token in the link.';
        alter table invitations enable row level security;
        alter table invitations force row level security;
        create policy invitations_app_admin on invitations to app_admin using (true) with check (true);
        create policy invitations_corved_definer on invitations to corved_definer using (true) with check (true);
        grant select (id, user_id, created_by_user_id, created_at, expires_at, used_at, revoked_at), insert
            on invitations to app_admin;
        grant update (revoked_at) on invitations to app_admin;
        grant select, update on invitations to corved_definer;

        alter table users add column hours_24 boolean not null default true;
        comment on column users.hours_24 is 'Whether they read 19:00; else 7:00 PM.';
        grant select (hours_24) on users to app_admin;

        -- Somebody always runs the academy: the last active admin neither leaves nor loses the role.
        create function app.keep_an_admin() returns trigger language plpgsql {DEFINER} as $$
        begin
            perform pg_advisory_xact_lock(7303013);
            if not exists (select 1 from user_roles r join users u on u.id = r.user_id
                           where r.role = 'admin' and u.is_active) then
                raise exception 'the last admin' using errcode = 'CE426';
            end if;
            return null;
        end $$;
        alter function app.keep_an_admin() owner to corved_definer;
        revoke execute on function app.keep_an_admin() from public;
        create trigger users_keep_an_admin after update of is_active on users
            for each statement execute function app.keep_an_admin();
        create trigger user_roles_keep_an_admin after delete on user_roles
            for each statement execute function app.keep_an_admin();
        grant delete on user_roles, tutor_subjects to app_admin;

        drop function app.person(uuid, uuid);
        create function app.person(
            wanted uuid, stamp uuid,
            out id uuid, out full_name text, out timezone text, out roles text[], out hours_24 boolean
        ) language sql stable {DEFINER} as $$
            select u.id, u.full_name, u.timezone,
                   array(select r.role::text from user_roles r where r.user_id = u.id order by r.role), u.hours_24
            from users u
            where u.id = wanted and u.session_stamp = stamp and u.is_active
        $$;

        create function app.is_set_up() returns boolean language sql stable {DEFINER} as $$
            select exists (select 1 from users)
        $$;

        -- Who an open link is for; nothing for one that was used, revoked or is too old.
        create function app.invitation(
            hash bytea, out full_name text, out email text, out timezone text, out is_new boolean
        ) language sql stable {DEFINER} as $$
            select u.full_name, u.email, u.timezone, u.password_hash is null
            from invitations i join users u on u.id = i.user_id
            where i.token_hash = hash and {OPEN}
        $$;

        -- Uses the link up: the password, the zone they confirmed, a new stamp; other links of theirs end.
        create function app.accept_invitation(
            hash bytea, new_password_hash text, new_timezone text, out user_id uuid, out stamp uuid
        ) language plpgsql {DEFINER} as $$
        #variable_conflict use_column
        begin
            update invitations i set used_at = app.now() from users u
            where u.id = i.user_id and i.token_hash = hash and {OPEN} returning u.id into user_id;
            if user_id is null then
                return;
            end if;
            update invitations i set revoked_at = app.now()
            where i.user_id = accept_invitation.user_id and i.used_at is null and i.revoked_at is null;
            update users u set password_hash = new_password_hash, timezone = new_timezone,
                               session_stamp = gen_random_uuid()
            where u.id = accept_invitation.user_id returning u.session_stamp into stamp;
            insert into audit_logs (at, actor_user_id, action, entity_id, details)
            values (app.now(), accept_invitation.user_id, 'person.password_set', accept_invitation.user_id,
                    jsonb_build_object('timezone', new_timezone));
        end $$;

        create function app.own_profile(
            out full_name text, out email text, out timezone text, out hours_24 boolean, out hash text
        ) language sql stable {DEFINER} as $$
            select u.full_name, u.email, u.timezone, u.hours_24, u.password_hash
            from users u where u.id = app.uid()
        $$;

        create function app.change_profile(new_name text, new_timezone text, new_hours_24 boolean)
        returns boolean language plpgsql {DEFINER} as $$
        declare old users;
        begin
            select * into old from users where id = app.uid() for no key update;
            if old.id is null then
                raise exception 'nobody is signed in' using errcode = 'CE401';
            end if;
            if (old.full_name, old.timezone, old.hours_24)
               is not distinct from (new_name, new_timezone, new_hours_24) then
                return false;
            end if;
            update users set full_name = new_name, timezone = new_timezone, hours_24 = new_hours_24
            where id = old.id;
            insert into audit_logs (at, actor_user_id, action, entity_id, details)
            values (app.now(), old.id, 'person.changed', old.id, jsonb_build_object(
                'from', jsonb_build_object('full_name', old.full_name, 'timezone', old.timezone,
                                           'hours_24', old.hours_24),
                'to', jsonb_build_object('full_name', new_name, 'timezone', new_timezone,
                                         'hours_24', new_hours_24)));
            return true;
        end $$;

        -- A new stamp: every other device is signed out. Returns it, for the cookie of this one.
        create function app.change_password(new_password_hash text) returns uuid language plpgsql {DEFINER} as $$
        declare stamp uuid;
        begin
            update users set password_hash = new_password_hash, session_stamp = gen_random_uuid()
            where id = app.uid() and is_active returning session_stamp into stamp;
            if stamp is null then
                raise exception 'nobody is signed in' using errcode = 'CE401';
            end if;
            insert into audit_logs (at, actor_user_id, action, entity_id, details)
            values (app.now(), app.uid(), 'person.password_changed', app.uid(), '{{}}');
            return stamp;
        end $$;
        """
    )
    for signature, caller in FUNCTIONS:
        op.execute(f"alter function {signature} owner to corved_definer")
        op.execute(f"revoke execute on function {signature} from public")
        op.execute(f"grant execute on function {signature} to {caller}")


def downgrade() -> None:
    for signature, _caller in FUNCTIONS:
        op.execute(f"drop function {signature}")
    op.execute(
        f"""
        create function app.person(
            wanted uuid, stamp uuid,
            out id uuid, out full_name text, out timezone text, out roles text[]
        ) language sql stable {DEFINER} as $$
            select u.id, u.full_name, u.timezone,
                   array(select r.role::text from user_roles r where r.user_id = u.id order by r.role)
            from users u
            where u.id = wanted and u.session_stamp = stamp and u.is_active
        $$;
        alter function app.person(uuid, uuid) owner to corved_definer;
        revoke execute on function app.person(uuid, uuid) from public;
        grant execute on function app.person(uuid, uuid) to corved_web;
        revoke delete on user_roles, tutor_subjects from app_admin;
        drop trigger users_keep_an_admin on users;
        drop trigger user_roles_keep_an_admin on user_roles;
        drop function app.keep_an_admin();
        drop table invitations;
        alter table users drop column hours_24;
        """
    )
