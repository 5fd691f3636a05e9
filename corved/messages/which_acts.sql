-- The kinds of bulk_messages.sql of which there may be a message, so that only their parts are asked.
select array_remove(array[
    case when exists (select from closures where created_at > :lately or removed_at > :lately) then 'closed' end,
    case when exists (select from audit_logs where action = 'match.tutor_changed' and at > :lately) then 'tutor_changed' end,
    case when exists (select from audit_logs where action = 'session.reassigned' and at > :lately) then 'substituted' end,
    case when exists (select from audit_logs where action = 'schedule.changed' and at > :lately) then 'schedule_changed' end,
    case when exists (
        select from (select session_id as id from cancelled_sessions
                     union all select id from sessions where not is_live and scheduled_start_utc > :now
                     union all select id from sessions where not is_live and original_start_utc is not null) g
        join told k on k.about = g.id and k.what = 'start' and k.is_last and k.said > :now_said) then 'off' end,
    case when exists (
        select from meet_links l join told k on k.about = l.match_id and k.what = 'link ' || l.tutor_user_id
        where starts_with(k.what, 'link ') and k.is_last and k.said <> l.meet_link) then 'link_changed' end,
    case when exists (
        select from invitations
        where salt is not null and used_at is null and revoked_at is null and expires_at > :now) then 'invitation' end,
    case when exists (
        select from audit_logs
        where at > :lately and action in ('person.password_changed', 'person.password_set', 'person.changed',
                                          'person.second_step_on', 'person.second_step_off')) then 'sign_in_changed' end
    ], null) as kinds
