-- Keeps what a family says of its own month: that it has paid, how, when and with which reference. False where it said
-- so already and nobody answered yet. Only for a month that is to be paid.
create or replace function app.claim_payment(paid_package uuid, paid_by text, paid_reference text, paid_day date) returns boolean
    language plpgsql security definer
    set search_path = pg_catalog, public, pg_temp
as $$
begin
    if not exists (
        select from packages p join requests r on r.id = p.request_id join learners l on l.id = r.learner_id
        where p.id = paid_package and p.cancelled_at is null and r.status <> 'ended' and l.account_user_id = app.uid())
    then
        raise exception 'no month of this family' using errcode = 'CE404';
    end if;
    insert into payment_claims (package_id, way, reference, paid_on, created_by_user_id, created_at)
    values (paid_package, paid_by, paid_reference, paid_day, app.uid(), app.now())
    on conflict (package_id) where payment_id is null and rejected_at is null do nothing;
    if not found then
        return false;
    end if;
    insert into audit_logs (at, actor_user_id, action, entity_id, details)
    values (app.now(), app.uid(), 'package.payment_claimed', paid_package,
            jsonb_build_object('way', paid_by, 'reference', paid_reference, 'paid_on', paid_day));
    return true;
end
$$;

alter function app.claim_payment(paid_package uuid, paid_by text, paid_reference text, paid_day date) owner to corved_definer;
revoke execute on function app.claim_payment(paid_package uuid, paid_by text, paid_reference text, paid_day date) from public;
grant execute on function app.claim_payment(paid_package uuid, paid_by text, paid_reference text, paid_day date) to app_student;
