-- A page of the list of courses by stage and name, and how many courses are at each stage.
-- A course's match is the open one, or else the last that ended. ending: its last month ends, and nobody said that it is
-- not renewed. What only a row shows is read after the page is cut.
with lacking as materialized (
    select p.request_id, bool_or(p.status = 'active') as is_active from packages p
    where p.lacks_sessions and p.status in ('pending', 'active') group by p.request_id),
-- Whose months go on after the next days: one that has not ended is pending or active.
going_on as materialized (
    select distinct p.request_id from packages p where p.end_date > :ending and p.status in ('pending', 'active')),
course as materialized (
    select r.id, coalesce(o.id, e.id) as match_id, l.full_name as learner, l.account_user_id, r.subject_id, r.level_id,
           coalesce(o.tutor_user_id, e.tutor_user_id) as tutor_user_id,
           case when r.status = 'ended' or e.id is not null then 'ended'
                when o.status = 'paused' or r.status = 'paused' then 'paused'
                when r.status in ('new', 'payment_pending') then 'payment'
                when o.id is null then 'tutor'
                when k.request_id is not null and (
                    select s.id from sessions s where s.match_id = o.id and s.scheduled_start_utc > :begin
                      and s.scheduled_end_utc > :now and s.is_to_come limit 1) is null
                    then case when not k.is_active then 'payment'
                              when exists (select from match_patterns v where v.match_id = o.id) then 'sessions'
                              else 'schedule' end
                when g.request_id is null and (
                    select p.not_renewing_at is null from packages p where p.request_id = r.id and p.cancelled_at is null
                    order by p.start_date desc limit 1) then 'ending'
                else 'active' end as stage
    from requests r
    join learners l on l.id = r.learner_id
    left join matches o on o.request_id = r.id and o.status <> 'ended'
    left join lateral (
        select m.id, m.tutor_user_id from matches m where o.id is null and m.request_id = r.id
        order by m.created_at desc limit 1) e on true
    left join lacking k on k.request_id = r.id
    left join going_on g on g.request_id = r.id
    where :search = '' or r.id in (
        select x.id from requests x
        join learners y on y.id = x.learner_id
        join users a on a.id = y.account_user_id
        join subjects sub on sub.id = x.subject_id
        left join lateral (
            select m.tutor_user_id from matches m where m.request_id = x.id
            order by m.status = 'ended', m.created_at desc limit 1) m on true
        left join users t on t.id = m.tutor_user_id
        where a.whatsapp like :number
              or app.plain(concat_ws(' ', y.full_name, a.full_name, t.full_name, sub.name))
                 like all (cast((select app.word_patterns(cast(:words as text[]))) as text[])))),
shown as materialized (
    select * from course where :stage = '' or stage = :stage
    order by array_position(cast(:stages as text[]), stage), learner, id
    limit :limit offset :offset)
select n.stages, c.id, c.match_id, c.learner, a.full_name as account, a.timezone as zone, sub.name as subject,
       v.name as level, t.full_name as tutor, coalesce(t.hue, 0) as hue, c.stage, p.tier, p.start_date, p.end_date,
       (select s.scheduled_start_utc from sessions s
        where s.match_id = c.match_id and s.scheduled_start_utc > :begin and s.scheduled_end_utc > :now and s.is_to_come
        order by s.scheduled_start_utc limit 1) as next_start,
       (select array_agg(case when x.is_owed then 'owed' else x.status::text end order by x.scheduled_start_utc, x.id)
        from sessions x where x.package_id = p.id and (x.is_owed or x.is_to_come
                          or x.status in ('done', 'no_show_student'))) as pips,
       (select json_build_array(y.due, y.currency) from packages d join package_money y on y.id = d.id
        where d.request_id = c.id and d.is_due order by d.start_date, d.id limit 1) as due
from (select json_object_agg(stage, number) as stages
      from (select stage, count(*) as number from course group by stage) each) n
left join shown c on true
left join users a on a.id = c.account_user_id
left join users t on t.id = c.tutor_user_id
left join subjects sub on sub.id = c.subject_id
left join levels v on v.id = c.level_id
left join lateral (
    select p.id, p.tier, p.start_date, p.end_date from packages p where p.request_id = c.id and p.cancelled_at is null
    order by p.start_date > :today, abs(p.start_date - cast(:today as date)) limit 1) p on true
order by array_position(cast(:stages as text[]), c.stage), c.learner, c.id
