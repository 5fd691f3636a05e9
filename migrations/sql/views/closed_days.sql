-- The closures and leave that hold for each tutor, as JSON: name, first day, last day, zone, whether it is a leave.
create view closed_days with (security_invoker = true) as
select u.id as tutor_id,
       (select json_agg(json_build_array(c.name, c.first_day, c.last_day, c.timezone, c.tutor_user_id is not null)
                        order by c.first_day)
        from closures c
        where c.removed_at is null and (c.tutor_user_id is null or c.tutor_user_id = u.id)) as closed
from users u;

grant select on closed_days to app_admin;
