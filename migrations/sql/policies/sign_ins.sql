grant select, insert, update, delete on sign_ins to corved_definer;
create policy sign_ins_corved_definer on sign_ins to corved_definer using (true) with check (true);
