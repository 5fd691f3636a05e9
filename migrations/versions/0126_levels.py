"""Levels are rows, which an academy names itself."""

from alembic import op

revision = "0126"
down_revision = "0125"


def upgrade() -> None:
    op.execute("drop view if exists match_facts, session_facts cascade")
    op.execute(
        """
        create table levels (
            id uuid primary key default gen_random_uuid(),
            name text not null check (btrim(name) <> '' and char_length(name) <= 60),
            position integer not null default 0,
            retired_at timestamptz
        );
        create unique index levels_name on levels (lower(normalize(name, nfkc)));
        insert into levels (name, position)
        select name, place from (values ('O Levels', 1), ('A Levels', 2)) known (name, place)
        where exists (select from users);

        alter table requests add column level_id uuid references levels;
        alter table tutor_subjects add column level_id uuid references levels;
        update requests r set level_id = l.id
        from levels l where l.name = initcap(replace(r.level::text, '_', ' ')) || 's';
        update tutor_subjects s set level_id = l.id
        from levels l where l.name = initcap(replace(s.level::text, '_', ' ')) || 's';
        set constraints all immediate;
        alter table requests alter column level_id set not null, drop column level;
        alter table tutor_subjects alter column level_id set not null, drop constraint tutor_subjects_pkey,
            drop column level, add primary key (tutor_user_id, subject_id, level_id);
        drop type level;
        """
    )
