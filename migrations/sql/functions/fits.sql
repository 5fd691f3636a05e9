-- Whether every word is in a text, as app.plain has both; if near, from four letters on also with one or two letters wrong.
create or replace function app.fits(words text[], body text, near boolean) returns boolean
    language sql stable parallel safe
return not exists (
    select from unnest(words) w
    where strpos(body, w) = 0 and not (near and length(w) >= 4 and app.strict_word_similarity(w, body) > 0.4));
