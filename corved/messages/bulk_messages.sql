-- What acts on many sessions call for, one row a message: closures added or removed, another tutor, schedule or link,
-- times that people know and that are off, open invitations, and changes of the way to sign in. details: what each kind's message says.
-- since, until: the local days of a change, to which the outer query adds the sessions to come with the present tutor.
with courses as not materialized (
    select m.id, m.status, m.account_id, m.tutor_id, m.meet_link,
           jsonb_build_object(
               'learner', m.learner, 'learner_zone', m.learner_zone, 'tutor', m.tutor, 'tutor_zone', m.tutor_zone,
               'subject', m.subject, 'level', m.level, 'link', m.meet_link, 'tutor_id', m.tutor_id) as course
    from match_facts m)
-- part: closed
-- Each person once, with all of their sessions that a closure took. Of a removed one, to those who were told that a
-- session is moved or waits, what was put back.
closed as (
    select case when c.removed_at is null then 'closure' else 'closure_lifted' end as kind, c.id as about,
           coalesce(c.removed_at, c.created_at) as at, '' as version, w.side, w.user_id, cast(null as uuid) as match_id,
           jsonb_build_object(
               'name', c.name, 'away', min(case when c.tutor_user_id is not null then s.tutor end),
               'sessions', jsonb_agg(
                   jsonb_build_array(
                       s.id, s.learner, s.subject, cs.before ->> 'scheduled_start_utc',
                       case when not s.needs_new_time then s.start end,
                       case w.side when 'family' then s.tutor else s.learner end,
                       case w.side when 'family' then s.tutor_zone else s.learner_zone end)
                   order by cs.before ->> 'scheduled_start_utc')) as details,
           cast(null as text) as since, cast(null as text) as until
    from closures c
    join closure_sessions cs on cs.closure_id = c.id and cs.before ->> 'tutor_user_id' is null
    join session_facts s on s.id = cs.session_id
    cross join lateral (
        select 'family' as side, s.account_id as user_id union all select 'tutor', s.tutor_id) w
    where (c.removed_at is null and c.created_at > :lately)
       or (c.removed_at > :lately and s.start > :now and not s.needs_new_time
           and s.start = cast(cs.before ->> 'scheduled_start_utc' as timestamptz)
           and exists (select 1 from told k
                       where k.about = s.id and k.what = 'start' and k.user_id = w.user_id and k.is_last
                         and nullif(k.said, '')::timestamptz is distinct from s.start))
    group by c.id, w.side, w.user_id)
-- part: tutor_changed
-- Of a match whose tutor changed lately: to everybody who knows another tutor than there is, or of none yet. Who was
-- told nothing of the match knows the tutor from before these changes.
tutor_changed as (
    select 'tutor_changed', m.id, h.at, h.version, w.side, w.user_id, m.id,
           m.course || jsonb_build_object(
               'since', h.since, 'from', h.last_from, 'link_retired', h.link_retired,
               'handed_over', (select jsonb_agg(s.id) from sessions s
                               where s.match_id = m.id and s.id = any(h.sessions) and s.tutor_user_id <> w.user_id)),
           h.since, null
    from (
        select a.match_id, max(a.at) as at, max(a.id)::text as version,
               (array_agg(a.details ->> 'from' order by a.id))[1] as first_from,
               (array_agg(a.details ->> 'from' order by a.id desc))[1] as last_from,
               (array_agg(a.details ->> 'since' order by a.id desc))[1] as since,
               (array_agg(a.details ->> 'link_retired' order by a.id desc))[1] as link_retired,
               array_agg(distinct a.details ->> 'from') as before,
               (select array_agg(cast(each as uuid)) from audit_logs o, jsonb_array_elements_text(
                    o.details -> 'sessions') each
                where o.match_id = a.match_id and o.action = 'match.tutor_changed' and o.at > :lately) as sessions
        from audit_logs a where a.action = 'match.tutor_changed' and a.at > :lately
        group by a.match_id) h
    join courses m on m.id = h.match_id and m.status in ('matched', 'active')
    cross join lateral (
        select 'family' as side, m.account_id as user_id
        union all select 'tutor', m.tutor_id
        union all select 'former', cast(f.id as uuid) from unnest(h.before) f (id) where f.id <> m.tutor_id::text) w
    left join lateral (
        select k.said from told k
        where k.about = m.id and k.what = 'tutor' and k.user_id = w.user_id and k.is_last offset 0) k on true
    where case when w.side = 'former' then coalesce(k.said, h.first_from) = w.user_id::text
               else coalesce(k.said, h.first_from) <> m.tutor_id::text end)
-- part: substituted
-- Of sessions that went to another tutor lately, and not with the whole course: who teaches them, to the family and to
-- that tutor; and to the course's tutor, or a substitute before, that they do not. What somebody was told last decides:
-- of a session nothing was told of, they know the course's tutor.
substituted as (
    select 'substitute', m.id, max(h.at),
           md5(max(h.id) || string_agg(s.id::text || s.tutor_user_id, ' ' order by s.scheduled_start_utc)),
           w.side, w.user_id, m.id,
           m.course || jsonb_build_object(
               'tutor', t.full_name, 'tutor_zone', t.timezone, 'tutor_id', t.id,
               'link', (select l.meet_link from meet_links l where l.match_id = m.id and l.tutor_user_id = t.id),
               'known', jsonb_agg(jsonb_build_array(s.id, s.scheduled_start_utc) order by s.scheduled_start_utc)),
           null, null
    from (select a.session_id, max(a.at) as at, max(a.id) as id from audit_logs a
          where a.action = 'session.reassigned' and a.at > :lately group by a.session_id) h
    join sessions s on s.id = h.session_id and s.is_to_come and s.scheduled_start_utc > :now
    join courses m on m.id = s.match_id and m.status in ('matched', 'active')
    join users t on t.id = s.tutor_user_id
    cross join lateral (
        select 'family' as side, m.account_id as user_id
        union all select 'tutor', s.tutor_user_id
        union all select 'former', m.tutor_id where s.tutor_user_id <> m.tutor_id
        union all select 'former', p.user_id from told p
                  where p.about = s.id and p.what = 'tutor' and p.is_last and p.said = p.user_id::text
                    and p.user_id not in (s.tutor_user_id, m.tutor_id)) w
    left join lateral (
        select k.said from told k
        where k.about = s.id and k.what = 'tutor' and k.user_id = w.user_id and k.is_last offset 0) k on true
    where coalesce(k.said, m.tutor_id::text) <> s.tutor_user_id::text
    group by m.id, m.course, t.id, w.side, w.user_id)
-- part: schedule_changed
-- Each change that is not replaced by another from the same day.
schedule_changed as (
    select 'schedule_changed', m.id, h.at, h.id::text, w.side, w.user_id, m.id,
           m.course || jsonb_build_object(
               'since', h.details ->> 'since', 'until', h.details ->> 'until', 'pattern', v.pattern),
           h.details ->> 'since', h.details ->> 'until'
    from audit_logs h
    join courses m on m.id = h.match_id and m.status in ('matched', 'active')
    join match_patterns v on v.match_id = m.id and v.since = cast(h.details ->> 'since' as date)
    cross join lateral (
        select 'family' as side, m.account_id as user_id union all select 'tutor', m.tutor_id) w
    where h.action = 'schedule.changed' and h.at > :lately
      and not exists (select 1 from audit_logs o where o.match_id = h.match_id and o.action = h.action and o.id > h.id
                        and cast(o.details ->> 'since' as date) <= cast(h.details ->> 'since' as date)
                        and coalesce(o.details ->> 'until', 'infinity') >= coalesce(h.details ->> 'until', 'infinity')))
-- part: off
-- What somebody knows a time to come of, as one of its two people or as an earlier tutor, and that is off. What waits
-- for a new time, who was absent, and what another tutor teaches has messages of its own.
off as (
    select 'off', m.id, max(k.told_at), md5(string_agg(k.about::text || k.said, ' ' order by k.said)),
           case when k.user_id = m.account_id then 'family' else 'tutor' end, k.user_id, m.id,
           m.course || jsonb_build_object('known', jsonb_agg(jsonb_build_array(k.about, k.said) order by k.said)),
           null, null
    from (select session_id as id from cancelled_sessions
          union select id from sessions where not is_live and scheduled_start_utc > :now
          union select id from sessions where not is_live and original_start_utc is not null) g
    cross join lateral (select * from told k where k.about = g.id and k.what = 'start' and k.is_last offset 0) k
    left join sessions s on s.id = k.about
    left join cancelled_sessions c on c.session_id = k.about and c.user_id = k.user_id
    join courses m on m.id = coalesce(s.match_id, c.match_id)
    where k.what = 'start' and k.is_last and k.said > :now_said
      and not coalesce(s.is_live and k.user_id in (s.tutor_user_id, s.account_user_id), false)
      and not coalesce(s.is_live and k.user_id <> s.account_user_id, false)
      and not coalesce(s.needs_new_time and s.settled_as is null, false)
      and not coalesce(s.status in ('no_show_student', 'no_show_tutor') and k.user_id = s.account_user_id, false)
      and not exists (select 1 from sessions s where s.match_id = m.id and s.is_live
                        and k.said::timestamptz in (s.scheduled_start_utc, s.original_start_utc)
                        and k.user_id in (s.tutor_user_id, s.account_user_id))
      and not exists (select 1 from told d where d.about = k.about and d.what = k.what and d.user_id = k.user_id
                        and not d.is_told and d.said = '' and d.told_at > k.told_at)
    group by k.user_id, m.id, m.account_id, m.course)
-- part: link_changed
link_changed as (
    select 'link_changed', m.id, x.link_changed_at, x.link_changes::text,
           case when l.user_id = m.account_id then 'family' else 'tutor' end, l.user_id, m.id,
           m.course || jsonb_build_object('was', l.said, 'link', l.meet_link, 'tutor_id', l.tutor_user_id), null, null
    from (select l.*, k.user_id, k.said
          from meet_links l join told k on k.about = l.match_id and k.what = 'link ' || l.tutor_user_id
          where starts_with(k.what, 'link ') and k.is_last and k.said <> l.meet_link) l
    join courses m on m.id = l.match_id and m.status in ('matched', 'active')
    join matches x on x.id = m.id
    where l.user_id in (m.account_id, l.tutor_user_id))
-- part: invitation
invitation as (
    select 'invitation', i.id, i.created_at, i.salt::text, 'family', i.user_id, cast(null as uuid),
           jsonb_build_object('mail', i.mail_wanted_at is not null, 'until', i.expires_at), null, null
    from invitations i join users u on u.id = i.user_id and u.is_active
    where i.salt is not null and i.used_at is null and i.revoked_at is null and i.expires_at > :now)
-- part: sign_in_changed
-- Whoever has no e-mail address, where the letter would go, and whose way to sign in changed.
sign_in_changed as (
    select 'sign_in_changed', u.id, max(a.at), max(a.id)::text, 'family', u.id, cast(null as uuid),
           jsonb_build_object('what', jsonb_agg(distinct case
               when a.action like 'person.password%' then 'the password'
               when a.action = 'person.changed' then 'the WhatsApp number' else 'the second step' end)), null, null
    from audit_logs a
    join users u on u.id = a.entity_id and u.is_active and u.email is null and u.whatsapp is not null
    where a.at > :lately
      and a.action in ('person.password_changed', 'person.password_set', 'person.changed', 'person.second_step_on',
                       'person.second_step_off')
      and (
        a.action in ('person.password_changed', 'person.second_step_on', 'person.second_step_off')
        or a.action = 'person.password_set' and exists (
            select from audit_logs b where b.entity_id = u.id and b.id < a.id and b.action like 'person.password%')
        or a.action = 'person.changed' and a.details -> 'from' ->> 'whatsapp' <> a.details -> 'to' ->> 'whatsapp')
    group by u.id)
-- part: all
select f.kind, f.about, f.at, f.version, f.side, f.match_id, (select name from academy) as academy,
       (select p.person from message_people p where p.id = f.user_id) as person,
       case when f.since is null then f.details else f.details || jsonb_build_object(
           'coming', (select json_agg(json_build_array(s.id, s.scheduled_start_utc) order by s.scheduled_start_utc)
                      from sessions s join matches m on m.id = s.match_id and m.tutor_user_id = s.tutor_user_id
                      where s.match_id = f.match_id and s.scheduled_start_utc > :now and s.is_live
                        and s.local_start >= cast(f.since as date)
                        and s.local_start < coalesce(cast(f.until as date) + 1, 'infinity'))) end as details
from (PARTS) f (kind, about, at, version, side, user_id, match_id, details, since, until)
order by f.kind, f.about, f.side
