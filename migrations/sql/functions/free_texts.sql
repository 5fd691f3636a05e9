-- The keys of the history that hold what somebody wrote, or who they are.
create or replace function app.free_texts() returns text[]
    language sql immutable parallel safe
return array['full_name', 'email', 'whatsapp', 'name', 'note', 'notes', 'tutor_notes', 'settled_why', 'why', 'goals', 'board',
             'bank_reference', 'reason', 'learner', 'tutor', 'body', 'owner'];
