"""The query behind corved.messages.bulk_messages: (kind, about, at, version, side, person, academy, match, details)."""

from __future__ import annotations

from sqlalchemy import text

from corved.messages.message import person as whom

LIVE = "(s.status in ('scheduled', 'done') or (s.status = 'rescheduled' and not s.needs_new_time))"
COURSE = """
        'learner', l.full_name, 'learner_zone', a.timezone, 'tutor', t.full_name, 'tutor_zone', t.timezone,
        'subject', sub.name, 'level', r.level, 'link', m.meet_link, 'tutor_id', m.tutor_user_id"""
COURSE_JOINS = """
    join requests r on r.id = m.request_id
    join subjects sub on sub.id = r.subject_id
    join learners l on l.id = r.learner_id
    join users a on a.id = l.account_user_id
    join users t on t.id = m.tutor_user_id
"""


def coming(since: str, until: str = "null") -> str:
    """The sessions to come with the present tutor from a day on, until another: local dates of the schedule."""
    return f"""
        'coming', (select json_agg(json_build_array(s.id, s.scheduled_start_utc) order by s.scheduled_start_utc)
                   from sessions s where s.match_id = m.id and s.tutor_user_id = m.tutor_user_id
                     and s.scheduled_start_utc > :now and s.local_start >= cast({since} as date)
                     and s.local_start < coalesce(cast({until} as date) + 1, 'infinity') and {LIVE})"""  # noqa: S608


def known(what: str, person: str) -> str:
    """What a person was told last of the match."""
    return f"""
        (select k.said from told k
         where k.about = m.id and k.what = {what} and k.user_id = {person} and k.is_last)"""  # noqa: S608


BOTH_SIDES = f"""
    cross join lateral (
        select 'family' as side, {whom("l.account_user_id")}::jsonb as person
        union all select 'tutor', {whom("m.tutor_user_id")}::jsonb) w
"""


def _of_closures(kind: str, at: str, which: str) -> str:
    """Each person once, with all of their sessions that it took."""
    return f"""
    select '{kind}' as kind, c.id as about, {at} as at, '' as version, w.side, w.person,
           (select name from academy) as academy, null::uuid as match_id,
           jsonb_build_object('name', c.name, 'away', min(case when c.tutor_user_id is not null then t.full_name end),
                              'lessons', jsonb_agg(
               jsonb_build_array(s.id, l.full_name, sub.name, cs.before ->> 'scheduled_start_utc',
                                 case when not s.needs_new_time then s.scheduled_start_utc end,
                                 case w.side when 'family' then t.full_name else l.full_name end,
                                 case w.side when 'family' then t.timezone else a.timezone end)
               order by cs.before ->> 'scheduled_start_utc')) as details
    from closures c
    join closure_sessions cs on cs.closure_id = c.id
    join sessions s on s.id = cs.session_id
    join matches m on m.id = s.match_id
    join requests r on r.id = m.request_id
    join subjects sub on sub.id = r.subject_id
    join learners l on l.id = s.learner_id
    join users a on a.id = s.account_user_id
    join users t on t.id = s.tutor_user_id
    cross join lateral (
        select 'family' as side, {whom("s.account_user_id")}::jsonb as person
        union all select 'tutor', {whom("s.tutor_user_id")}::jsonb) w
    where {which}
    group by c.id, w.side, w.person"""  # noqa: S608 - made of our own constants


CLOSED = _of_closures("closure", "c.created_at", "c.removed_at is null and c.created_at > :lately")
# Of what was put back, to those who were told that it is moved or waits.
LIFTED = _of_closures(
    "closure_lifted",
    "c.removed_at",
    """c.removed_at > :lately and s.scheduled_start_utc > :now and not s.needs_new_time
       and s.scheduled_start_utc = cast(cs.before ->> 'scheduled_start_utc' as timestamptz)
       and exists (select 1 from told k
                   where k.about = s.id and k.what = 'start' and k.user_id = cast(w.person ->> 0 as uuid) and k.is_last
                     and nullif(k.said, '')::timestamptz is distinct from s.scheduled_start_utc)""",
)
# Of a match whose tutor changed lately: to whoever knows another tutor than there is, or of none yet. Who was told
# nothing of the match knows the tutor from before these changes.
CHANGED_TUTOR = f"""
    select 'tutor_changed', m.id, h.at, h.version, w.side, w.person, (select name from academy), m.id,
           jsonb_build_object({COURSE}, {coming("h.since")}, 'since', h.since, 'from', h.last_from,
                              'link_retired', h.link_retired,
                              'handed_over', (select jsonb_agg(s.id) from sessions s
                                              where s.match_id = m.id and s.id = any(h.sessions)
                                                and s.tutor_user_id <> cast(w.person ->> 0 as uuid)))
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
    join matches m on m.id = h.match_id and m.status in ('matched', 'active')
    {COURSE_JOINS}
    cross join lateral (
        select 'family' as side, {whom("l.account_user_id")}::jsonb as person
        where coalesce({known("'tutor'", "l.account_user_id")}, h.first_from) <> m.tutor_user_id::text
        union all
        select 'tutor', {whom("m.tutor_user_id")}::jsonb
        where coalesce({known("'tutor'", "m.tutor_user_id")}, h.first_from) <> m.tutor_user_id::text
        union all
        select 'former', {whom("cast(f.id as uuid)")}::jsonb from unnest(h.before) f (id)
        where f.id <> m.tutor_user_id::text
          and coalesce({known("'tutor'", "cast(f.id as uuid)")}, h.first_from) = f.id) w"""  # noqa: S608
# Each change that is not replaced by another from the same day.
CHANGED_SCHEDULE = f"""
    select 'schedule_changed', m.id, h.at, h.id::text, w.side, w.person, (select name from academy), m.id,
           jsonb_build_object({COURSE}, {coming("h.details ->> 'since'", "h.details ->> 'until'")},
                              'since', h.details ->> 'since', 'until', h.details ->> 'until', 'pattern', v.pattern)
    from audit_logs h
    join matches m on m.id = h.match_id and m.status in ('matched', 'active')
    join match_patterns v on v.match_id = m.id and v.since = cast(h.details ->> 'since' as date)
    {COURSE_JOINS}
    {BOTH_SIDES}
    where h.action = 'schedule.changed' and h.at > :lately
      and not exists (select 1 from audit_logs o where o.match_id = h.match_id and o.action = h.action and o.id > h.id
                        and cast(o.details ->> 'since' as date) <= cast(h.details ->> 'since' as date)
                        and coalesce(o.details ->> 'until', 'infinity') >= coalesce(h.details ->> 'until', 'infinity'))
    """  # noqa: S608 - made of our own constants
# What somebody knows a time to come of, as one of its two people or as the tutor before, and that is off. What waits
# for a new time, and who was absent, has messages of its own.
OFF = f"""
    select 'off', m.id, max(k.told_at), md5(string_agg(k.about::text || k.said, ' ' order by k.said)),
           case when k.user_id = l.account_user_id then 'family' else 'tutor' end, {whom("k.user_id")}::jsonb,
           (select name from academy), m.id,
           jsonb_build_object({COURSE}, 'known', jsonb_agg(jsonb_build_array(k.about, k.said) order by k.said))
    from told k
    left join sessions s on s.id = k.about
    left join cancelled_sessions c on c.session_id = k.about and c.user_id = k.user_id
    join matches m on m.id = coalesce(s.match_id, c.match_id)
    {COURSE_JOINS}
    where k.what = 'start' and k.is_last and k.said > :now_said
      and not coalesce({LIVE} and k.user_id in (s.tutor_user_id, s.account_user_id), false)
      and not coalesce(s.needs_new_time and s.settled_as is null, false)
      and not coalesce(s.status in ('no_show_student', 'no_show_tutor') and k.user_id = s.account_user_id, false)
      and not exists (select 1 from sessions s where s.match_id = m.id and {LIVE}
                        and k.said::timestamptz in (s.scheduled_start_utc, s.original_start_utc)
                        and k.user_id in (s.tutor_user_id, s.account_user_id))
      and not exists (select 1 from told d where d.about = k.about and d.what = k.what and d.user_id = k.user_id
                        and not d.is_told and d.said = '' and d.told_at > k.told_at)
    group by k.user_id, m.id, l.id, r.id, sub.id, a.id, t.id"""  # noqa: S608 - made of our own constants
NEW_LINK = f"""
    select 'link_changed', m.id, m.link_changed_at, m.link_changes::text, w.side, w.person,
           (select name from academy), m.id, jsonb_build_object({COURSE}, 'was', k.said)
    from told k
    join matches m on m.id = k.about and m.status in ('matched', 'active') and m.meet_link <> k.said
      and k.what = 'link ' || m.tutor_user_id
    {COURSE_JOINS}
    {BOTH_SIDES}
    where k.what like 'link %' and k.is_last and k.user_id = cast(w.person ->> 0 as uuid)"""  # noqa: S608
INVITED = f"""
    select 'invitation', i.id, i.created_at, i.salt::text, 'family', {whom("i.user_id")}::jsonb,
           (select name from academy), null,
           jsonb_build_object('mail', i.mail_wanted_at is not null, 'until', i.expires_at)
    from invitations i join users u on u.id = i.user_id and u.is_active
    where i.salt is not null and i.used_at is null and i.revoked_at is null and i.expires_at > :now"""  # noqa: S608
UNION = " union all ".join((CLOSED, LIFTED, CHANGED_TUTOR, CHANGED_SCHEDULE, OFF, NEW_LINK, INVITED))
BULK = text(f"select * from ({UNION}) found order by kind, about, side")  # noqa: S608 - as above
