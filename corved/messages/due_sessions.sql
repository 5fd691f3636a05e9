-- The ids of sessions that may call for a message: what is near, the first ones after clocks change, and whatever people
-- know another time or mark of. Each part is a stretch of an index.
with changing as materialized (
    select * from unnest(cast(:changing as text[]), cast(:changes as timestamptz[])) z (zone, at)),
people as materialized (select u.id, z.zone, z.at from changing z join users u on u.timezone = z.zone),
schedules as materialized (
    select distinct v.match_id, z.zone, z.at from changing z join match_patterns v on v.pattern ->> 'timezone' = z.zone),
after_a_change as (
    select s.id, s.match_id, s.tutor_user_id, s.timezone, s.scheduled_start_utc, p.zone
    from people p
    join sessions s on s.account_user_id = p.id and s.scheduled_start_utc >= greatest(p.at, :now)
     and s.scheduled_start_utc < :notice and s.is_to_come
    union all
    select s.id, s.match_id, s.tutor_user_id, s.timezone, s.scheduled_start_utc, p.zone
    from people p
    join sessions s on s.tutor_user_id = p.id and s.scheduled_start_utc >= greatest(p.at, :now)
     and s.scheduled_start_utc < :notice and s.is_to_come
    union all
    select s.id, s.match_id, s.tutor_user_id, s.timezone, s.scheduled_start_utc, p.zone
    from schedules p
    join sessions s on s.match_id = p.match_id and s.scheduled_start_utc >= greatest(p.at, :now)
     and s.scheduled_start_utc < :notice and s.is_to_come
    union all
    select s.id, s.match_id, s.tutor_user_id, s.timezone, s.scheduled_start_utc, p.zone
    from changing p
    join sessions s on s.original_start_utc is not null and s.timezone = p.zone and s.scheduled_start_utc < :notice
     and s.scheduled_start_utc >= greatest(p.at, :now) and s.is_to_come),
calling as materialized (
select id from sessions where is_to_come and scheduled_end_utc > :now and scheduled_start_utc > :begin
   and scheduled_start_utc <= :due_by and scheduled_start_utc <= :soon
union
(select id from sessions where is_to_come and scheduled_start_utc > :due_by and scheduled_start_utc <= :soon
 order by scheduled_start_utc, id limit cast(:most_later as bigint))
-- Of each match and tutor the first session after each change of one of its clocks.
union
(select distinct on (c.match_id, c.tutor_user_id, c.timezone, c.zone) c.id from after_a_change c
 order by c.match_id, c.tutor_user_id, c.timezone, c.zone, c.scheduled_start_utc)
-- Somebody was absent, lately, and the family was not told since the mark; what needs a new time since lately.
union select s.id from sessions s
      where s.marked_at > :lately and s.status in ('no_show_student', 'no_show_tutor')
        and (cast(:match_id as uuid) is not null or not exists (
            select from told k
            where k.what = 'mark' and k.is_last and k.told_at > :lately and k.about = s.id
              and k.user_id = s.account_user_id and k.told_at >= s.marked_at
              and split_part(k.said, ' ', 1) = s.status::text))
union select id from sessions where needs_new_time and changed_at > :lately
union select id from sessions where make_up_by is not null and settled_as is null
-- What was changed and comes at another time than somebody was told; of a moved one, both sides have to be told.
union select s.id from sessions s
      cross join lateral (
          select bool_or(k.at is distinct from s.scheduled_start_utc) as otherwise,
                 count(*) filter (where k.at = s.scheduled_start_utc
                                    and k.user_id in (s.account_user_id, s.tutor_user_id)) as told
          from (select k.user_id, nullif(k.said, '')::timestamptz as at from told k
                where k.about = s.id and k.what = 'start' and k.is_last) k) k
      where s.sequence > 0 and s.is_to_come and s.scheduled_start_utc > :now
        and (k.otherwise or s.status = 'rescheduled' and k.told < 2)
-- An absence that was told, and is none any more.
union select k.about from told k
      where k.what = 'mark' and k.is_last and k.said <> '' and k.told_at > :corrected
        and not exists (select from sessions s where s.id = k.about and s.status in ('no_show_student', 'no_show_tutor'))
union select id from sessions where scheduled_start_utc < :now and scheduled_end_utc > :lately and is_to_come
      and scheduled_end_utc < :now - (select mark_reminder_hours * interval '1 hour' from academy))
select c.id from calling c
where cast(:match_id as uuid) is null or c.id in (select s.id from sessions s where s.match_id = :match_id)
