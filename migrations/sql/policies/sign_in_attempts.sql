grant select, insert, update, delete on sign_in_attempts to corved_definer;
create policy sign_in_attempts_corved_definer on sign_in_attempts to corved_definer using (true) with check (true);
