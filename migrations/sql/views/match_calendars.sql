-- What decides a match's dates apart from other sessions, as JSON: schedule versions, closed days, tutor's hours.
create view match_calendars with (security_invoker = true) as
select m.id, m.tutor_user_id as tutor_id, t.timezone as tutor_zone,
       (select json_agg(json_build_array(v.since, v.pattern) order by v.since)
        from match_patterns v where v.match_id = m.id) as versions,
       (select d.closed from closed_days d where d.tutor_id = m.tutor_user_id) as closed,
       (select json_agg(json_build_array(h.since, h.timezone, h.weekly_hours) order by h.since)
        from tutor_hours h where h.tutor_user_id = m.tutor_user_id) as hours
from matches m join users t on t.id = m.tutor_user_id;

grant select on match_calendars to app_admin;
