grant select, insert, update on receipt_counter to corved_definer;
create policy receipt_counter_corved_definer on receipt_counter to corved_definer using (true) with check (true);
