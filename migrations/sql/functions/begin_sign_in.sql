-- Counts an attempt, and returns what to check the password with. A device that has signed in to this account before
-- has a counter of its own, so that a stranger locks nobody out: ten attempts for each account and network, sixty for
-- each network, and a hundred for each account from all networks, in 15 minutes.
create or replace function app.begin_sign_in(address text, network text, device uuid, out blocked boolean, out user_id uuid, out stamp uuid, out hash text, out salt uuid, out recovery_salt uuid)
    language plpgsql security definer
    set search_path = pg_catalog, public, pg_temp
as $$
#variable_conflict use_column
declare
    made integer;
    is_known boolean;
begin
    perform app.refuse_others();
    select u.id, u.session_stamp, u.password_hash, s.salt, s.recovery_salt into user_id, stamp, hash, salt, recovery_salt
    from users u left join second_steps s on s.user_id = u.id
    where (u.email = begin_sign_in.address or u.email is null and u.whatsapp = begin_sign_in.address) and u.is_active;
    is_known := exists (select from sign_ins s where s.user_id = begin_sign_in.user_id and s.device = begin_sign_in.device);
    if is_known then
        made := app.count_attempt(begin_sign_in.address, 'device ' || begin_sign_in.device);
        blocked := made > 10;
    else
        made := app.count_attempt(begin_sign_in.address, begin_sign_in.network);
        blocked := made > 10;
        blocked := app.count_attempt('', begin_sign_in.network) > 60 or blocked;
        if not blocked then  -- one network alone does not lock the account
            blocked := app.count_attempt(begin_sign_in.address, '') > 100;
        end if;
    end if;
    if user_id is not null and made in (1, 11) then
        insert into audit_logs (actor_user_id, action, entity_id, details)
        values (null, case when made = 1 then 'person.sign_in_tried' else 'person.sign_in_blocked' end, user_id,
                jsonb_build_object('known_device', is_known));
    end if;
    if blocked then
        user_id := null;
        stamp := null;
        hash := null;
        salt := null;
        recovery_salt := null;
    end if;
end
$$;

alter function app.begin_sign_in(address text, network text, device uuid) owner to corved_definer;
revoke execute on function app.begin_sign_in(address text, network text, device uuid) from public;
grant execute on function app.begin_sign_in(address text, network text, device uuid) to app_admin;
