grant insert, select (id, user_id, created_by_user_id, created_at, expires_at, used_at, revoked_at, salt,
    mail_wanted_at), update (revoked_at, mail_wanted_at) on invitations to app_admin;
create policy invitations_app_admin on invitations to app_admin
    using ((select app.is_admin())) with check ((select app.is_admin()));

grant select, insert, update on invitations to corved_definer;
create policy invitations_corved_definer on invitations to corved_definer using (true) with check (true);
