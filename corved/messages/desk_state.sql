-- What became of these messages, what people know of what they say, what was done with any lately, and e-mails that failed.
with states as not materialized (
    select g.situation, g.about, g.user_id, g.version, g.changed_at,
           coalesce(g.sent_at, g.mailed_at, g.dropped_at) as finished_at,
           json_build_object(
               'situation', g.situation, 'about', g.about, 'user_id', g.user_id, 'version', g.version, 'body', g.body,
               'person', u.full_name, 'opened_at', g.opened_at, 'opened_by', o.full_name, 'sent_at', g.sent_at,
               'sent_by', b.full_name, 'mailed_at', g.mailed_at, 'dropped_at', g.dropped_at,
               'dropped_by', d.full_name) as state
    from messages g
    join users u on u.id = g.user_id
    left join users o on o.id = g.opened_by_user_id
    left join users b on b.id = g.sent_by_user_id
    left join users d on d.id = g.dropped_by_user_id)
select (select json_object_agg(situation, body) from message_texts) as texts,
       (select json_agg(s.state)
        from unnest(cast(:situations as text[]), cast(:abouts as uuid[]), cast(:people as uuid[]),
                    cast(:versions as text[])) k (situation, about, user_id, version)
        join states s using (situation, about, user_id, version)) as states,
       (select json_agg(json_build_array(k.about, k.what, k.user_id, k.said, k.told_at, true))
        from unnest(cast(:told_abouts as uuid[]), cast(:whats as text[]), cast(:whose as uuid[]), cast(:said as text[]),
                    cast(:is_compared as boolean[])) f (about, what, user_id, said, is_compared)
        -- What is said is read from the index; the row only where it matters.
        cross join lateral (
            select k.said from told k
            where k.about = f.about and k.what = f.what and k.user_id = f.user_id and k.is_last offset 0) s
        cross join lateral (
            select * from told k
            where (f.is_compared or s.said <> f.said) and k.about = f.about and k.what = f.what
              and k.user_id = f.user_id and k.is_last offset 0) k) as told,
       (select json_agg(s.state order by s.changed_at desc)
        from (select * from states where changed_at > :since and finished_at > :since
              order by changed_at desc limit :lately_shown) s) as lately,
       (select count(*) from messages g
        where g.changed_at > :since and coalesce(g.sent_at, g.mailed_at, g.dropped_at) > :since) as lately_total,
       (select json_agg(json_build_array(m.situation, u.full_name, m.attempts, coalesce(m.failed_at, m.claimed_at),
                                         coalesce(m.error, '')) order by m.claimed_at desc)
        from message_mails m join users u on u.id = m.user_id
        where m.claimed_at > :failed_since and m.sent_at is null
          and (m.failed_at is not null or m.claimed_at < :unclear)) as failures,
       (select count(*) from sessions s
        cross join lateral (
            values ('reminder_family', s.account_user_id), ('reminder_tutor', s.tutor_user_id)) w (situation, id)
        join users u on u.id = w.id and u.is_active
        where s.is_to_come and s.scheduled_start_utc > :due_by and s.scheduled_start_utc <= :until and (
            select coalesce(g.sent_at, g.mailed_at, g.dropped_at) from messages g
            where g.situation = w.situation and g.about = s.id and g.user_id = w.id
              and cast(g.version as timestamptz) = s.scheduled_start_utc) is null)
           as later_reminders,
       (select mails_since from academy) as mails_since
