-- Takes what is written of a person out of the history. about: their id and those of their learners, requests, months,
-- matches and sessions. words: their names and addresses. Of rows about them every free text goes; in all rows, the words.
create or replace function app.erase_history(who uuid, about uuid[], words text[]) returns void
    language plpgsql security definer
    set search_path = pg_catalog, public, pg_temp
as $$
declare word text;
begin
    perform app.refuse_others();
    update audit_logs a set reason = null, details = app.without_texts(a.details)
    where a.entity_id = any (about) or a.match_id = any (about) or a.session_id = any (about);
    foreach word in array words loop
        update audit_logs a set details = replace(a.details::text, trim(both '"' from to_json(word)::text), 'erased')::jsonb,
                                reason = replace(a.reason, word, 'erased')
        where strpos(a.details::text, word) > 0 or strpos(a.reason, word) > 0;
    end loop;
    update cancelled_sessions c set learner = 'Erased' where c.match_id = any (about) and c.learner = any (words);
    update cancelled_sessions c set tutor = 'Erased' where c.tutor = any (words);
    delete from second_steps t where t.user_id = who;
    delete from sign_ins s where s.user_id = who;
    delete from calendar_feeds f where f.user_id = who;
    delete from sign_in_attempts t where t.address = any (words);
    update users u set password_hash = null, session_stamp = gen_random_uuid() where u.id = who;
end
$$;

alter function app.erase_history(who uuid, about uuid[], words text[]) owner to corved_definer;
revoke execute on function app.erase_history(who uuid, about uuid[], words text[]) from public;
grant execute on function app.erase_history(who uuid, about uuid[], words text[]) to app_admin;
