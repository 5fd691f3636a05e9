create or replace function app.uid() returns uuid
    language sql stable parallel safe
return (nullif(current_setting('app.user_id', true), ''))::uuid;
