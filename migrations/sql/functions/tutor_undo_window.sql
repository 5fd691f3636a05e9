-- As corved.scheduling.time_limits.TUTOR_UNDO_WINDOW.
create or replace function app.tutor_undo_window() returns interval
    language sql immutable parallel safe
return interval '24 hours';
