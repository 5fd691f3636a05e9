-- A row of the history without what somebody wrote, and without who they are.
drop function if exists app.without_texts(jsonb);
create or replace function app.without_texts(action text, details jsonb) returns jsonb
    language sql immutable parallel safe
return (
    select coalesce(jsonb_object_agg(d.key, case
               when d.key in ('from', 'to') and jsonb_typeof(d.value) = 'object' then (
                   select coalesce(jsonb_object_agg(e.key, e.value), '{}') from jsonb_each(d.value) e
                   where e.key <> all (app.free_texts()))
               else d.value end), '{}')
    from jsonb_each(details) d
    where d.key <> all (app.free_texts())
      and not (d.key in ('from', 'to') and jsonb_typeof(d.value) = 'string' and action like 'learner.%'));
