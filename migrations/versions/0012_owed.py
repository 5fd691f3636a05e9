"""What is owed: make-ups, and what is decided of an owed session when its package ends.

The database holds three rules: what is settled is owed still (its mark cannot change under it), one session makes up
one other of the same package or one carried into it, and a package has no more sessions than its tier besides make-ups.
"""

from alembic import op

revision = "0012"
down_revision = "0011"

DEFINER = "security definer set search_path = pg_catalog, public, pg_temp"
READ_BY_DEFINER = ("closures", "closure_sessions")


def upgrade() -> None:
    op.execute(
        f"""
        create type settlement as enum ('made_up', 'carried', 'written_off');
        alter table sessions
            add column makes_up_id uuid references sessions,
            add column settled_as settlement,
            add column settled_into uuid references packages,
            add column settled_why text check (char_length(settled_why) <= 500),
            add column make_up_by date,
            add constraint sessions_settled_is_owed
                check (settled_as is null or needs_new_time or status = 'no_show_tutor'),
            add constraint sessions_carried_somewhere
                check ((settled_into is not null) = (settled_as is not distinct from 'carried')),
            add constraint sessions_written_off_with_a_reason
                check (settled_as is distinct from 'written_off' or coalesce(btrim(settled_why), '') <> '');
        comment on column sessions.makes_up_id is 'The owed session that this one is held in place of.';
        comment on column sessions.settled_as is 'What became of an owed session; null: it is owed still.';
        comment on column sessions.settled_into is 'The later package that owes it now.';
        comment on column sessions.settled_why is 'Why it was decided so; the family can read it.';
        comment on column sessions.make_up_by is 'The day until which its make-up is promised, in the match''s zone.';
        create unique index sessions_makes_up on sessions (makes_up_id) where makes_up_id is not null;
        create index sessions_settled_into on sessions (settled_into) where settled_into is not null;
        create index sessions_owed on sessions (scheduled_start_utc)
            where (needs_new_time or status = 'no_show_tutor') and (settled_as is null or settled_as = 'carried');

        create function app.keep_make_up() returns trigger language plpgsql as $$
        begin
            if tg_op = 'DELETE' then
                update sessions set settled_as = null where id = old.makes_up_id and settled_as = 'made_up';
                return old;
            end if;
            update sessions set settled_as = coalesce(settled_as, 'made_up')
            where id = new.makes_up_id and coalesce(settled_into, package_id) = new.package_id
              and settled_as is distinct from 'written_off';
            if not found then
                raise exception 'not owed by this package' using errcode = 'CE422';
            end if;
            return new;
        end $$;
        create trigger sessions_make_up_made after insert on sessions
            for each row when (new.makes_up_id is not null) execute function app.keep_make_up();
        create trigger sessions_make_up_gone after delete on sessions
            for each row when (old.makes_up_id is not null) execute function app.keep_make_up();

        create function app.keep_tier() returns trigger language plpgsql as $$
        begin
            if exists (
                select 1 from packages p
                where p.id in (select package_id from added)
                  and p.tier < (select count(*) from sessions s where s.package_id = p.id and s.makes_up_id is null))
            then
                raise exception 'more sessions than the package has' using errcode = 'CE422';
            end if;
            return null;
        end $$;
        create trigger sessions_within_tier after insert on sessions referencing new table as added
            for each statement execute function app.keep_tier();
        revoke execute on function app.keep_make_up(), app.keep_tier() from public;

        -- Why a session of the caller's waits for a time: the closure's name, '' for a tutor's leave, null for neither.
        create function app.taken_by(wanted uuid) returns text language sql stable {DEFINER} as $$
            select case when c.tutor_user_id is null then c.name else '' end
            from sessions s
            join closure_sessions t on t.session_id = s.id
            join closures c on c.id = t.closure_id and c.removed_at is null
            where s.id = wanted
              and (app.uid() in (s.account_user_id, s.tutor_user_id) or current_setting('role') = 'app_admin')
            order by c.created_at desc limit 1
        $$;
        alter function app.taken_by(uuid) owner to corved_definer;
        revoke execute on function app.taken_by(uuid) from public;
        grant execute on function app.taken_by(uuid) to app_student, app_tutor, app_admin;
        """
    )
    for table in READ_BY_DEFINER:
        op.execute(f"grant select on {table} to corved_definer")
        op.execute(f"create policy {table}_corved_definer on {table} to corved_definer using (true)")


def downgrade() -> None:
    for table in READ_BY_DEFINER:
        op.execute(f"drop policy {table}_corved_definer on {table}")
        op.execute(f"revoke select on {table} from corved_definer")
    op.execute(
        """
        drop function app.taken_by(uuid);
        drop trigger sessions_make_up_made on sessions;
        drop trigger sessions_make_up_gone on sessions;
        drop trigger sessions_within_tier on sessions;
        drop function app.keep_make_up(), app.keep_tier();
        alter table sessions
            drop column makes_up_id, drop column settled_as, drop column settled_into,
            drop column settled_why, drop column make_up_by;
        drop type settlement;
        """
    )
