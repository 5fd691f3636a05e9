-- A text without these names, numbers and addresses, where they stand as whole words.
create or replace function app.without_words(body text, words text[]) returns text
    language plpgsql immutable parallel safe
    set search_path = pg_catalog, public, pg_temp
as $$
declare word text;
begin
    foreach word in array words loop
        if strpos(body, word) > 0 then
            word := regexp_replace(word, '([][\\^$.|?*+(){}-])', '\\\1', 'g');
            body := regexp_replace(body, '(?<![\w''’-])' || word || '(?![\w''’-])', 'erased', 'g');
        end if;
    end loop;
    return body;
end
$$;
