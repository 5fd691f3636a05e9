-- The patterns of `like` that find each word anywhere in a text that app.plain has written.
create or replace function app.word_patterns(words text[]) returns text[]
    language sql stable parallel safe
return array(
    select '%' || regexp_replace(app.plain(w), '([\\%_])', '\\\1', 'g') || '%' from unnest(words) w);
