-- Where the present person is signed in.
create or replace function app.own_sign_ins(out id uuid, out agent text, out began_at timestamptz, out used_at timestamptz) returns setof record
    language sql stable security definer
    set search_path = pg_catalog, public, pg_temp
as $$
select s.id, s.agent, s.began_at, s.used_at from sign_ins s
where s.user_id = app.uid() and s.ended_at is null
  and s.used_at > app.now() - interval '30 days' and s.began_at > app.now() - interval '180 days'
order by s.used_at desc, s.id
$$;

alter function app.own_sign_ins() owner to corved_definer;
revoke execute on function app.own_sign_ins() from public;
grant execute on function app.own_sign_ins() to app_anonymous;
