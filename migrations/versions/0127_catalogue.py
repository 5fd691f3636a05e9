"""Subjects have a place and can be retired; month sizes and session lengths are rows, too."""

from alembic import op

revision = "0127"
down_revision = "0126"


def upgrade() -> None:
    op.execute(
        """
        alter table subjects
            drop constraint subjects_name_key,
            drop constraint subjects_name_check,
            add constraint subjects_name_check check (btrim(name) <> '' and char_length(name) <= 60),
            add column position integer not null default 0,
            add column retired_at timestamptz;
        create unique index subjects_name on subjects (lower(normalize(name, nfkc)));
        update subjects s set position = placed.place
        from (select id, row_number() over (order by name) as place from subjects) placed where placed.id = s.id;

        create table month_sizes (
            sessions integer primary key check (sessions between 1 and 31),
            retired_at timestamptz
        );
        create table session_lengths (
            minutes integer primary key check (minutes between 10 and 180),
            retired_at timestamptz
        );
        insert into month_sizes (sessions)
        select * from unnest(array[8, 12, 20]) where exists (select from users) or exists (select from packages);
        insert into session_lengths (minutes)
        select * from unnest(array[30, 45, 60, 90, 120]) where exists (select from users);
        set constraints all immediate;
        alter table packages
            drop constraint packages_tier_check,
            add constraint packages_tier_fkey foreign key (tier) references month_sizes;
        """
    )
