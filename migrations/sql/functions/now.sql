create or replace function app.now() returns timestamptz
    language sql stable parallel safe
return coalesce((nullif(current_setting('app.now', true), ''))::timestamptz, clock_timestamp());
