"""A run over many matches can be taken back: it keeps which sessions it created, and what its undo came to."""

from alembic import op

revision = "0016"
down_revision = "0015"


def upgrade() -> None:
    op.execute(
        """
        alter type generation_outcome rename to generation_outcome_before;
        create type generation_outcome as enum
            ('waiting', 'created', 'short', 'blocked', 'undoing', 'undone', 'kept');
        drop index generation_run_matches_waiting;
        alter table generation_run_matches
            alter column outcome drop default,
            alter column outcome type generation_outcome using outcome::text::generation_outcome,
            alter column outcome set default 'waiting',
            add column session_ids uuid[] not null default '{}';
        drop type generation_outcome_before;
        comment on column generation_run_matches.session_ids is 'The sessions that it created here.';
        create index generation_run_matches_to_do on generation_run_matches (run_id, number)
            where outcome in ('waiting', 'undoing');
        create index generation_runs_started on generation_runs (started_at);
        """
    )


def downgrade() -> None:
    op.execute(
        """
        drop index generation_run_matches_to_do, generation_runs_started;
        alter type generation_outcome rename to generation_outcome_after;
        create type generation_outcome as enum ('waiting', 'created', 'short', 'blocked');
        alter table generation_run_matches
            alter column outcome drop default,
            alter column outcome type generation_outcome using (
                case outcome::text
                    when 'undone' then 'blocked'
                    when 'undoing' then 'created'
                    when 'kept' then 'created'
                    else outcome::text
                end)::generation_outcome,
            alter column outcome set default 'waiting',
            drop column session_ids;
        drop type generation_outcome_after;
        create index generation_run_matches_waiting on generation_run_matches (run_id, number)
            where outcome = 'waiting';
        """
    )
