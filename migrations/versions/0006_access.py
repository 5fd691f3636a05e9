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

# Whose ids a role may see. Opaque functions, so that policies do not nest and a query is planned in a millisecond;
# plpgsql, so that each keeps its plan for as long as its connection lives.
SEEN_IDS = {
    ("app.family_request_ids", "app_student"): """
        select r.id from requests r join learners l on l.id = r.learner_id where l.account_user_id = app.uid()""",
    ("app.family_people_ids", "app_student"): """
        select app.uid()
        union select m.tutor_user_id from matches m join requests r on r.id = m.request_id
              join learners l on l.id = r.learner_id where l.account_user_id = app.uid()
        union select s.tutor_user_id from sessions s where s.account_user_id = app.uid()""",
    ("app.taught_match_ids", "app_tutor"): """
        select m.id from matches m where m.tutor_user_id = app.uid()
        union select s.match_id from sessions s where s.tutor_user_id = app.uid()""",
    ("app.taught_request_ids", "app_tutor"): """
        select m.request_id from matches m where m.id in (select app.taught_match_ids())""",
    ("app.taught_learner_ids", "app_tutor"): """
        select r.learner_id from requests r where r.id in (select app.taught_request_ids())""",
    ("app.taught_people_ids", "app_tutor"): """
        select app.uid()
        union select l.account_user_id from learners l where l.id in (select app.taught_learner_ids())""",
}

# (table, role, what of it, which rows)
READS = (
    ("academy", "app_student", ACADEMY_FOR_OTHERS, "true"),
    ("academy", "app_tutor", ACADEMY_FOR_OTHERS, "true"),
    ("subjects", "app_student", "", "true"),
    ("subjects", "app_tutor", "", "true"),
    # Students and parents: their own learners and what hangs on them; of people, themselves and their tutors.
    ("learners", "app_student", "", "account_user_id = (select app.uid())"),
    ("requests", "app_student", "", "id in (select app.family_request_ids())"),
    ("packages", "app_student", "", "request_id in (select app.family_request_ids())"),
    ("matches", "app_student", "", "request_id in (select app.family_request_ids())"),
    ("sessions", "app_student", "", "account_user_id = (select app.uid())"),
    ("users", "app_student", PEOPLE_FOR_OTHERS, "id in (select app.family_people_ids())"),
    # Tutors: what they teach, or taught before a change of tutor; of people, themselves and their learners' accounts.
    ("sessions", "app_tutor", "", "tutor_user_id = (select app.uid())"),
    ("matches", "app_tutor", "", "id in (select app.taught_match_ids())"),
    ("requests", "app_tutor", REQUESTS_FOR_TUTORS, "id in (select app.taught_request_ids())"),
    ("packages", "app_tutor", PACKAGES_FOR_TUTORS, "request_id in (select app.taught_request_ids())"),
    ("learners", "app_tutor", "", "id in (select app.taught_learner_ids())"),
    ("users", "app_tutor", PEOPLE_FOR_OTHERS, "id in (select app.taught_people_ids())"),
)

DEFINER = (
    ("users", "select, update"),
    ("user_roles", "select"),
    ("sign_in_attempts", "select, insert, update, delete"),
    ("sessions", "select, update"),
    ("matches", "select"),
    ("requests", "select"),
    ("learners", "select"),
    ("audit_logs", "select, insert"),
)


def upgrade() -> None:
    op.execute("grant create on schema app to corved_definer")
    for (name, role), query in SEEN_IDS.items():
        op.execute(
            f"""
            create function {name}() returns setof uuid
            language plpgsql stable rows 10 security definer set search_path = pg_catalog, public, pg_temp
            as $$ begin return query {query}; end $$
            """
        )
        op.execute(f"alter function {name}() owner to corved_definer")
        op.execute(f"revoke execute on function {name}() from public")
        op.execute(f"grant execute on function {name}() to {role}")
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
    for name, _role in reversed(SEEN_IDS):
        op.execute(f"drop function {name}()")
    op.execute("revoke usage on schema public from corved_definer, app_student, app_tutor, app_admin")
    op.execute("revoke create on schema app from corved_definer")
