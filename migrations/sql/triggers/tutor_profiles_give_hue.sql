create or replace trigger tutor_profiles_give_hue after insert on tutor_profiles
    for each row
    execute function app.give_hue();
