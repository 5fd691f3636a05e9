-- A mark of what a person's calendar shows: another one whenever any of it is another. A session's sequence rises with
-- every change, and what else an entry says belongs to a few courses. Where not all entries may fit into a
-- file, the nearest to now change daily.
with mine as materialized (
    select s.match_id, s.tutor_user_id, s.learner_id, s.sequence, s.changed_at from sessions s
    where ((:area = 'student' and s.account_user_id = :id) or (:area = 'tutor' and s.tutor_user_id = :id))
      and s.scheduled_start_utc > :since),
courses as (select distinct match_id, tutor_user_id, learner_id from mine)
select md5(concat_ws(' ',
    (select concat_ws(' ', count(*), sum(s.sequence), max(s.changed_at),
                      case when count(*) > :most / 2 then cast(:now as timestamptz)::date end) from mine s),
    (select string_agg(concat_ws(' ', m.id, m.link_changes, m.link_changed_at, t.full_name, l.full_name, sub.name,
                                 greatest(t.renamed_at, l.renamed_at, sub.renamed_at), k.meet_link), ' '
                       order by m.id, t.id)
     from courses c
     join matches m on m.id = c.match_id
     join requests r on r.id = m.request_id
     join subjects sub on sub.id = r.subject_id
     join learners l on l.id = c.learner_id
     join users t on t.id = c.tutor_user_id
     left join meet_links k on k.match_id = c.match_id and k.tutor_user_id = c.tutor_user_id),
    (select concat_ws(' ', count(*), sum(c.sequence), max(c.changed_at),
                      string_agg(distinct concat_ws(' ', c.learner, c.tutor, c.subject), ' '),
                      case when count(*) > :most / 2 then cast(:now as timestamptz)::date end)
     from cancelled_sessions c
     where c.user_id = :id and c.changed_at > :cancelled and c.scheduled_start_utc > :since)))
