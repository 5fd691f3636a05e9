-- What a database at revision 0027 lacks of the baseline. See corved/database/baseline.py.
set local lock_timeout = '5s';
alter table sessions
    add column is_live boolean not null generated always as (
        status in ('scheduled', 'done') or (status = 'rescheduled' and not needs_new_time)) stored,
    add column is_to_come boolean not null generated always as (
        status in ('scheduled', 'rescheduled') and not needs_new_time) stored,
    add column is_owed boolean not null generated always as (
        (needs_new_time or status = 'no_show_tutor') and settled_as is null) stored,
    drop constraint sessions_learner_free,
    drop constraint sessions_tutor_free,
    drop constraint sessions_carried_somewhere,
    add constraint sessions_learner_free
        exclude using gist (learner_id with =, tstzrange(scheduled_start_utc, scheduled_end_utc) with &&)
        where (is_live) deferrable,
    add constraint sessions_tutor_free
        exclude using gist (tutor_user_id with =, tstzrange(scheduled_start_utc, scheduled_end_utc) with &&)
        where (is_live) deferrable,
    add constraint sessions_carried_somewhere
        check ((settled_into is not null) = (settled_as is not distinct from 'carried'));
drop index sessions_owed, sessions_to_mark;
create index sessions_owed on sessions (scheduled_start_utc) where is_owed or settled_as = 'carried';
create index sessions_to_mark on sessions (scheduled_end_utc) where is_to_come;
