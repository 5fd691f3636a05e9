create or replace trigger packages_facts after insert or update of tier, held_before, removed_dates, price, cancelled_at on packages
    for each row
    execute function app.keep_package_facts();
