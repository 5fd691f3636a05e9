"""What people were told: whatever is another by now can be corrected, and nobody is told the same twice."""

from alembic import op

revision = "0026"
down_revision = "0025"


def upgrade() -> None:
    op.execute(
        """
        alter table messages no force row level security;
        alter table messages
            add column changed_at timestamptz,
            add column mailed_at timestamptz,
            add column dropped_at timestamptz,
            add column dropped_by_user_id uuid references users,
            alter column opened_at drop not null;
        update messages set changed_at = greatest(opened_at, sent_at);
        alter table message_texts no force row level security;
        update message_texts set situation = situation || '_family' where situation = 'reschedule_acknowledged';
        alter table message_texts force row level security;
        alter table messages alter column changed_at set not null;
        alter table messages force row level security;
        drop index messages_opened;
        create index messages_changed on messages (changed_at);
        comment on table messages is
            'Messages that somebody opened, said they sent, or dropped, or that were mailed. What is due is computed.';
        comment on column messages.about is 'The session, match, package, closure, run, invitation or person.';
        comment on column messages.dropped_at is 'Somebody said that it is not needed.';

        create table told (
            about uuid not null,
            what text not null,
            user_id uuid not null references users,
            said text not null,
            situation text not null,
            message_about uuid not null,
            version text not null,
            told_at timestamptz not null,
            is_told boolean not null,
            is_last boolean not null check (is_told or not is_last),
            primary key (about, what, user_id, situation, message_about, version)
        );
        comment on table told is 'What people were told, by which message: one that was mailed or said to be sent.';
        comment on column told.what is
            'start (UTC, empty: none), mark, promise: of a session. tutor, link TUTOR, clocks DAY: of a match.';
        comment on column told.is_told is 'Else somebody said that it need not be told.';
        create unique index told_last on told (about, what, user_id) where is_last;
        create index told_starts on told (said) where what = 'start' and is_last;
        create index told_marks on told (told_at) where what = 'mark' and is_last;
        create index told_links on told (about) where what like 'link %' and is_last;
        create index cancelled_sessions_match on cancelled_sessions (match_id);
        create index sessions_moved on sessions (scheduled_start_utc) where status = 'rescheduled';
        create index sessions_promised on sessions (id) where make_up_by is not null and settled_as is null;
        create index audit_logs_acts on audit_logs (action, at)
            where action in ('match.tutor_changed', 'schedule.changed');
        alter table told enable row level security;
        alter table told force row level security;
        create policy told_app_admin on told to app_admin using (true) with check (true);
        grant select, insert, update, delete on told to app_admin;

        alter table invitations add column salt uuid;
        comment on column invitations.salt is 'What SECRET_KEY makes the token of, for messages; null: nothing does.';
        alter table invitations add column mail_wanted_at timestamptz;
        grant select (salt, mail_wanted_at), update (mail_wanted_at) on invitations to app_admin;

        create policy cancelled_sessions_app_admin on cancelled_sessions for select to app_admin using (true);
        grant select on cancelled_sessions to app_admin;
        """
    )


def downgrade() -> None:
    op.execute(
        """
        alter table invitations drop column salt, drop column mail_wanted_at;
        drop index cancelled_sessions_match, sessions_moved, sessions_promised, audit_logs_acts;
        drop policy cancelled_sessions_app_admin on cancelled_sessions;
        revoke select on cancelled_sessions from app_admin;
        drop table told;
        alter table messages no force row level security;
        delete from messages where opened_at is null;
        alter table messages force row level security;
        alter table message_texts no force row level security;
        delete from message_texts where situation = 'reschedule_acknowledged_tutor';
        update message_texts set situation = 'reschedule_acknowledged'
        where situation = 'reschedule_acknowledged_family';
        alter table message_texts force row level security;
        drop index messages_changed;
        alter table messages
            drop column changed_at, drop column mailed_at, drop column dropped_at, drop column dropped_by_user_id,
            alter column opened_at set not null;
        create index messages_opened on messages (opened_at);
        """
    )
