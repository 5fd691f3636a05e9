"""A Meet link belongs to a match and a tutor: who teaches there no more reads the next one's nowhere.

matches.meet_link stays the one that is set, for the present tutor; triggers keep it here, too. The link of a tutor
before stays here until his last lesson of the match is over.
"""

from alembic import op

revision = "0025"
down_revision = "0024"

DEFINER = "security definer set search_path = pg_catalog, public, pg_temp"
KEEP = "app.keep_meet_links()"
JOIN = "app.join_session(uuid, boolean)"
READ_HERE = ("matches", "requests", "learners", "sessions")  # forced policies bind the owner, too
MATCHES_FOR_TUTORS = "id, request_id, tutor_user_id, tutor_since, status, created_at, link_changes, link_changed_at"
LINK_OF_SESSION = "from meet_links k where k.match_id = s.match_id and k.tutor_user_id = s.tutor_user_id"
LINK_OF_MATCH = "from matches m where m.id = s.match_id"


def upgrade() -> None:
    _force("no force")
    op.execute(
        f"""
        create table meet_links (
            match_id uuid not null references matches on delete cascade,
            tutor_user_id uuid not null references users,
            account_user_id uuid not null references users,
            meet_link text not null,
            primary key (match_id, tutor_user_id)
        );
        comment on table meet_links is
            'matches.meet_link for the present tutor; a tutor before keeps his until his last lesson is over.';
        insert into meet_links (match_id, tutor_user_id, account_user_id, meet_link)
        select m.id, t.tutor_user_id, l.account_user_id, m.meet_link
        from matches m
        join requests r on r.id = m.request_id
        join learners l on l.id = r.learner_id
        cross join lateral (
            select m.tutor_user_id
            union select s.tutor_user_id from sessions s
                  where s.match_id = m.id and s.scheduled_end_utc > app.now()) t
        where m.meet_link is not null;

        alter table meet_links enable row level security;
        alter table meet_links force row level security;
        create policy meet_links_app_student on meet_links for select to app_student
            using (account_user_id = (select app.uid()));
        create policy meet_links_app_tutor on meet_links for select to app_tutor
            using (tutor_user_id = (select app.uid()));
        create policy meet_links_app_admin on meet_links to app_admin using (true) with check (true);
        create policy meet_links_corved_definer on meet_links to corved_definer using (true) with check (true);
        grant select on meet_links to app_student, app_tutor;
        grant select, delete on meet_links to app_admin;
        grant select, insert, update, delete on meet_links to corved_definer;
        revoke select on matches from app_tutor;
        grant select ({MATCHES_FOR_TUTORS}) on matches to app_tutor;

        create function {KEEP} returns trigger language plpgsql {DEFINER} as $$
        begin
            delete from meet_links k where k.match_id = new.id and (
                (k.tutor_user_id = new.tutor_user_id and new.meet_link is null)
                or (k.tutor_user_id <> new.tutor_user_id and not exists (
                    select 1 from sessions s where s.match_id = new.id and s.tutor_user_id = k.tutor_user_id
                      and s.scheduled_end_utc > app.now())));
            if new.meet_link is not null then
                insert into meet_links (match_id, tutor_user_id, account_user_id, meet_link)
                select new.id, new.tutor_user_id, l.account_user_id, new.meet_link
                from requests r join learners l on l.id = r.learner_id where r.id = new.request_id
                on conflict (match_id, tutor_user_id) do update set meet_link = excluded.meet_link;
            end if;
            return null;
        end $$;
        alter function {KEEP} owner to corved_definer;
        revoke execute on function {KEEP} from public;
        create trigger matches_keep_meet_links after insert or update of meet_link, tutor_user_id on matches
            for each row execute function {KEEP};

        drop trigger matches_count_link_change on matches;
        create trigger matches_count_link_change before update of meet_link, tutor_user_id on matches for each row
            when ((old.meet_link, old.tutor_user_id) is distinct from (new.meet_link, new.tutor_user_id))
            execute function app.count_link_change();
        """
    )
    _join(LINK_OF_SESSION)
    _force("force")


def downgrade() -> None:
    op.execute(
        f"""
        drop trigger matches_count_link_change on matches;
        create trigger matches_count_link_change before update of meet_link on matches for each row
            when (old.meet_link is distinct from new.meet_link) execute function app.count_link_change();
        drop trigger matches_keep_meet_links on matches;
        drop function {KEEP};
        revoke select ({MATCHES_FOR_TUTORS}) on matches from app_tutor;
        grant select on matches to app_tutor;
        drop table meet_links;
        """
    )
    _join(LINK_OF_MATCH)


def _force(how: str) -> None:
    for table in READ_HERE:
        op.execute(f"alter table {table} {how} row level security")


def _join(link: str) -> None:
    """The Meet link, for the session's own people; it counts from half an hour before until the end."""
    op.execute(
        f"""
        create or replace function app.join_session(wanted uuid, counts boolean, out meet_link text)
        language plpgsql {DEFINER} as $$
        #variable_conflict use_column
        declare s sessions; who uuid := app.uid(); link text;
        begin
            select * into s from sessions where id = wanted and who in (tutor_user_id, account_user_id);
            if s.id is null then
                return;
            end if;
            select meet_link into link {link};
            join_session.meet_link := link;
            if counts and link is not null
               and app.now() between s.scheduled_start_utc - interval '30 minutes' and s.scheduled_end_utc then
                insert into session_joins (session_id, user_id, side, first_at, last_at)
                select s.id, who, side, app.now(), app.now()
                from (values ('tutor', s.tutor_user_id), ('family', s.account_user_id)) v (side, person)
                where v.person = who
                on conflict (session_id, side, user_id) do update set last_at = excluded.last_at;
            end if;
        end $$;
        """
    )
