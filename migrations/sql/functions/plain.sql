-- A text as it is searched: without accents and capitals.
create or replace function app.plain(body text) returns text
    language sql stable parallel safe
return lower(app.unaccent('app.unaccent', coalesce(body, '')));
