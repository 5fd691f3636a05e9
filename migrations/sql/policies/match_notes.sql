grant select, insert, update on match_notes to app_admin;
create policy match_notes_app_admin on match_notes to app_admin
    using ((select app.is_admin())) with check ((select app.is_admin()));
