-- Empties texts of the history and of messages that are older than the academy keeps them. Who did what and when stays.
create or replace function app.delete_old_texts() returns void
    language plpgsql security definer
    set search_path = pg_catalog, public, pg_temp
as $$
declare academy academy;
begin
    perform app.refuse_others();
    select * into academy from academy;  -- none before it is set up
    if academy.history_text_months > 0 then
        update audit_logs a set reason = null, details = app.without_texts(a.action, a.details)
        where a.at < app.now() - make_interval(months => academy.history_text_months)
          and (a.reason is not null or a.details <> app.without_texts(a.action, a.details));
    end if;
    if academy.message_text_months > 0 then
        update messages m set body = 'Deleted'
        where m.changed_at < app.now() - make_interval(months => academy.message_text_months) and m.body <> 'Deleted'
          and (m.sent_at is not null or m.mailed_at is not null or m.dropped_at is not null);
    end if;
end
$$;

alter function app.delete_old_texts() owner to corved_definer;
revoke execute on function app.delete_old_texts() from public;
grant execute on function app.delete_old_texts() to app_admin;
