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
    join sessions s on s.status = 'rescheduled' and s.timezone = p.zone and s.scheduled_start_utc < :notice
     and s.scheduled_start_utc >= greatest(p.at, :now) and s.is_to_come),
calling as materialized (
select id from sessions where scheduled_end_utc > :now and scheduled_start_utc > :begin and scheduled_start_utc < :soon
-- Of each match and tutor the first session after each change of one of its clocks.
union
(select distinct on (c.match_id, c.tutor_user_id, c.timezone, c.zone) c.id from after_a_change c
 order by c.match_id, c.tutor_user_id, c.timezone, c.zone, c.scheduled_start_utc)
-- Somebody was absent, lately; what needs a new time since lately; what was moved, is to come,
-- and is not what both sides were told last.
union select id from sessions where marked_at > :lately and status in ('no_show_student', 'no_show_tutor')
union select id from sessions where needs_new_time and changed_at > :lately
union select s.id from sessions s where s.status = 'rescheduled' and s.scheduled_start_utc > :now and exists (
          select from (values (s.account_user_id), (s.tutor_user_id)) w (id)
          where (select k.about from told k where k.about = s.id and k.what = 'start' and k.user_id = w.id and k.is_last
                   and nullif(k.said, '')::timestamptz = s.scheduled_start_utc) is null)
union select id from sessions where make_up_by is not null and settled_as is null
-- What comes at another time than somebody was told.
union select s.id from sessions s
      where s.sequence > 0 and s.is_to_come and s.scheduled_start_utc > :now and (
          select bool_or(nullif(k.said, '')::timestamptz is distinct from s.scheduled_start_utc)
          from told k where k.about = s.id and k.what = 'start' and k.is_last)
-- An absence that was told, and is none any more.
union select s.id from told k join sessions s on s.id = k.about
      where k.what = 'mark' and k.is_last and k.said <> '' and k.told_at > :corrected
        and s.status not in ('no_show_student', 'no_show_tutor')
union select id from sessions where scheduled_start_utc < :now and scheduled_end_utc > :lately and is_to_come
      and scheduled_end_utc < :now - (select mark_reminder_hours * interval '1 hour' from academy))
select c.id from calling c
where cast(:match_id as uuid) is null or c.id in (select s.id from sessions s where s.match_id = :match_id)
