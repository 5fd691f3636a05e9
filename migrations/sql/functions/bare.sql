-- A reference without what people write in several ways: spaces, hyphens, capitals, forms of letters.
create or replace function app.bare(reference text) returns text
    language sql immutable parallel safe
return lower(regexp_replace(normalize(reference, nfkc), '[^[:alnum:]]', '', 'g'));
