-- Gives a payment the next receipt number. The counter's row is locked until the payment is written or not, so that
-- there are no gaps.
create or replace function app.number_receipt() returns trigger
    language plpgsql security definer
    set search_path = pg_catalog, public, pg_temp
as $$
begin
    insert into receipt_counter (last) values (1)
    on conflict (id) do update set last = receipt_counter.last + 1 returning last into new.receipt_number;
    return new;
end
$$;

alter function app.number_receipt() owner to corved_definer;
revoke execute on function app.number_receipt() from public;
