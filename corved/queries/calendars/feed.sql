-- What a person's calendar shows in an area, student or tutor: their sessions from `since` on, and those that they no
-- longer have since `cancelled`; the nearest to now first. session_id: only this session of theirs, or null.
select * from (
select s.id, case when s.needs_new_time then 'needs_new_time' else s.status::text end as state,
       s.scheduled_start_utc as start, s.scheduled_end_utc as "end", s.timezone,
       s.sequence + m.link_changes as sequence,
       greatest(s.changed_at, m.link_changed_at, t.renamed_at, l.renamed_at, sub.renamed_at) as changed_at,
       l.full_name as learner, t.full_name as tutor, sub.name as subject,
       (select k.meet_link from meet_links k where k.match_id = s.match_id and k.tutor_user_id = s.tutor_user_id)
           as meet_link
from sessions s
join matches m on m.id = s.match_id
join requests r on r.id = m.request_id
join subjects sub on sub.id = r.subject_id
join learners l on l.id = s.learner_id
join users t on t.id = s.tutor_user_id
where ((:area = 'student' and s.account_user_id = :id) or (:area = 'tutor' and s.tutor_user_id = :id))
  and (s.id = :session_id or cast(:session_id as uuid) is null and s.scheduled_start_utc > :since)
union all
select c.session_id, 'cancelled', c.scheduled_start_utc, c.scheduled_end_utc, c.timezone, c.sequence, c.changed_at,
       c.learner, c.tutor, c.subject, null
from cancelled_sessions c
where c.user_id = :id and cast(:session_id as uuid) is null
  and c.changed_at > :cancelled and c.scheduled_start_utc > :since
  and not exists (
      select 1 from sessions s where s.id = c.session_id
        and ((:area = 'student' and s.account_user_id = :id) or (:area = 'tutor' and s.tutor_user_id = :id)))
) entries
order by abs(extract(epoch from start - cast(:now as timestamptz))), id
limit :most
