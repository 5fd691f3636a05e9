-- As corved.scheduling.time_limits.JOIN_RECORD_LEAD.
create or replace function app.join_record_lead() returns interval
    language sql immutable parallel safe
return interval '30 minutes';
