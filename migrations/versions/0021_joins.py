"""Who opened the Meet link of a session, and when: a hint for the admin while it is on, kept for 30 days."""

from alembic import op

revision = "0021"
down_revision = "0020"

DEFINER = "security definer set search_path = pg_catalog, public, pg_temp"
SIGNATURE = "app.join_session(uuid, boolean)"


def upgrade() -> None:
    op.execute(
        f"""
        create table session_joins (
            session_id uuid not null references sessions on delete cascade,
            user_id uuid not null references users,
            side text not null check (side in ('family', 'tutor')),
            first_at timestamptz not null,
            last_at timestamptz not null,
            primary key (session_id, side, user_id)
        );
        create index session_joins_last on session_joins (last_at);
        alter table session_joins enable row level security;
        alter table session_joins force row level security;
        create policy session_joins_app_admin on session_joins to app_admin using (true) with check (true);
        create policy session_joins_corved_definer on session_joins to corved_definer using (true) with check (true);
        grant select, delete on session_joins to app_admin;
        grant select, insert, update on session_joins to corved_definer;

        -- The Meet link, for the session's own people; it counts from half an hour before until the end.
        create function app.join_session(wanted uuid, counts boolean, out meet_link text)
        language plpgsql {DEFINER} as $$
        declare s sessions; who uuid := app.uid();
        begin
            select * into s from sessions where id = wanted and who in (tutor_user_id, account_user_id);
            if s.id is null then
                return;
            end if;
            select m.meet_link into meet_link from matches m where m.id = s.match_id;
            if counts and meet_link is not null
               and app.now() between s.scheduled_start_utc - interval '30 minutes' and s.scheduled_end_utc then
                insert into session_joins (session_id, user_id, side, first_at, last_at)
                select s.id, who, side, app.now(), app.now()
                from (values ('tutor', s.tutor_user_id), ('family', s.account_user_id)) v (side, person)
                where v.person = who
                on conflict (session_id, side, user_id) do update set last_at = excluded.last_at;
            end if;
        end $$;
        alter function {SIGNATURE} owner to corved_definer;
        revoke execute on function {SIGNATURE} from public;
        grant execute on function {SIGNATURE} to app_anonymous;
        """
    )


def downgrade() -> None:
    op.execute(f"drop function {SIGNATURE}; drop table session_joins;")
