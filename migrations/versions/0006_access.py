"""Row-level security: what each role may see and do.

One single-term policy per table and role. The identity is read once a query, as `(select app.uid())`. Tables are
forced, so their owner is bound too; functions that must cross the line run as corved_definer, with its own policies.
"""

from alembic import op

revision = "0006"
down_revision = "0005"

TABLES = (
    "academy users user_roles learners subjects tutor_profiles tutor_subjects sign_in_attempts "
    "requests packages payments matches match_notes sessions audit_logs"
).split()

ADMIN_WRITES = (
    "academy users user_roles learners subjects tutor_profiles tutor_subjects "
    "requests packages payments matches match_notes sessions"
).split()

# Columns that nobody but the definer reads: users.password_hash and users.session_stamp.
PEOPLE_FOR_ADMINS = "id, full_name, email, whatsapp, timezone, is_active, created_at"
PEOPLE_FOR_OTHERS = "id, full_name, timezone"
ACADEMY_FOR_OTHERS = "id, name, timezone, whatsapp, cutoff_hours"
REQUESTS_FOR_TUTORS = "id, learner_id, subject_id, level, status"
PACKAGES_FOR_TUTORS = "id, request_id, tier, start_date, end_date, status"

# (table, role, what of it, which rows)
READS = (
    ("academy", "app_student", ACADEMY_FOR_OTHERS, "true"),
    ("academy", "app_tutor", ACADEMY_FOR_OTHERS, "true"),
    ("subjects", "app_student", "", "true"),
    ("subjects", "app_tutor", "", "true"),
    # Students and parents: their own learners and what hangs on them; of people, themselves and their tutors.
    ("learners", "app_student", "", "account_user_id = (select app.uid())"),
    ("requests", "app_student", "", "learner_id in (select id from learners)"),
    ("packages", "app_student", "", "request_id in (select id from requests)"),
    ("matches", "app_student", "", "request_id in (select id from requests)"),
    ("sessions", "app_student", "", "account_user_id = (select app.uid())"),
    (
        "users",
        "app_student",
        PEOPLE_FOR_OTHERS,
        "id in (select app.uid() union select tutor_user_id from matches union select tutor_user_id from sessions)",
    ),
    # Tutors: what they teach or taught; of people, themselves and the accounts of their learners.
    ("sessions", "app_tutor", "", "tutor_user_id = (select app.uid())"),
    (
        "matches",
        "app_tutor",
        "",
        "id in (select app.taught_match_ids())",
    ),
    ("requests", "app_tutor", REQUESTS_FOR_TUTORS, "id in (select request_id from matches)"),
    ("packages", "app_tutor", PACKAGES_FOR_TUTORS, "request_id in (select request_id from matches)"),
    ("learners", "app_tutor", "", "id in (select learner_id from requests)"),
    (
        "users",
        "app_tutor",
        PEOPLE_FOR_OTHERS,
        "id in (select app.uid() union select account_user_id from learners)",
    ),
)

DEFINER = (
    ("users", "select, update"),
    ("user_roles", "select"),
    ("sign_in_attempts", "select, insert, update, delete"),
    ("sessions", "select, update"),
    ("matches", "select"),
    ("audit_logs", "select, insert"),
)


def upgrade() -> None:
    op.execute(
        """
        -- The matches somebody teaches, and those they taught before a change of tutor.
        create function app.taught_match_ids() returns setof uuid
        language sql stable security definer set search_path = pg_catalog, public, pg_temp
        as $$
            select id from public.matches where tutor_user_id = (select app.uid())
            union
            select match_id from public.sessions where tutor_user_id = (select app.uid())
        $$;
        """
    )
    op.execute("grant create on schema app to corved_definer")
    op.execute("alter function app.taught_match_ids() owner to corved_definer")
    op.execute("revoke execute on function app.taught_match_ids() from public")
    op.execute("grant execute on function app.taught_match_ids() to app_tutor")
    op.execute("grant usage on schema public to corved_definer, app_student, app_tutor, app_admin")

    for table in TABLES:
        op.execute(f"alter table {table} enable row level security")
        op.execute(f"alter table {table} force row level security")
    for table, role, columns, rows in READS:
        op.execute(f"grant select {f'({columns})' if columns else ''} on {table} to {role}")
        op.execute(f"create policy {table}_{role} on {table} for select to {role} using ({rows})")
    for table, verbs in DEFINER:
        op.execute(f"grant {verbs} on {table} to corved_definer")
        op.execute(f"create policy {table}_corved_definer on {table} to corved_definer using (true) with check (true)")
    for table in ADMIN_WRITES:
        columns = f"({PEOPLE_FOR_ADMINS})" if table == "users" else ""
        op.execute(f"grant select {columns}, insert, update on {table} to app_admin")
        op.execute(f"create policy {table}_app_admin on {table} to app_admin using (true) with check (true)")
    op.execute("grant select, insert on audit_logs to app_admin")
    op.execute("create policy audit_logs_app_admin on audit_logs to app_admin using (true) with check (true)")


def downgrade() -> None:
    for table in reversed(TABLES):
        op.execute(
            f"""
            do $$ declare name text; begin
                for name in select polname from pg_policy where polrelid = '{table}'::regclass loop
                    execute format('drop policy %I on {table}', name);
                end loop;
            end $$
            """
        )
        op.execute(f"alter table {table} no force row level security")
        op.execute(f"alter table {table} disable row level security")
        op.execute(f"revoke all on {table} from app_student, app_tutor, app_admin, corved_definer")
        op.execute(
            f"""
            do $$ declare names text; begin
                select string_agg(quote_ident(attname), ', ') into names from pg_attribute
                where attrelid = '{table}'::regclass and attnum > 0 and not attisdropped;
                execute format('revoke all (%s) on {table} from app_student, app_tutor, app_admin', names);
            end $$
            """
        )
    op.execute("drop function app.taught_match_ids()")
    op.execute("revoke usage on schema public from corved_definer, app_student, app_tutor, app_admin")
    op.execute("revoke create on schema app from corved_definer")
