-- Takes what is written of a person out of the history and out of messages to others. about: their id and those of their
-- learners, requests, months, matches, sessions and leave. words: their names and addresses; earlier ones are found here.
-- Of rows about them every free text goes. Elsewhere only what names nobody else goes: numbers, addresses, and names of two
-- words or more that are no part of another person's. These are returned.
drop function if exists app.erase_history(uuid, uuid[], text[]);
create or replace function app.erase_history(who uuid, about uuid[], words text[]) returns text[]
    language plpgsql security definer
    set search_path = pg_catalog, public, pg_temp
as $$
declare
    names text[];
    sure text[];
    written text[];
begin
    perform app.refuse_others();
    select array_agg(distinct n.name) into names
    from (
        select unnest(words)
        union all
        select v.value #>> '{}'
        from audit_logs a
        cross join lateral jsonb_each(a.details) d
        cross join lateral jsonb_each(case when jsonb_typeof(d.value) = 'object' then d.value
                                           else jsonb_build_object(d.key, d.value) end) v
        where a.entity_id = any (about) and jsonb_typeof(v.value) = 'string'
          and (v.key in ('full_name', 'email', 'whatsapp', 'owner')
               or a.action like 'learner.%' and d.key in ('from', 'to') and jsonb_typeof(d.value) = 'string')
    ) n(name)
    where n.name <> '' and n.name <> 'Erased';
    sure := array(
        select each from unnest(names) each
        where each like '%_@_%' or each ~ '^\+\d{6,}'
           or each ~ '\S\s\S' and not exists (select from users u where u.id <> who and strpos(u.full_name, each) > 0)
              and not exists (select from learners l where l.account_user_id <> who and strpos(l.full_name, each) > 0));
    written := array(select substr(j.body, 2, length(j.body) - 2)
                     from unnest(sure) each cross join lateral (select to_json(each)::text as body) j);
    update audit_logs a set reason = null, details = app.without_texts(a.action, a.details)
    where a.entity_id = any (about) or a.match_id = any (about) or a.session_id = any (about);
    update audit_logs a set details = app.without_words(a.details::text, written)::jsonb,
                            reason = app.without_words(a.reason, sure)
    where exists (select from unnest(written) each where strpos(a.details::text, each) > 0)
       or exists (select from unnest(sure) each where strpos(a.reason, each) > 0);
    update messages m set body = app.without_words(m.body, sure)
    where exists (select from unnest(sure) each where strpos(m.body, each) > 0);
    update messages m set body = app.without_words(m.body, names)
    where m.about in (select k.closure_id from closure_sessions k where k.session_id = any (erase_history.about));
    update cancelled_sessions c set learner = 'Erased' where c.match_id = any (about) and c.learner = any (names);
    update cancelled_sessions c set tutor = 'Erased' where c.match_id = any (about) and c.tutor = any (names);
    delete from second_steps t where t.user_id = who;
    delete from sign_ins s where s.user_id = who;
    delete from calendar_feeds f where f.user_id = who;
    delete from sign_in_attempts t where t.address = any (names);
    update users u set password_hash = null, session_stamp = gen_random_uuid() where u.id = who;
    return sure;
end
$$;

alter function app.erase_history(who uuid, about uuid[], words text[]) owner to corved_definer;
revoke execute on function app.erase_history(who uuid, about uuid[], words text[]) from public;
grant execute on function app.erase_history(who uuid, about uuid[], words text[]) to app_admin;
