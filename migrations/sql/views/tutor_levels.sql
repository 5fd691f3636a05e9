-- The levels at which each tutor may teach each subject. A tutor's subject without a level stands for every level.
create view tutor_levels with (security_invoker = true) as
select s.tutor_user_id as tutor_id, s.subject_id, v.id as level_id
from tutor_subjects s join levels v on s.level_id is null or v.id = s.level_id;

grant select on tutor_levels to app_admin;
