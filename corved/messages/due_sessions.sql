-- The ids of sessions that may call for a message: what is near, what comes where clocks change, and whatever people know
-- another time or mark of.
select id from sessions where scheduled_end_utc > :now and scheduled_start_utc > :begin and scheduled_start_utc < :soon
union select s.id from sessions s join users a on a.id = s.account_user_id join users t on t.id = s.tutor_user_id
      where s.scheduled_start_utc >= :soon and s.scheduled_start_utc < :notice
        and (s.timezone = any(:changing) or a.timezone = any(:changing) or t.timezone = any(:changing))
union select id from sessions where marked_at > :lately
union select id from sessions where status = 'rescheduled' and (changed_at > :lately or scheduled_start_utc > :now)
union select id from sessions where make_up_by is not null and settled_as is null
union select s.id from told k join sessions s on s.id = k.about
      where k.what = 'start' and k.is_last and (k.said > :now_said or s.scheduled_start_utc > :now)
        and nullif(k.said, '')::timestamptz is distinct from s.scheduled_start_utc
union select about from told where what = 'mark' and is_last and said <> '' and told_at > :corrected
union select id from sessions where scheduled_start_utc < :now and scheduled_end_utc > :lately and is_to_come
      and scheduled_end_utc < :now - (select mark_reminder_hours * interval '1 hour' from academy)
