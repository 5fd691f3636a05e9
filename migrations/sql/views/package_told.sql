-- Whether family and tutor were told of each of a package's own sessions, at whatever time.
create view package_told with (security_invoker = true) as
select p.id, not exists (
    select from sessions s cross join lateral (values (s.account_user_id), (s.tutor_user_id)) w (id)
    where s.package_id = p.id and s.makes_up_id is null and (
        select k.about from told k
        where k.about = s.id and k.what = 'start' and k.user_id = w.id and k.is_told limit 1) is null) as is_told
from packages p;

grant select on package_told to corved_definer;
