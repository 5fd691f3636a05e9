-- The schema of the newest migration. Written by `make schema`; do not change it by hand.
-- Functions, triggers, views and access are changed in migrations/sql/, tables in a migration.

CREATE SCHEMA app;
GRANT ALL ON SCHEMA app TO corved_definer;
GRANT USAGE ON SCHEMA app TO app_admin;
GRANT USAGE ON SCHEMA app TO app_anonymous;
GRANT USAGE ON SCHEMA app TO app_student;
GRANT USAGE ON SCHEMA app TO app_tutor;
GRANT USAGE ON SCHEMA app TO corved_backup;
GRANT USAGE ON SCHEMA app TO corved_web;

GRANT USAGE ON SCHEMA public TO app_admin;
GRANT USAGE ON SCHEMA public TO app_student;
GRANT USAGE ON SCHEMA public TO app_tutor;
GRANT USAGE ON SCHEMA public TO corved_backup;
GRANT USAGE ON SCHEMA public TO corved_definer;

CREATE EXTENSION IF NOT EXISTS btree_gist WITH SCHEMA public;
COMMENT ON EXTENSION btree_gist IS 'support for indexing common datatypes in GiST';

CREATE EXTENSION IF NOT EXISTS pg_trgm WITH SCHEMA app;
COMMENT ON EXTENSION pg_trgm IS 'text similarity measurement and index searching based on trigrams';

CREATE EXTENSION IF NOT EXISTS unaccent WITH SCHEMA app;
COMMENT ON EXTENSION unaccent IS 'text search dictionary that removes accents';

CREATE TYPE generation_outcome AS ENUM (
    'waiting',
    'created',
    'short',
    'blocked',
    'undoing',
    'undone',
    'kept'
);

CREATE TYPE match_status AS ENUM (
    'matched',
    'active',
    'paused',
    'ended'
);

CREATE TYPE package_status AS ENUM (
    'pending',
    'active',
    'expired'
);

CREATE TYPE payment_status AS ENUM (
    'paid',
    'rejected',
    'refunded'
);

CREATE TYPE person_role AS ENUM (
    'student',
    'parent',
    'tutor',
    'admin'
);

CREATE TYPE request_status AS ENUM (
    'new',
    'payment_pending',
    'ready_to_match',
    'matched',
    'active',
    'paused',
    'ended'
);

CREATE TYPE session_status AS ENUM (
    'scheduled',
    'done',
    'rescheduled',
    'no_show_student',
    'no_show_tutor'
);

CREATE TYPE settlement AS ENUM (
    'made_up',
    'carried',
    'written_off'
);

CREATE TYPE window_kind AS ENUM (
    'one_month',
    'calendar_month',
    '28_days'
);

CREATE TABLE academy (
    id boolean DEFAULT true NOT NULL,
    name text NOT NULL,
    timezone text NOT NULL,
    whatsapp text NOT NULL,
    cutoff_hours integer DEFAULT 24 NOT NULL,
    mails_since timestamp with time zone,
    mark_reminder_hours integer DEFAULT 12 NOT NULL,
    history_text_months integer DEFAULT 0 NOT NULL,
    message_text_months integer DEFAULT 0 NOT NULL,
    sign_in_months integer DEFAULT 12 NOT NULL,
    currency text NOT NULL,
    unpaid_days smallint DEFAULT 0 NOT NULL,
    student_absent_percent smallint DEFAULT 100 NOT NULL,
    hours_wait boolean DEFAULT true NOT NULL,
    CONSTRAINT academy_cutoff_hours_check CHECK (((cutoff_hours >= 0) AND (cutoff_hours <= 168))),
    CONSTRAINT academy_history_text_months_check CHECK (((history_text_months >= 0) AND (history_text_months <= 120))),
    CONSTRAINT academy_id_check CHECK (id),
    CONSTRAINT academy_mark_reminder_hours_check CHECK (((mark_reminder_hours >= 1) AND (mark_reminder_hours <= 72))),
    CONSTRAINT academy_message_text_months_check CHECK (((message_text_months >= 0) AND (message_text_months <= 120))),
    CONSTRAINT academy_name_check CHECK ((btrim(name) <> ''::text)),
    CONSTRAINT academy_name_is_plain CHECK (((name IS NFC NORMALIZED) AND (name !~ '[\u00ad\u061c\u180e\u200b\u200e\u200f\u202a-\u202e\u2060-\u206f\ufeff]'::text) AND (name !~* '://|\mwww\.'::text))),
    CONSTRAINT academy_name_one_line CHECK ((name !~ '[[:cntrl:]]'::text)),
    CONSTRAINT academy_sign_in_months_check CHECK (((sign_in_months >= 1) AND (sign_in_months <= 120))),
    CONSTRAINT academy_student_absent_percent_check CHECK (((student_absent_percent >= 0) AND (student_absent_percent <= 100))),
    CONSTRAINT academy_unpaid_days_check CHECK (((unpaid_days >= 0) AND (unpaid_days <= 31))),
    CONSTRAINT academy_whatsapp_check CHECK ((whatsapp ~ '^\+[1-9][0-9]{6,14}$'::text))
);
ALTER TABLE ONLY academy FORCE ROW LEVEL SECURITY;
COMMENT ON COLUMN academy.history_text_months IS 'Texts of the history are emptied after so many months; 0: never.';
COMMENT ON COLUMN academy.mails_since IS 'Messages that become due from then on are e-mailed, too; null: none are.';
COMMENT ON COLUMN academy.mark_reminder_hours IS 'A tutor is asked for a missing mark so long after the end.';
COMMENT ON COLUMN academy.message_text_months IS 'Texts of sent messages are emptied after so many months; 0: never.';
COMMENT ON COLUMN academy.sign_in_months IS 'Sign-ins that were not used for so many months are deleted.';
COMMENT ON COLUMN academy.student_absent_percent IS 'A tutor is paid this part of a session that the student missed.';
COMMENT ON COLUMN academy.unpaid_days IS 'An unpaid month warns so many days before its first day.';
COMMENT ON TABLE academy IS 'The one row of settings. Prices are in rupees for a package.';
ALTER TABLE ONLY academy
    ADD CONSTRAINT academy_pkey PRIMARY KEY (id);
ALTER TABLE ONLY academy
    ADD CONSTRAINT academy_currency_fkey FOREIGN KEY (currency) REFERENCES currencies(code);
ALTER TABLE academy ENABLE ROW LEVEL SECURITY;
CREATE POLICY academy_app_admin ON academy TO app_admin USING (( SELECT app.is_admin() AS is_admin)) WITH CHECK (( SELECT app.is_admin() AS is_admin));
CREATE POLICY academy_app_student ON academy FOR SELECT TO app_student USING (true);
CREATE POLICY academy_app_tutor ON academy FOR SELECT TO app_tutor USING (true);
CREATE POLICY academy_corved_backup ON academy FOR SELECT TO corved_backup USING (true);
CREATE POLICY academy_corved_definer ON academy FOR SELECT TO corved_definer USING (true);
GRANT SELECT(cutoff_hours) ON TABLE academy TO app_student;
GRANT SELECT(cutoff_hours) ON TABLE academy TO app_tutor;
GRANT SELECT(hours_wait) ON TABLE academy TO app_tutor;
GRANT SELECT(id) ON TABLE academy TO app_student;
GRANT SELECT(id) ON TABLE academy TO app_tutor;
GRANT SELECT(name) ON TABLE academy TO app_student;
GRANT SELECT(name) ON TABLE academy TO app_tutor;
GRANT SELECT(student_absent_percent) ON TABLE academy TO app_tutor;
GRANT SELECT(timezone) ON TABLE academy TO app_student;
GRANT SELECT(timezone) ON TABLE academy TO app_tutor;
GRANT SELECT(whatsapp) ON TABLE academy TO app_student;
GRANT SELECT(whatsapp) ON TABLE academy TO app_tutor;
GRANT SELECT ON TABLE academy TO corved_backup;
GRANT SELECT ON TABLE academy TO corved_definer;
GRANT SELECT,INSERT,UPDATE ON TABLE academy TO app_admin;

GRANT SELECT ON TABLE active_tutors TO app_admin;

CREATE TABLE audit_logs (
    id bigint NOT NULL,
    at timestamp with time zone DEFAULT app.now() NOT NULL,
    actor_user_id uuid DEFAULT app.uid(),
    action text NOT NULL,
    match_id uuid,
    session_id uuid,
    entity_id uuid,
    details jsonb DEFAULT '{}'::jsonb NOT NULL,
    reason text,
    CONSTRAINT audit_logs_action_check CHECK ((action ~ '^[a-z_]+\.[a-z_]+$'::text))
);
ALTER TABLE ONLY audit_logs FORCE ROW LEVEL SECURITY;
ALTER TABLE audit_logs ALTER COLUMN id ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME audit_logs_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
COMMENT ON COLUMN audit_logs.actor_user_id IS 'Null: the operator, on the command line.';
ALTER TABLE ONLY audit_logs
    ADD CONSTRAINT audit_logs_pkey PRIMARY KEY (id);
ALTER TABLE ONLY audit_logs
    ADD CONSTRAINT audit_logs_actor_user_id_fkey FOREIGN KEY (actor_user_id) REFERENCES users(id);
ALTER TABLE ONLY audit_logs
    ADD CONSTRAINT audit_logs_match_id_fkey FOREIGN KEY (match_id) REFERENCES matches(id);
CREATE INDEX audit_logs_acts ON audit_logs USING btree (action, at) WHERE (action = ANY (ARRAY['match.tutor_changed'::text, 'schedule.changed'::text, 'session.reassigned'::text]));
CREATE INDEX audit_logs_created ON audit_logs USING btree (entity_id, at) WHERE (action = 'sessions.generated'::text);
CREATE INDEX audit_logs_match ON audit_logs USING btree (match_id, id) WHERE (match_id IS NOT NULL);
CREATE INDEX audit_logs_moves ON audit_logs USING btree (at) WHERE (action = 'session.moved'::text);
CREATE INDEX audit_logs_session ON audit_logs USING btree (session_id, id) WHERE (session_id IS NOT NULL);
CREATE INDEX audit_logs_sign_in_changes ON audit_logs USING btree (at) WHERE (action = ANY (ARRAY['person.password_changed'::text, 'person.password_set'::text, 'person.changed'::text, 'person.second_step_on'::text, 'person.second_step_off'::text]));
CREATE TRIGGER audit_logs_insert_only BEFORE DELETE OR UPDATE OR TRUNCATE ON audit_logs FOR EACH STATEMENT EXECUTE FUNCTION app.refuse_change();
ALTER TABLE audit_logs ENABLE ROW LEVEL SECURITY;
CREATE POLICY audit_logs_app_admin ON audit_logs TO app_admin USING (( SELECT app.is_admin() AS is_admin)) WITH CHECK (( SELECT app.is_admin() AS is_admin));
CREATE POLICY audit_logs_corved_backup ON audit_logs FOR SELECT TO corved_backup USING (true);
CREATE POLICY audit_logs_corved_definer ON audit_logs TO corved_definer USING (true) WITH CHECK (true);
GRANT INSERT(action) ON TABLE audit_logs TO app_admin;
GRANT INSERT(details) ON TABLE audit_logs TO app_admin;
GRANT UPDATE(details) ON TABLE audit_logs TO corved_definer;
GRANT INSERT(entity_id) ON TABLE audit_logs TO app_admin;
GRANT INSERT(match_id) ON TABLE audit_logs TO app_admin;
GRANT INSERT(reason) ON TABLE audit_logs TO app_admin;
GRANT UPDATE(reason) ON TABLE audit_logs TO corved_definer;
GRANT INSERT(session_id) ON TABLE audit_logs TO app_admin;
GRANT SELECT ON TABLE audit_logs TO app_admin;
GRANT SELECT ON TABLE audit_logs TO corved_backup;
GRANT SELECT,INSERT ON TABLE audit_logs TO corved_definer;

CREATE TABLE calendar_feeds (
    user_id uuid NOT NULL,
    area text NOT NULL,
    salt uuid NOT NULL,
    token_hash bytea NOT NULL,
    created_at timestamp with time zone NOT NULL,
    fetched_at timestamp with time zone,
    fetched_by text,
    CONSTRAINT calendar_feeds_area_check CHECK ((area = ANY (ARRAY['student'::text, 'tutor'::text])))
);
ALTER TABLE ONLY calendar_feeds FORCE ROW LEVEL SECURITY;
COMMENT ON COLUMN calendar_feeds.token_hash IS 'SHA-256 of the token in the feed''s address.';
ALTER TABLE ONLY calendar_feeds
    ADD CONSTRAINT calendar_feeds_pkey PRIMARY KEY (user_id, area);
ALTER TABLE ONLY calendar_feeds
    ADD CONSTRAINT calendar_feeds_token_hash_key UNIQUE (token_hash);
ALTER TABLE ONLY calendar_feeds
    ADD CONSTRAINT calendar_feeds_user_id_fkey FOREIGN KEY (user_id) REFERENCES users(id);
ALTER TABLE calendar_feeds ENABLE ROW LEVEL SECURITY;
CREATE POLICY calendar_feeds_app_student ON calendar_feeds FOR SELECT TO app_student USING ((user_id = ( SELECT app.uid() AS uid)));
CREATE POLICY calendar_feeds_app_tutor ON calendar_feeds FOR SELECT TO app_tutor USING ((user_id = ( SELECT app.uid() AS uid)));
CREATE POLICY calendar_feeds_corved_backup ON calendar_feeds FOR SELECT TO corved_backup USING (true);
CREATE POLICY calendar_feeds_corved_definer ON calendar_feeds TO corved_definer USING (true) WITH CHECK (true);
GRANT SELECT(area) ON TABLE calendar_feeds TO app_student;
GRANT SELECT(area) ON TABLE calendar_feeds TO app_tutor;
GRANT SELECT(created_at) ON TABLE calendar_feeds TO app_student;
GRANT SELECT(created_at) ON TABLE calendar_feeds TO app_tutor;
GRANT SELECT(fetched_at) ON TABLE calendar_feeds TO app_student;
GRANT SELECT(fetched_at) ON TABLE calendar_feeds TO app_tutor;
GRANT SELECT(fetched_by) ON TABLE calendar_feeds TO app_student;
GRANT SELECT(fetched_by) ON TABLE calendar_feeds TO app_tutor;
GRANT SELECT(salt) ON TABLE calendar_feeds TO app_student;
GRANT SELECT(salt) ON TABLE calendar_feeds TO app_tutor;
GRANT SELECT(user_id) ON TABLE calendar_feeds TO app_student;
GRANT SELECT(user_id) ON TABLE calendar_feeds TO app_tutor;
GRANT SELECT ON TABLE calendar_feeds TO corved_backup;
GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE calendar_feeds TO corved_definer;

CREATE TABLE cancelled_sessions (
    session_id uuid NOT NULL,
    user_id uuid NOT NULL,
    match_id uuid NOT NULL,
    learner text NOT NULL,
    tutor text NOT NULL,
    subject text NOT NULL,
    scheduled_start_utc timestamp with time zone NOT NULL,
    scheduled_end_utc timestamp with time zone NOT NULL,
    timezone text NOT NULL,
    sequence integer NOT NULL,
    changed_at timestamp with time zone NOT NULL
);
ALTER TABLE ONLY cancelled_sessions FORCE ROW LEVEL SECURITY;
COMMENT ON TABLE cancelled_sessions IS 'Sessions a family or tutor no longer has, for their calendars, with the names of that time.';
ALTER TABLE ONLY cancelled_sessions
    ADD CONSTRAINT cancelled_sessions_pkey PRIMARY KEY (user_id, session_id);
ALTER TABLE ONLY cancelled_sessions
    ADD CONSTRAINT cancelled_sessions_match_id_fkey FOREIGN KEY (match_id) REFERENCES matches(id);
ALTER TABLE ONLY cancelled_sessions
    ADD CONSTRAINT cancelled_sessions_user_id_fkey FOREIGN KEY (user_id) REFERENCES users(id);
CREATE INDEX cancelled_sessions_match ON cancelled_sessions USING btree (match_id);
ALTER TABLE cancelled_sessions ENABLE ROW LEVEL SECURITY;
CREATE POLICY cancelled_sessions_app_admin ON cancelled_sessions FOR SELECT TO app_admin USING (( SELECT app.is_admin() AS is_admin));
CREATE POLICY cancelled_sessions_app_student ON cancelled_sessions FOR SELECT TO app_student USING ((user_id = ( SELECT app.uid() AS uid)));
CREATE POLICY cancelled_sessions_app_tutor ON cancelled_sessions FOR SELECT TO app_tutor USING ((user_id = ( SELECT app.uid() AS uid)));
CREATE POLICY cancelled_sessions_corved_backup ON cancelled_sessions FOR SELECT TO corved_backup USING (true);
CREATE POLICY cancelled_sessions_corved_definer ON cancelled_sessions TO corved_definer USING (true) WITH CHECK (true);
GRANT SELECT ON TABLE cancelled_sessions TO app_admin;
GRANT SELECT ON TABLE cancelled_sessions TO app_student;
GRANT SELECT ON TABLE cancelled_sessions TO app_tutor;
GRANT SELECT ON TABLE cancelled_sessions TO corved_backup;
GRANT SELECT,INSERT,UPDATE ON TABLE cancelled_sessions TO corved_definer;

GRANT SELECT ON TABLE closed_days TO app_admin;

CREATE TABLE closure_sessions (
    closure_id uuid NOT NULL,
    session_id uuid NOT NULL,
    before jsonb NOT NULL,
    after jsonb NOT NULL
);
ALTER TABLE ONLY closure_sessions FORCE ROW LEVEL SECURITY;
COMMENT ON TABLE closure_sessions IS 'The sessions a closure moved or set aside, as app.session_state before and after.';
ALTER TABLE ONLY closure_sessions
    ADD CONSTRAINT closure_sessions_pkey PRIMARY KEY (closure_id, session_id);
ALTER TABLE ONLY closure_sessions
    ADD CONSTRAINT closure_sessions_closure_id_fkey FOREIGN KEY (closure_id) REFERENCES closures(id);
ALTER TABLE ONLY closure_sessions
    ADD CONSTRAINT closure_sessions_session_id_fkey FOREIGN KEY (session_id) REFERENCES sessions(id) ON DELETE CASCADE;
CREATE INDEX closure_sessions_session ON closure_sessions USING btree (session_id);
ALTER TABLE closure_sessions ENABLE ROW LEVEL SECURITY;
CREATE POLICY closure_sessions_app_admin ON closure_sessions TO app_admin USING (( SELECT app.is_admin() AS is_admin)) WITH CHECK (( SELECT app.is_admin() AS is_admin));
CREATE POLICY closure_sessions_corved_backup ON closure_sessions FOR SELECT TO corved_backup USING (true);
CREATE POLICY closure_sessions_corved_definer ON closure_sessions TO corved_definer USING (true);
GRANT SELECT ON TABLE closure_sessions TO corved_backup;
GRANT SELECT ON TABLE closure_sessions TO corved_definer;
GRANT SELECT,INSERT,UPDATE ON TABLE closure_sessions TO app_admin;

CREATE TABLE closures (
    id uuid DEFAULT gen_random_uuid() NOT NULL,
    tutor_user_id uuid,
    name text NOT NULL,
    first_day date NOT NULL,
    last_day date NOT NULL,
    timezone text NOT NULL,
    created_by_user_id uuid,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    removed_at timestamp with time zone,
    CONSTRAINT closures_days CHECK ((last_day >= first_day)),
    CONSTRAINT closures_name_check CHECK ((btrim(name) <> ''::text)),
    CONSTRAINT closures_name_one_line CHECK ((name !~ '[[:cntrl:]]'::text))
);
ALTER TABLE ONLY closures FORCE ROW LEVEL SECURITY;
COMMENT ON COLUMN closures.timezone IS 'The days are counted in this zone: the academy''s or the tutor''s at the time.';
COMMENT ON TABLE closures IS 'Whole days without sessions: of the academy, or a tutor''s leave (tutor_user_id).';
ALTER TABLE ONLY closures
    ADD CONSTRAINT closures_pkey PRIMARY KEY (id);
ALTER TABLE ONLY closures
    ADD CONSTRAINT closures_created_by_user_id_fkey FOREIGN KEY (created_by_user_id) REFERENCES users(id);
ALTER TABLE ONLY closures
    ADD CONSTRAINT closures_tutor_user_id_fkey FOREIGN KEY (tutor_user_id) REFERENCES users(id);
CREATE INDEX closures_tutor ON closures USING btree (tutor_user_id, first_day) WHERE (removed_at IS NULL);
ALTER TABLE closures ENABLE ROW LEVEL SECURITY;
CREATE POLICY closures_app_admin ON closures TO app_admin USING (( SELECT app.is_admin() AS is_admin)) WITH CHECK (( SELECT app.is_admin() AS is_admin));
CREATE POLICY closures_corved_backup ON closures FOR SELECT TO corved_backup USING (true);
CREATE POLICY closures_corved_definer ON closures TO corved_definer USING (true);
GRANT SELECT ON TABLE closures TO corved_backup;
GRANT SELECT ON TABLE closures TO corved_definer;
GRANT SELECT,INSERT,UPDATE ON TABLE closures TO app_admin;

CREATE TABLE currencies (
    code text NOT NULL,
    added_at timestamp with time zone DEFAULT now() NOT NULL,
    CONSTRAINT currencies_code_check CHECK ((code ~ '^[A-Z]{3}$'::text))
);
ALTER TABLE ONLY currencies FORCE ROW LEVEL SECURITY;
ALTER TABLE ONLY currencies
    ADD CONSTRAINT currencies_pkey PRIMARY KEY (code);
ALTER TABLE currencies ENABLE ROW LEVEL SECURITY;
CREATE POLICY currencies_app_admin ON currencies TO app_admin USING (( SELECT app.is_admin() AS is_admin)) WITH CHECK (( SELECT app.is_admin() AS is_admin));
CREATE POLICY currencies_corved_backup ON currencies FOR SELECT TO corved_backup USING (true);
GRANT SELECT ON TABLE currencies TO corved_backup;
GRANT SELECT,INSERT,UPDATE ON TABLE currencies TO app_admin;

CREATE TABLE generation_run_matches (
    run_id uuid NOT NULL,
    number integer NOT NULL,
    match_id uuid NOT NULL,
    package_id uuid NOT NULL,
    outcome generation_outcome DEFAULT 'waiting'::generation_outcome NOT NULL,
    created integer DEFAULT 0 NOT NULL,
    why text DEFAULT ''::text NOT NULL,
    session_ids uuid[] DEFAULT '{}'::uuid[] NOT NULL,
    CONSTRAINT generation_run_matches_created_check CHECK ((created >= 0))
);
ALTER TABLE ONLY generation_run_matches FORCE ROW LEVEL SECURITY;
COMMENT ON COLUMN generation_run_matches.number IS 'Its place in the run, from 1.';
COMMENT ON COLUMN generation_run_matches.session_ids IS 'The sessions that this run created.';
ALTER TABLE ONLY generation_run_matches
    ADD CONSTRAINT generation_run_matches_pkey PRIMARY KEY (run_id, package_id);
ALTER TABLE ONLY generation_run_matches
    ADD CONSTRAINT generation_run_matches_match_id_fkey FOREIGN KEY (match_id) REFERENCES matches(id);
ALTER TABLE ONLY generation_run_matches
    ADD CONSTRAINT generation_run_matches_package_id_fkey FOREIGN KEY (package_id) REFERENCES packages(id);
ALTER TABLE ONLY generation_run_matches
    ADD CONSTRAINT generation_run_matches_run_id_fkey FOREIGN KEY (run_id) REFERENCES generation_runs(id);
CREATE INDEX generation_run_matches_to_do ON generation_run_matches USING btree (run_id, number) WHERE (outcome = ANY (ARRAY['waiting'::generation_outcome, 'undoing'::generation_outcome]));
ALTER TABLE generation_run_matches ENABLE ROW LEVEL SECURITY;
CREATE POLICY generation_run_matches_app_admin ON generation_run_matches TO app_admin USING (( SELECT app.is_admin() AS is_admin)) WITH CHECK (( SELECT app.is_admin() AS is_admin));
CREATE POLICY generation_run_matches_corved_backup ON generation_run_matches FOR SELECT TO corved_backup USING (true);
GRANT SELECT ON TABLE generation_run_matches TO corved_backup;
GRANT SELECT,INSERT,UPDATE ON TABLE generation_run_matches TO app_admin;

CREATE TABLE generation_runs (
    id uuid DEFAULT gen_random_uuid() NOT NULL,
    started_at timestamp with time zone NOT NULL,
    started_by_user_id uuid
);
ALTER TABLE ONLY generation_runs FORCE ROW LEVEL SECURITY;
ALTER TABLE ONLY generation_runs
    ADD CONSTRAINT generation_runs_pkey PRIMARY KEY (id);
ALTER TABLE ONLY generation_runs
    ADD CONSTRAINT generation_runs_started_by_user_id_fkey FOREIGN KEY (started_by_user_id) REFERENCES users(id);
CREATE INDEX generation_runs_started ON generation_runs USING btree (started_at);
ALTER TABLE generation_runs ENABLE ROW LEVEL SECURITY;
CREATE POLICY generation_runs_app_admin ON generation_runs TO app_admin USING (( SELECT app.is_admin() AS is_admin)) WITH CHECK (( SELECT app.is_admin() AS is_admin));
CREATE POLICY generation_runs_corved_backup ON generation_runs FOR SELECT TO corved_backup USING (true);
GRANT SELECT ON TABLE generation_runs TO corved_backup;
GRANT SELECT,INSERT,UPDATE ON TABLE generation_runs TO app_admin;

CREATE TABLE handovers (
    id uuid DEFAULT gen_random_uuid() NOT NULL,
    tutor_user_id uuid NOT NULL,
    since date NOT NULL,
    courses jsonb NOT NULL,
    created_at timestamp with time zone NOT NULL,
    created_by_user_id uuid,
    undone_at timestamp with time zone,
    CONSTRAINT handovers_courses_check CHECK ((jsonb_typeof(courses) = 'array'::text))
);
ALTER TABLE ONLY handovers FORCE ROW LEVEL SECURITY;
ALTER TABLE ONLY handovers
    ADD CONSTRAINT handovers_pkey PRIMARY KEY (id);
ALTER TABLE ONLY handovers
    ADD CONSTRAINT handovers_created_by_user_id_fkey FOREIGN KEY (created_by_user_id) REFERENCES users(id);
ALTER TABLE ONLY handovers
    ADD CONSTRAINT handovers_tutor_user_id_fkey FOREIGN KEY (tutor_user_id) REFERENCES users(id);
CREATE INDEX handovers_tutor ON handovers USING btree (tutor_user_id, created_at DESC);
ALTER TABLE handovers ENABLE ROW LEVEL SECURITY;
CREATE POLICY handovers_app_admin ON handovers TO app_admin USING (( SELECT app.is_admin() AS is_admin)) WITH CHECK (( SELECT app.is_admin() AS is_admin));
CREATE POLICY handovers_corved_backup ON handovers FOR SELECT TO corved_backup USING (true);
GRANT UPDATE(undone_at) ON TABLE handovers TO app_admin;
GRANT SELECT ON TABLE handovers TO corved_backup;
GRANT SELECT,INSERT ON TABLE handovers TO app_admin;

CREATE TABLE invitations (
    id uuid DEFAULT gen_random_uuid() NOT NULL,
    user_id uuid NOT NULL,
    token_hash bytea NOT NULL,
    created_by_user_id uuid,
    created_at timestamp with time zone NOT NULL,
    expires_at timestamp with time zone NOT NULL,
    used_at timestamp with time zone,
    revoked_at timestamp with time zone,
    salt uuid,
    mail_wanted_at timestamp with time zone
);
ALTER TABLE ONLY invitations FORCE ROW LEVEL SECURITY;
COMMENT ON COLUMN invitations.salt IS 'With SECRET_KEY it gives the token again, for messages; null: the token is unknown.';
COMMENT ON COLUMN invitations.token_hash IS 'SHA-256 of the token in the link.';
ALTER TABLE ONLY invitations
    ADD CONSTRAINT invitations_pkey PRIMARY KEY (id);
ALTER TABLE ONLY invitations
    ADD CONSTRAINT invitations_token_hash_key UNIQUE (token_hash);
ALTER TABLE ONLY invitations
    ADD CONSTRAINT invitations_created_by_user_id_fkey FOREIGN KEY (created_by_user_id) REFERENCES users(id);
ALTER TABLE ONLY invitations
    ADD CONSTRAINT invitations_user_id_fkey FOREIGN KEY (user_id) REFERENCES users(id);
CREATE INDEX invitations_user ON invitations USING btree (user_id);
ALTER TABLE invitations ENABLE ROW LEVEL SECURITY;
CREATE POLICY invitations_app_admin ON invitations TO app_admin USING (( SELECT app.is_admin() AS is_admin)) WITH CHECK (( SELECT app.is_admin() AS is_admin));
CREATE POLICY invitations_corved_backup ON invitations FOR SELECT TO corved_backup USING (true);
CREATE POLICY invitations_corved_definer ON invitations TO corved_definer USING (true) WITH CHECK (true);
GRANT SELECT(created_at) ON TABLE invitations TO app_admin;
GRANT SELECT(created_by_user_id) ON TABLE invitations TO app_admin;
GRANT SELECT(expires_at) ON TABLE invitations TO app_admin;
GRANT SELECT(id) ON TABLE invitations TO app_admin;
GRANT SELECT(mail_wanted_at),UPDATE(mail_wanted_at) ON TABLE invitations TO app_admin;
GRANT SELECT(revoked_at),UPDATE(revoked_at) ON TABLE invitations TO app_admin;
GRANT SELECT(salt) ON TABLE invitations TO app_admin;
GRANT SELECT(used_at) ON TABLE invitations TO app_admin;
GRANT SELECT(user_id) ON TABLE invitations TO app_admin;
GRANT INSERT ON TABLE invitations TO app_admin;
GRANT SELECT ON TABLE invitations TO corved_backup;
GRANT SELECT,INSERT,UPDATE ON TABLE invitations TO corved_definer;

CREATE TABLE app.keys (
    id boolean DEFAULT true NOT NULL,
    secret bytea DEFAULT (uuid_send(gen_random_uuid()) || uuid_send(gen_random_uuid())) NOT NULL,
    operator bytea,
    clock_may_be_set boolean DEFAULT false NOT NULL,
    serves_since text DEFAULT '0113'::text NOT NULL,
    backed_up_at timestamp with time zone,
    CONSTRAINT keys_id_check CHECK (id)
);
ALTER TABLE ONLY app.keys
    ADD CONSTRAINT keys_pkey PRIMARY KEY (id);
GRANT SELECT ON TABLE app.keys TO corved_definer;

GRANT SELECT ON TABLE known_facts TO app_admin;

CREATE TABLE learners (
    id uuid DEFAULT gen_random_uuid() NOT NULL,
    account_user_id uuid NOT NULL,
    full_name text NOT NULL,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    renamed_at timestamp with time zone,
    CONSTRAINT learners_full_name_check CHECK ((btrim(full_name) <> ''::text)),
    CONSTRAINT learners_full_name_is_plain CHECK (((full_name IS NFC NORMALIZED) AND (full_name !~ '[\u00ad\u061c\u180e\u200b\u200e\u200f\u202a-\u202e\u2060-\u206f\ufeff]'::text) AND (full_name !~* '://|\mwww\.'::text))),
    CONSTRAINT learners_full_name_one_line CHECK ((full_name !~ '[[:cntrl:]]'::text))
);
ALTER TABLE ONLY learners FORCE ROW LEVEL SECURITY;
ALTER TABLE ONLY learners
    ADD CONSTRAINT learners_id_account_user_id_key UNIQUE (id, account_user_id);
ALTER TABLE ONLY learners
    ADD CONSTRAINT learners_pkey PRIMARY KEY (id);
ALTER TABLE ONLY learners
    ADD CONSTRAINT learners_account_user_id_fkey FOREIGN KEY (account_user_id) REFERENCES users(id);
CREATE INDEX learners_account ON learners USING btree (account_user_id);
CREATE TRIGGER learners_count_renaming BEFORE UPDATE OF full_name ON learners FOR EACH ROW WHEN ((old.full_name IS DISTINCT FROM new.full_name)) EXECUTE FUNCTION app.count_renaming();
ALTER TABLE learners ENABLE ROW LEVEL SECURITY;
CREATE POLICY learners_app_admin ON learners TO app_admin USING (( SELECT app.is_admin() AS is_admin)) WITH CHECK (( SELECT app.is_admin() AS is_admin));
CREATE POLICY learners_app_student ON learners FOR SELECT TO app_student USING ((account_user_id = ( SELECT app.uid() AS uid)));
CREATE POLICY learners_app_tutor ON learners FOR SELECT TO app_tutor USING ((id IN ( SELECT app.taught_learner_ids() AS taught_learner_ids)));
CREATE POLICY learners_corved_backup ON learners FOR SELECT TO corved_backup USING (true);
CREATE POLICY learners_corved_definer ON learners TO corved_definer USING (true) WITH CHECK (true);
GRANT UPDATE(full_name) ON TABLE learners TO corved_definer;
GRANT UPDATE(renamed_at) ON TABLE learners TO corved_definer;
GRANT SELECT ON TABLE learners TO app_student;
GRANT SELECT ON TABLE learners TO app_tutor;
GRANT SELECT ON TABLE learners TO corved_backup;
GRANT SELECT ON TABLE learners TO corved_definer;
GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE learners TO app_admin;

CREATE TABLE levels (
    id uuid DEFAULT gen_random_uuid() NOT NULL,
    name text NOT NULL,
    "position" integer DEFAULT 0 NOT NULL,
    retired_at timestamp with time zone,
    CONSTRAINT levels_name_check CHECK (((btrim(name) <> ''::text) AND (char_length(name) <= 60)))
);
ALTER TABLE ONLY levels FORCE ROW LEVEL SECURITY;
ALTER TABLE ONLY levels
    ADD CONSTRAINT levels_pkey PRIMARY KEY (id);
CREATE UNIQUE INDEX levels_name ON levels USING btree (lower(NORMALIZE(name, NFKC)));
ALTER TABLE levels ENABLE ROW LEVEL SECURITY;
CREATE POLICY levels_app_admin ON levels TO app_admin USING (( SELECT app.is_admin() AS is_admin)) WITH CHECK (( SELECT app.is_admin() AS is_admin));
CREATE POLICY levels_app_student ON levels FOR SELECT TO app_student USING (true);
CREATE POLICY levels_app_tutor ON levels FOR SELECT TO app_tutor USING (true);
CREATE POLICY levels_corved_backup ON levels FOR SELECT TO corved_backup USING (true);
GRANT SELECT ON TABLE levels TO app_student;
GRANT SELECT ON TABLE levels TO app_tutor;
GRANT SELECT ON TABLE levels TO corved_backup;
GRANT SELECT,INSERT,UPDATE ON TABLE levels TO app_admin;

GRANT SELECT ON TABLE match_calendars TO app_admin;

GRANT SELECT ON TABLE match_facts TO app_admin;

CREATE TABLE match_notes (
    id uuid DEFAULT gen_random_uuid() NOT NULL,
    match_id uuid NOT NULL,
    author_user_id uuid,
    body text NOT NULL,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    CONSTRAINT match_notes_body_check CHECK ((btrim(body) <> ''::text))
);
ALTER TABLE ONLY match_notes FORCE ROW LEVEL SECURITY;
ALTER TABLE ONLY match_notes
    ADD CONSTRAINT match_notes_pkey PRIMARY KEY (id);
ALTER TABLE ONLY match_notes
    ADD CONSTRAINT match_notes_author_user_id_fkey FOREIGN KEY (author_user_id) REFERENCES users(id);
ALTER TABLE ONLY match_notes
    ADD CONSTRAINT match_notes_match_id_fkey FOREIGN KEY (match_id) REFERENCES matches(id);
CREATE INDEX match_notes_match ON match_notes USING btree (match_id);
ALTER TABLE match_notes ENABLE ROW LEVEL SECURITY;
CREATE POLICY match_notes_app_admin ON match_notes TO app_admin USING (( SELECT app.is_admin() AS is_admin)) WITH CHECK (( SELECT app.is_admin() AS is_admin));
CREATE POLICY match_notes_corved_backup ON match_notes FOR SELECT TO corved_backup USING (true);
GRANT SELECT ON TABLE match_notes TO corved_backup;
GRANT SELECT,INSERT,UPDATE ON TABLE match_notes TO app_admin;

CREATE TABLE match_patterns (
    match_id uuid NOT NULL,
    since date NOT NULL,
    pattern jsonb NOT NULL,
    created_by_user_id uuid,
    created_at timestamp with time zone DEFAULT now() NOT NULL
);
ALTER TABLE ONLY match_patterns FORCE ROW LEVEL SECURITY;
COMMENT ON COLUMN match_patterns.since IS 'The first day of this schedule, a local date of the schedule''s zone.';
ALTER TABLE ONLY match_patterns
    ADD CONSTRAINT match_patterns_pkey PRIMARY KEY (match_id, since);
ALTER TABLE ONLY match_patterns
    ADD CONSTRAINT match_patterns_created_by_user_id_fkey FOREIGN KEY (created_by_user_id) REFERENCES users(id);
ALTER TABLE ONLY match_patterns
    ADD CONSTRAINT match_patterns_match_id_fkey FOREIGN KEY (match_id) REFERENCES matches(id);
ALTER TABLE match_patterns ENABLE ROW LEVEL SECURITY;
CREATE POLICY match_patterns_app_admin ON match_patterns TO app_admin USING (( SELECT app.is_admin() AS is_admin)) WITH CHECK (( SELECT app.is_admin() AS is_admin));
CREATE POLICY match_patterns_app_student ON match_patterns FOR SELECT TO app_student USING ((match_id IN ( SELECT app.family_match_ids() AS family_match_ids)));
CREATE POLICY match_patterns_corved_backup ON match_patterns FOR SELECT TO corved_backup USING (true);
GRANT SELECT(match_id) ON TABLE match_patterns TO app_student;
GRANT SELECT(pattern) ON TABLE match_patterns TO app_student;
GRANT SELECT(since) ON TABLE match_patterns TO app_student;
GRANT SELECT ON TABLE match_patterns TO corved_backup;
GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE match_patterns TO app_admin;

CREATE TABLE matches (
    id uuid DEFAULT gen_random_uuid() NOT NULL,
    request_id uuid NOT NULL,
    tutor_user_id uuid NOT NULL,
    meet_link text,
    status match_status DEFAULT 'matched'::match_status NOT NULL,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    tutor_since date,
    link_changes integer DEFAULT 0 NOT NULL,
    link_changed_at timestamp with time zone DEFAULT app.now() NOT NULL,
    CONSTRAINT matches_meet_link_check CHECK ((meet_link ~ '^https://meet\.google\.com/[a-z]{3}-[a-z]{4}-[a-z]{3}$'::text))
);
ALTER TABLE ONLY matches FORCE ROW LEVEL SECURITY;
COMMENT ON COLUMN matches.tutor_since IS 'The first day of a tutor who was agreed later; null: the first tutor.';
ALTER TABLE ONLY matches
    ADD CONSTRAINT matches_pkey PRIMARY KEY (id);
ALTER TABLE ONLY matches
    ADD CONSTRAINT matches_request_id_fkey FOREIGN KEY (request_id) REFERENCES requests(id);
ALTER TABLE ONLY matches
    ADD CONSTRAINT matches_tutor_user_id_fkey FOREIGN KEY (tutor_user_id) REFERENCES users(id);
CREATE UNIQUE INDEX matches_one_open ON matches USING btree (request_id) WHERE (status <> 'ended'::match_status);
CREATE INDEX matches_request ON matches USING btree (request_id);
CREATE INDEX matches_tutor ON matches USING btree (tutor_user_id);
CREATE TRIGGER matches_count_link_change BEFORE UPDATE OF meet_link, tutor_user_id ON matches FOR EACH ROW WHEN (((old.meet_link IS DISTINCT FROM new.meet_link) OR (old.tutor_user_id IS DISTINCT FROM new.tutor_user_id))) EXECUTE FUNCTION app.count_link_change();
CREATE TRIGGER matches_keep_approval BEFORE INSERT OR UPDATE OF tutor_user_id ON matches FOR EACH ROW EXECUTE FUNCTION app.keep_approval();
CREATE TRIGGER matches_keep_meet_links AFTER INSERT OR UPDATE OF meet_link, tutor_user_id ON matches FOR EACH ROW EXECUTE FUNCTION app.keep_meet_links();
CREATE TRIGGER matches_keep_steps BEFORE UPDATE OF status ON matches FOR EACH ROW EXECUTE FUNCTION app.keep_steps();
ALTER TABLE matches ENABLE ROW LEVEL SECURITY;
CREATE POLICY matches_app_admin ON matches TO app_admin USING (( SELECT app.is_admin() AS is_admin)) WITH CHECK (( SELECT app.is_admin() AS is_admin));
CREATE POLICY matches_app_student ON matches FOR SELECT TO app_student USING ((request_id IN ( SELECT app.family_request_ids() AS family_request_ids)));
CREATE POLICY matches_app_tutor ON matches FOR SELECT TO app_tutor USING ((id IN ( SELECT app.taught_match_ids() AS taught_match_ids)));
CREATE POLICY matches_corved_backup ON matches FOR SELECT TO corved_backup USING (true);
CREATE POLICY matches_corved_definer ON matches TO corved_definer USING (true) WITH CHECK (true);
GRANT SELECT(created_at) ON TABLE matches TO app_tutor;
GRANT SELECT(id) ON TABLE matches TO app_tutor;
GRANT SELECT(link_changed_at) ON TABLE matches TO app_tutor;
GRANT SELECT(link_changes) ON TABLE matches TO app_tutor;
GRANT SELECT(request_id) ON TABLE matches TO app_tutor;
GRANT SELECT(status) ON TABLE matches TO app_tutor;
GRANT SELECT(tutor_since) ON TABLE matches TO app_tutor;
GRANT SELECT(tutor_user_id) ON TABLE matches TO app_tutor;
GRANT SELECT ON TABLE matches TO app_student;
GRANT SELECT ON TABLE matches TO corved_backup;
GRANT SELECT ON TABLE matches TO corved_definer;
GRANT SELECT,INSERT,UPDATE ON TABLE matches TO app_admin;

CREATE TABLE meet_links (
    match_id uuid NOT NULL,
    tutor_user_id uuid NOT NULL,
    account_user_id uuid NOT NULL,
    meet_link text NOT NULL
);
ALTER TABLE ONLY meet_links FORCE ROW LEVEL SECURITY;
COMMENT ON TABLE meet_links IS 'matches.meet_link for the present tutor. An earlier tutor and a substitute keep theirs until their last session is over.';
ALTER TABLE ONLY meet_links
    ADD CONSTRAINT meet_links_pkey PRIMARY KEY (match_id, tutor_user_id);
ALTER TABLE ONLY meet_links
    ADD CONSTRAINT meet_links_account_user_id_fkey FOREIGN KEY (account_user_id) REFERENCES users(id);
ALTER TABLE ONLY meet_links
    ADD CONSTRAINT meet_links_match_id_fkey FOREIGN KEY (match_id) REFERENCES matches(id) ON DELETE CASCADE;
ALTER TABLE ONLY meet_links
    ADD CONSTRAINT meet_links_tutor_user_id_fkey FOREIGN KEY (tutor_user_id) REFERENCES users(id);
CREATE INDEX meet_links_link ON meet_links USING btree (meet_link);
ALTER TABLE meet_links ENABLE ROW LEVEL SECURITY;
CREATE POLICY meet_links_app_admin ON meet_links TO app_admin USING (( SELECT app.is_admin() AS is_admin)) WITH CHECK (( SELECT app.is_admin() AS is_admin));
CREATE POLICY meet_links_app_student ON meet_links FOR SELECT TO app_student USING ((account_user_id = ( SELECT app.uid() AS uid)));
CREATE POLICY meet_links_app_tutor ON meet_links FOR SELECT TO app_tutor USING ((tutor_user_id = ( SELECT app.uid() AS uid)));
CREATE POLICY meet_links_corved_backup ON meet_links FOR SELECT TO corved_backup USING (true);
CREATE POLICY meet_links_corved_definer ON meet_links TO corved_definer USING (true) WITH CHECK (true);
GRANT SELECT ON TABLE meet_links TO app_student;
GRANT SELECT ON TABLE meet_links TO app_tutor;
GRANT SELECT ON TABLE meet_links TO corved_backup;
GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE meet_links TO app_admin;
GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE meet_links TO corved_definer;

CREATE TABLE message_mails (
    situation text NOT NULL,
    about uuid NOT NULL,
    user_id uuid NOT NULL,
    version text NOT NULL,
    attempts integer DEFAULT 1 NOT NULL,
    claimed_at timestamp with time zone NOT NULL,
    sent_at timestamp with time zone,
    failed_at timestamp with time zone,
    error text,
    CONSTRAINT message_mails_attempts_check CHECK (((attempts >= 1) AND (attempts <= 3)))
);
ALTER TABLE ONLY message_mails FORCE ROW LEVEL SECURITY;
COMMENT ON TABLE message_mails IS 'One row before an e-mail is sent: a process that dies sends it never, not twice.';
ALTER TABLE ONLY message_mails
    ADD CONSTRAINT message_mails_pkey PRIMARY KEY (situation, about, user_id, version);
ALTER TABLE ONLY message_mails
    ADD CONSTRAINT message_mails_user_id_fkey FOREIGN KEY (user_id) REFERENCES users(id);
CREATE INDEX message_mails_claimed ON message_mails USING btree (claimed_at);
ALTER TABLE message_mails ENABLE ROW LEVEL SECURITY;
CREATE POLICY message_mails_app_admin ON message_mails TO app_admin USING (( SELECT app.is_admin() AS is_admin)) WITH CHECK (( SELECT app.is_admin() AS is_admin));
CREATE POLICY message_mails_corved_backup ON message_mails FOR SELECT TO corved_backup USING (true);
GRANT SELECT ON TABLE message_mails TO corved_backup;
GRANT SELECT,INSERT,UPDATE ON TABLE message_mails TO app_admin;

GRANT SELECT ON TABLE message_people TO app_admin;

CREATE TABLE message_texts (
    situation text NOT NULL,
    body text NOT NULL,
    changed_at timestamp with time zone NOT NULL,
    changed_by_user_id uuid,
    CONSTRAINT message_texts_body_check CHECK (((length(body) >= 1) AND (length(body) <= 2000)))
);
ALTER TABLE ONLY message_texts FORCE ROW LEVEL SECURITY;
ALTER TABLE ONLY message_texts
    ADD CONSTRAINT message_texts_pkey PRIMARY KEY (situation);
ALTER TABLE ONLY message_texts
    ADD CONSTRAINT message_texts_changed_by_user_id_fkey FOREIGN KEY (changed_by_user_id) REFERENCES users(id);
ALTER TABLE message_texts ENABLE ROW LEVEL SECURITY;
CREATE POLICY message_texts_app_admin ON message_texts TO app_admin USING (( SELECT app.is_admin() AS is_admin)) WITH CHECK (( SELECT app.is_admin() AS is_admin));
CREATE POLICY message_texts_corved_backup ON message_texts FOR SELECT TO corved_backup USING (true);
GRANT SELECT ON TABLE message_texts TO corved_backup;
GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE message_texts TO app_admin;

CREATE TABLE messages (
    situation text NOT NULL,
    about uuid NOT NULL,
    user_id uuid NOT NULL,
    version text NOT NULL,
    body text NOT NULL,
    opened_at timestamp with time zone,
    opened_by_user_id uuid,
    sent_at timestamp with time zone,
    sent_by_user_id uuid,
    changed_at timestamp with time zone NOT NULL,
    mailed_at timestamp with time zone,
    dropped_at timestamp with time zone,
    dropped_by_user_id uuid
);
ALTER TABLE ONLY messages FORCE ROW LEVEL SECURITY;
COMMENT ON COLUMN messages.about IS 'The id of a session, match, package, closure, run, invitation or person.';
COMMENT ON COLUMN messages.dropped_at IS 'When somebody dismissed it as not needed.';
COMMENT ON COLUMN messages.version IS 'Changes when what the message says changes; the sent one is then outdated.';
COMMENT ON TABLE messages IS 'Messages that were opened, marked sent, dismissed or e-mailed. Which messages are due is computed.';
ALTER TABLE ONLY messages
    ADD CONSTRAINT messages_pkey PRIMARY KEY (situation, about, user_id, version);
ALTER TABLE ONLY messages
    ADD CONSTRAINT messages_dropped_by_user_id_fkey FOREIGN KEY (dropped_by_user_id) REFERENCES users(id);
ALTER TABLE ONLY messages
    ADD CONSTRAINT messages_opened_by_user_id_fkey FOREIGN KEY (opened_by_user_id) REFERENCES users(id);
ALTER TABLE ONLY messages
    ADD CONSTRAINT messages_sent_by_user_id_fkey FOREIGN KEY (sent_by_user_id) REFERENCES users(id);
ALTER TABLE ONLY messages
    ADD CONSTRAINT messages_user_id_fkey FOREIGN KEY (user_id) REFERENCES users(id);
CREATE INDEX messages_changed ON messages USING btree (changed_at);
ALTER TABLE messages ENABLE ROW LEVEL SECURITY;
CREATE POLICY messages_app_admin ON messages TO app_admin USING (( SELECT app.is_admin() AS is_admin)) WITH CHECK (( SELECT app.is_admin() AS is_admin));
CREATE POLICY messages_corved_backup ON messages FOR SELECT TO corved_backup USING (true);
CREATE POLICY messages_corved_definer ON messages TO corved_definer USING (true) WITH CHECK (true);
GRANT SELECT ON TABLE messages TO corved_backup;
GRANT SELECT,INSERT,UPDATE ON TABLE messages TO app_admin;
GRANT SELECT,UPDATE ON TABLE messages TO corved_definer;

CREATE TABLE month_sizes (
    sessions integer NOT NULL,
    retired_at timestamp with time zone,
    CONSTRAINT month_sizes_sessions_check CHECK (((sessions >= 1) AND (sessions <= 31)))
);
ALTER TABLE ONLY month_sizes FORCE ROW LEVEL SECURITY;
ALTER TABLE ONLY month_sizes
    ADD CONSTRAINT month_sizes_pkey PRIMARY KEY (sessions);
ALTER TABLE month_sizes ENABLE ROW LEVEL SECURITY;
CREATE POLICY month_sizes_app_admin ON month_sizes TO app_admin USING (( SELECT app.is_admin() AS is_admin)) WITH CHECK (( SELECT app.is_admin() AS is_admin));
CREATE POLICY month_sizes_corved_backup ON month_sizes FOR SELECT TO corved_backup USING (true);
GRANT SELECT ON TABLE month_sizes TO corved_backup;
GRANT SELECT,INSERT,UPDATE ON TABLE month_sizes TO app_admin;

GRANT SELECT ON TABLE owed_sessions TO app_admin;

GRANT SELECT ON TABLE package_money TO app_admin;
GRANT SELECT ON TABLE package_money TO app_student;
GRANT SELECT ON TABLE package_money TO corved_definer;

GRANT SELECT ON TABLE package_plans TO app_admin;
GRANT SELECT ON TABLE package_plans TO corved_definer;

GRANT SELECT ON TABLE package_told TO corved_definer;

CREATE TABLE packages (
    id uuid DEFAULT gen_random_uuid() NOT NULL,
    request_id uuid NOT NULL,
    tier integer NOT NULL,
    start_date date NOT NULL,
    end_date date NOT NULL,
    status package_status DEFAULT 'pending'::package_status NOT NULL,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    window_kind window_kind DEFAULT 'one_month'::window_kind NOT NULL,
    withdrawn_at timestamp with time zone,
    not_renewing_at timestamp with time zone,
    price integer,
    held_before integer DEFAULT 0 NOT NULL,
    removed_dates date[] DEFAULT '{}'::date[] NOT NULL,
    cancelled_at timestamp with time zone,
    currency text NOT NULL,
    lacks_sessions boolean DEFAULT true NOT NULL,
    is_due boolean DEFAULT true NOT NULL,
    is_told boolean DEFAULT true NOT NULL,
    CONSTRAINT packages_cancelled_is_over CHECK (((cancelled_at IS NULL) OR (status = 'expired'::package_status))),
    CONSTRAINT packages_check CHECK (((held_before >= 0) AND (held_before < tier))),
    CONSTRAINT packages_price_pkr_check CHECK ((price >= 0)),
    CONSTRAINT packages_window CHECK ((end_date >= start_date))
);
ALTER TABLE ONLY packages FORCE ROW LEVEL SECURITY;
COMMENT ON COLUMN packages.cancelled_at IS 'When it was cancelled: its days are free, and nobody pays for it.';
COMMENT ON COLUMN packages.end_date IS 'The last day, inclusive; both days are local dates of the match''s zone.';
COMMENT ON COLUMN packages.held_before IS 'Of its sessions, how many were held before CorvEd.';
COMMENT ON COLUMN packages.not_renewing_at IS 'When it was recorded that no further month follows.';
COMMENT ON COLUMN packages.price IS 'Agreed when it was sold; 0: nothing to pay; null: none, any amount pays it.';
COMMENT ON COLUMN packages.removed_dates IS 'The dates whose sessions an admin removed; no run creates them again, and the package has so many fewer.';
COMMENT ON COLUMN packages.withdrawn_at IS 'When its upcoming sessions were deleted; no run creates them again.';
ALTER TABLE ONLY packages
    ADD CONSTRAINT packages_do_not_overlap EXCLUDE USING gist (request_id WITH =, daterange(start_date, end_date, '[]'::text) WITH &&) WHERE ((cancelled_at IS NULL));
ALTER TABLE ONLY packages
    ADD CONSTRAINT packages_pkey PRIMARY KEY (id);
ALTER TABLE ONLY packages
    ADD CONSTRAINT packages_currency_fkey FOREIGN KEY (currency) REFERENCES currencies(code);
ALTER TABLE ONLY packages
    ADD CONSTRAINT packages_request_id_fkey FOREIGN KEY (request_id) REFERENCES requests(id);
ALTER TABLE ONLY packages
    ADD CONSTRAINT packages_tier_fkey FOREIGN KEY (tier) REFERENCES month_sizes(sessions);
CREATE INDEX packages_due ON packages USING btree (start_date) WHERE is_due;
CREATE INDEX packages_end ON packages USING btree (end_date) WHERE (status = ANY (ARRAY['pending'::package_status, 'active'::package_status]));
CREATE INDEX packages_lacking ON packages USING btree (end_date) WHERE lacks_sessions;
CREATE INDEX packages_request ON packages USING btree (request_id, start_date);
CREATE INDEX packages_untold ON packages USING btree (end_date) WHERE (NOT is_told);
CREATE INDEX packages_with_removed ON packages USING btree (end_date) WHERE (removed_dates <> '{}'::date[]);
CREATE TRIGGER packages_facts AFTER INSERT OR UPDATE OF tier, held_before, removed_dates, price, cancelled_at ON packages FOR EACH ROW EXECUTE FUNCTION app.keep_package_facts();
ALTER TABLE packages ENABLE ROW LEVEL SECURITY;
CREATE POLICY packages_app_admin ON packages TO app_admin USING (( SELECT app.is_admin() AS is_admin)) WITH CHECK (( SELECT app.is_admin() AS is_admin));
CREATE POLICY packages_app_student ON packages FOR SELECT TO app_student USING ((request_id IN ( SELECT app.family_request_ids() AS family_request_ids)));
CREATE POLICY packages_app_tutor ON packages FOR SELECT TO app_tutor USING ((request_id IN ( SELECT app.taught_request_ids() AS taught_request_ids)));
CREATE POLICY packages_corved_backup ON packages FOR SELECT TO corved_backup USING (true);
CREATE POLICY packages_corved_definer ON packages TO corved_definer USING (true) WITH CHECK (true);
GRANT SELECT(cancelled_at) ON TABLE packages TO app_tutor;
GRANT SELECT(end_date) ON TABLE packages TO app_tutor;
GRANT SELECT(held_before) ON TABLE packages TO app_tutor;
GRANT SELECT(id) ON TABLE packages TO app_tutor;
GRANT UPDATE(is_due) ON TABLE packages TO corved_definer;
GRANT UPDATE(is_told) ON TABLE packages TO corved_definer;
GRANT UPDATE(lacks_sessions) ON TABLE packages TO corved_definer;
GRANT SELECT(removed_dates) ON TABLE packages TO app_tutor;
GRANT SELECT(request_id) ON TABLE packages TO app_tutor;
GRANT SELECT(start_date) ON TABLE packages TO app_tutor;
GRANT SELECT(status) ON TABLE packages TO app_tutor;
GRANT SELECT(tier) ON TABLE packages TO app_tutor;
GRANT SELECT(window_kind) ON TABLE packages TO app_tutor;
GRANT SELECT ON TABLE packages TO app_student;
GRANT SELECT ON TABLE packages TO corved_backup;
GRANT SELECT ON TABLE packages TO corved_definer;
GRANT SELECT,INSERT,UPDATE ON TABLE packages TO app_admin;

CREATE TABLE pay_adjustments (
    id uuid DEFAULT gen_random_uuid() NOT NULL,
    tutor_user_id uuid NOT NULL,
    month date NOT NULL,
    amount integer NOT NULL,
    currency text NOT NULL,
    reason text NOT NULL,
    created_by_user_id uuid,
    created_at timestamp with time zone NOT NULL,
    CONSTRAINT pay_adjustments_amount_check CHECK ((amount <> 0)),
    CONSTRAINT pay_adjustments_month_check CHECK ((EXTRACT(day FROM month) = (1)::numeric)),
    CONSTRAINT pay_adjustments_reason_check CHECK (((btrim(reason) <> ''::text) AND (char_length(reason) <= 200)))
);
ALTER TABLE ONLY pay_adjustments FORCE ROW LEVEL SECURITY;
ALTER TABLE ONLY pay_adjustments
    ADD CONSTRAINT pay_adjustments_pkey PRIMARY KEY (id);
ALTER TABLE ONLY pay_adjustments
    ADD CONSTRAINT pay_adjustments_created_by_user_id_fkey FOREIGN KEY (created_by_user_id) REFERENCES users(id);
ALTER TABLE ONLY pay_adjustments
    ADD CONSTRAINT pay_adjustments_currency_fkey FOREIGN KEY (currency) REFERENCES currencies(code);
ALTER TABLE ONLY pay_adjustments
    ADD CONSTRAINT pay_adjustments_tutor_user_id_fkey FOREIGN KEY (tutor_user_id) REFERENCES tutor_profiles(user_id);
CREATE INDEX pay_adjustments_month ON pay_adjustments USING btree (month, tutor_user_id);
ALTER TABLE pay_adjustments ENABLE ROW LEVEL SECURITY;
CREATE POLICY pay_adjustments_app_admin ON pay_adjustments TO app_admin USING (( SELECT app.is_admin() AS is_admin)) WITH CHECK (( SELECT app.is_admin() AS is_admin));
CREATE POLICY pay_adjustments_app_tutor ON pay_adjustments FOR SELECT TO app_tutor USING ((tutor_user_id = ( SELECT app.uid() AS uid)));
CREATE POLICY pay_adjustments_corved_backup ON pay_adjustments FOR SELECT TO corved_backup USING (true);
GRANT SELECT ON TABLE pay_adjustments TO app_tutor;
GRANT SELECT ON TABLE pay_adjustments TO corved_backup;
GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE pay_adjustments TO app_admin;

CREATE TABLE pay_lines (
    pay_month_id uuid NOT NULL,
    number integer NOT NULL,
    session_id uuid,
    starts_at timestamp with time zone,
    learner text NOT NULL,
    subject text NOT NULL,
    minutes integer NOT NULL,
    amount integer NOT NULL,
    currency text NOT NULL,
    words text NOT NULL
);
ALTER TABLE ONLY pay_lines FORCE ROW LEVEL SECURITY;
COMMENT ON TABLE pay_lines IS 'The lines of a closed month. Nobody changes them: what changes later stands in a later month.';
ALTER TABLE ONLY pay_lines
    ADD CONSTRAINT pay_lines_pkey PRIMARY KEY (pay_month_id, number);
ALTER TABLE ONLY pay_lines
    ADD CONSTRAINT pay_lines_pay_month_id_fkey FOREIGN KEY (pay_month_id) REFERENCES pay_months(id);
CREATE INDEX pay_lines_session ON pay_lines USING btree (session_id);
ALTER TABLE pay_lines ENABLE ROW LEVEL SECURITY;
CREATE POLICY pay_lines_app_admin ON pay_lines TO app_admin USING (( SELECT app.is_admin() AS is_admin)) WITH CHECK (( SELECT app.is_admin() AS is_admin));
CREATE POLICY pay_lines_app_tutor ON pay_lines FOR SELECT TO app_tutor USING ((pay_month_id IN ( SELECT m.id
   FROM pay_months m)));
CREATE POLICY pay_lines_corved_backup ON pay_lines FOR SELECT TO corved_backup USING (true);
CREATE POLICY pay_lines_corved_definer ON pay_lines TO corved_definer USING (true);
GRANT SELECT ON TABLE pay_lines TO app_tutor;
GRANT SELECT ON TABLE pay_lines TO corved_backup;
GRANT SELECT ON TABLE pay_lines TO corved_definer;
GRANT SELECT,INSERT ON TABLE pay_lines TO app_admin;

CREATE TABLE pay_months (
    id uuid DEFAULT gen_random_uuid() NOT NULL,
    tutor_user_id uuid NOT NULL,
    month date NOT NULL,
    closed_at timestamp with time zone NOT NULL,
    closed_by_user_id uuid,
    paid_on date,
    way text DEFAULT ''::text NOT NULL,
    reference text DEFAULT ''::text NOT NULL,
    absent_percent integer DEFAULT 100 NOT NULL,
    CONSTRAINT pay_months_absent_percent_check CHECK (((absent_percent >= 0) AND (absent_percent <= 100))),
    CONSTRAINT pay_months_month_check CHECK ((EXTRACT(day FROM month) = (1)::numeric))
);
ALTER TABLE ONLY pay_months FORCE ROW LEVEL SECURITY;
ALTER TABLE ONLY pay_months
    ADD CONSTRAINT pay_months_once UNIQUE (tutor_user_id, month);
ALTER TABLE ONLY pay_months
    ADD CONSTRAINT pay_months_pkey PRIMARY KEY (id);
ALTER TABLE ONLY pay_months
    ADD CONSTRAINT pay_months_closed_by_user_id_fkey FOREIGN KEY (closed_by_user_id) REFERENCES users(id);
ALTER TABLE ONLY pay_months
    ADD CONSTRAINT pay_months_tutor_user_id_fkey FOREIGN KEY (tutor_user_id) REFERENCES tutor_profiles(user_id);
ALTER TABLE pay_months ENABLE ROW LEVEL SECURITY;
CREATE POLICY pay_months_app_admin ON pay_months TO app_admin USING (( SELECT app.is_admin() AS is_admin)) WITH CHECK (( SELECT app.is_admin() AS is_admin));
CREATE POLICY pay_months_app_tutor ON pay_months FOR SELECT TO app_tutor USING ((tutor_user_id = ( SELECT app.uid() AS uid)));
CREATE POLICY pay_months_corved_backup ON pay_months FOR SELECT TO corved_backup USING (true);
CREATE POLICY pay_months_corved_definer ON pay_months TO corved_definer USING (true);
GRANT UPDATE(paid_on) ON TABLE pay_months TO app_admin;
GRANT UPDATE(reference) ON TABLE pay_months TO app_admin;
GRANT UPDATE(way) ON TABLE pay_months TO app_admin;
GRANT SELECT ON TABLE pay_months TO app_tutor;
GRANT SELECT ON TABLE pay_months TO corved_backup;
GRANT SELECT ON TABLE pay_months TO corved_definer;
GRANT SELECT,INSERT ON TABLE pay_months TO app_admin;

CREATE TABLE pay_rates (
    id uuid DEFAULT gen_random_uuid() NOT NULL,
    tutor_user_id uuid NOT NULL,
    match_id uuid,
    kind text NOT NULL,
    amount integer NOT NULL,
    currency text,
    since date NOT NULL,
    until date,
    CONSTRAINT pay_rates_amount_check CHECK ((amount > 0)),
    CONSTRAINT pay_rates_check CHECK ((until >= since)),
    CONSTRAINT pay_rates_check1 CHECK (((kind = 'share'::text) = (currency IS NULL))),
    CONSTRAINT pay_rates_check2 CHECK (((kind <> 'share'::text) OR (amount <= 100))),
    CONSTRAINT pay_rates_kind_check CHECK ((kind = ANY (ARRAY['hour'::text, 'session'::text, 'share'::text])))
);
ALTER TABLE ONLY pay_rates FORCE ROW LEVEL SECURITY;
COMMENT ON COLUMN pay_rates.amount IS 'In the minor unit of currency, for an hour or a session; of a share, percent of the price.';
COMMENT ON TABLE pay_rates IS 'What a tutor is paid, dated: for all courses, or for one (match_id), which goes first.';
ALTER TABLE ONLY pay_rates
    ADD CONSTRAINT pay_rates_do_not_overlap EXCLUDE USING gist (tutor_user_id WITH =, COALESCE(match_id, '00000000-0000-0000-0000-000000000000'::uuid) WITH =, daterange(since, until, '[]'::text) WITH &&);
ALTER TABLE ONLY pay_rates
    ADD CONSTRAINT pay_rates_pkey PRIMARY KEY (id);
ALTER TABLE ONLY pay_rates
    ADD CONSTRAINT pay_rates_currency_fkey FOREIGN KEY (currency) REFERENCES currencies(code);
ALTER TABLE ONLY pay_rates
    ADD CONSTRAINT pay_rates_match_id_fkey FOREIGN KEY (match_id) REFERENCES matches(id);
ALTER TABLE ONLY pay_rates
    ADD CONSTRAINT pay_rates_tutor_user_id_fkey FOREIGN KEY (tutor_user_id) REFERENCES tutor_profiles(user_id);
ALTER TABLE pay_rates ENABLE ROW LEVEL SECURITY;
CREATE POLICY pay_rates_app_admin ON pay_rates TO app_admin USING (( SELECT app.is_admin() AS is_admin)) WITH CHECK (( SELECT app.is_admin() AS is_admin));
CREATE POLICY pay_rates_app_tutor ON pay_rates FOR SELECT TO app_tutor USING ((tutor_user_id = ( SELECT app.uid() AS uid)));
CREATE POLICY pay_rates_corved_backup ON pay_rates FOR SELECT TO corved_backup USING (true);
CREATE POLICY pay_rates_corved_definer ON pay_rates TO corved_definer USING (true);
GRANT SELECT ON TABLE pay_rates TO app_tutor;
GRANT SELECT ON TABLE pay_rates TO corved_backup;
GRANT SELECT ON TABLE pay_rates TO corved_definer;
GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE pay_rates TO app_admin;

CREATE TABLE payment_claims (
    id uuid DEFAULT gen_random_uuid() NOT NULL,
    package_id uuid NOT NULL,
    way text NOT NULL,
    reference text NOT NULL,
    paid_on date NOT NULL,
    created_by_user_id uuid NOT NULL,
    created_at timestamp with time zone NOT NULL,
    payment_id uuid,
    rejected_at timestamp with time zone,
    answer text DEFAULT ''::text NOT NULL,
    CONSTRAINT payment_claims_answer_check CHECK ((char_length(answer) <= 500)),
    CONSTRAINT payment_claims_check CHECK (((payment_id IS NULL) OR (rejected_at IS NULL))),
    CONSTRAINT payment_claims_reference_check CHECK ((char_length(reference) <= 100)),
    CONSTRAINT payment_claims_way_check CHECK ((char_length(way) <= 60))
);
ALTER TABLE ONLY payment_claims FORCE ROW LEVEL SECURITY;
ALTER TABLE ONLY payment_claims
    ADD CONSTRAINT payment_claims_payment_id_key UNIQUE (payment_id);
ALTER TABLE ONLY payment_claims
    ADD CONSTRAINT payment_claims_pkey PRIMARY KEY (id);
ALTER TABLE ONLY payment_claims
    ADD CONSTRAINT payment_claims_created_by_user_id_fkey FOREIGN KEY (created_by_user_id) REFERENCES users(id);
ALTER TABLE ONLY payment_claims
    ADD CONSTRAINT payment_claims_package_id_fkey FOREIGN KEY (package_id) REFERENCES packages(id);
ALTER TABLE ONLY payment_claims
    ADD CONSTRAINT payment_claims_payment_id_fkey FOREIGN KEY (payment_id) REFERENCES payments(id);
CREATE UNIQUE INDEX payment_claims_open ON payment_claims USING btree (package_id) WHERE ((payment_id IS NULL) AND (rejected_at IS NULL));
CREATE INDEX payment_claims_packages ON payment_claims USING btree (package_id, created_at DESC);
ALTER TABLE payment_claims ENABLE ROW LEVEL SECURITY;
CREATE POLICY payment_claims_app_admin ON payment_claims TO app_admin USING (( SELECT app.is_admin() AS is_admin)) WITH CHECK (( SELECT app.is_admin() AS is_admin));
CREATE POLICY payment_claims_app_student ON payment_claims FOR SELECT TO app_student USING ((package_id IN ( SELECT p.id
   FROM packages p)));
CREATE POLICY payment_claims_corved_backup ON payment_claims FOR SELECT TO corved_backup USING (true);
CREATE POLICY payment_claims_corved_definer ON payment_claims TO corved_definer USING (true) WITH CHECK (true);
GRANT SELECT(answer) ON TABLE payment_claims TO app_student;
GRANT SELECT(created_at) ON TABLE payment_claims TO app_student;
GRANT SELECT(id) ON TABLE payment_claims TO app_student;
GRANT SELECT(package_id) ON TABLE payment_claims TO app_student;
GRANT SELECT(paid_on) ON TABLE payment_claims TO app_student;
GRANT SELECT(payment_id) ON TABLE payment_claims TO app_student;
GRANT SELECT(reference) ON TABLE payment_claims TO app_student;
GRANT SELECT(rejected_at) ON TABLE payment_claims TO app_student;
GRANT SELECT(way) ON TABLE payment_claims TO app_student;
GRANT SELECT ON TABLE payment_claims TO corved_backup;
GRANT SELECT,INSERT ON TABLE payment_claims TO corved_definer;
GRANT SELECT,UPDATE ON TABLE payment_claims TO app_admin;

CREATE TABLE payments (
    id uuid DEFAULT gen_random_uuid() NOT NULL,
    package_id uuid NOT NULL,
    amount integer CONSTRAINT payments_amount_pkr_not_null NOT NULL,
    bank_reference text DEFAULT ''::text NOT NULL,
    paid_on date NOT NULL,
    note text DEFAULT ''::text NOT NULL,
    status payment_status NOT NULL,
    created_by_user_id uuid,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    way text DEFAULT ''::text NOT NULL,
    receipt_number integer,
    CONSTRAINT payments_amount_pkr_check CHECK ((amount > 0)),
    CONSTRAINT payments_have_receipts CHECK (((receipt_number IS NULL) = (status = 'rejected'::payment_status)))
);
ALTER TABLE ONLY payments FORCE ROW LEVEL SECURITY;
COMMENT ON COLUMN payments.way IS 'How it came, as the way to pay was called then; empty: not said.';
ALTER TABLE ONLY payments
    ADD CONSTRAINT payments_pkey PRIMARY KEY (id);
ALTER TABLE ONLY payments
    ADD CONSTRAINT payments_receipt_number_key UNIQUE (receipt_number);
ALTER TABLE ONLY payments
    ADD CONSTRAINT payments_created_by_user_id_fkey FOREIGN KEY (created_by_user_id) REFERENCES users(id);
ALTER TABLE ONLY payments
    ADD CONSTRAINT payments_package_id_fkey FOREIGN KEY (package_id) REFERENCES packages(id);
CREATE INDEX payments_created ON payments USING btree (created_at);
CREATE INDEX payments_package ON payments USING btree (package_id);
CREATE INDEX payments_paid_on ON payments USING btree (paid_on DESC, id) WHERE (status = 'paid'::payment_status);
CREATE UNIQUE INDEX payments_way_and_reference ON payments USING btree (lower(way), app.bare(bank_reference)) WHERE ((status = 'paid'::payment_status) AND (way <> ''::text) AND (bank_reference <> ''::text));
CREATE TRIGGER payments_facts AFTER INSERT OR DELETE OR UPDATE ON payments FOR EACH ROW EXECUTE FUNCTION app.keep_package_facts();
CREATE TRIGGER payments_number_receipt BEFORE INSERT ON payments FOR EACH ROW WHEN ((new.status <> 'rejected'::payment_status)) EXECUTE FUNCTION app.number_receipt();
ALTER TABLE payments ENABLE ROW LEVEL SECURITY;
CREATE POLICY payments_app_admin ON payments TO app_admin USING (( SELECT app.is_admin() AS is_admin)) WITH CHECK (( SELECT app.is_admin() AS is_admin));
CREATE POLICY payments_app_student ON payments FOR SELECT TO app_student USING (((status = 'paid'::payment_status) AND (package_id IN ( SELECT p.id
   FROM packages p))));
CREATE POLICY payments_corved_backup ON payments FOR SELECT TO corved_backup USING (true);
CREATE POLICY payments_corved_definer ON payments FOR SELECT TO corved_definer USING (true);
GRANT SELECT(amount) ON TABLE payments TO app_student;
GRANT SELECT(bank_reference) ON TABLE payments TO app_student;
GRANT SELECT(id) ON TABLE payments TO app_student;
GRANT SELECT(package_id) ON TABLE payments TO app_student;
GRANT SELECT(paid_on) ON TABLE payments TO app_student;
GRANT SELECT(receipt_number) ON TABLE payments TO app_student;
GRANT SELECT(status) ON TABLE payments TO app_student;
GRANT SELECT(way) ON TABLE payments TO app_student;
GRANT SELECT ON TABLE payments TO corved_backup;
GRANT SELECT ON TABLE payments TO corved_definer;
GRANT SELECT,INSERT,UPDATE ON TABLE payments TO app_admin;

CREATE TABLE prices (
    sessions integer NOT NULL,
    currency text NOT NULL,
    amount integer NOT NULL,
    CONSTRAINT prices_amount_check CHECK ((amount >= 0))
);
ALTER TABLE ONLY prices FORCE ROW LEVEL SECURITY;
ALTER TABLE ONLY prices
    ADD CONSTRAINT prices_pkey PRIMARY KEY (sessions, currency);
ALTER TABLE ONLY prices
    ADD CONSTRAINT prices_currency_fkey FOREIGN KEY (currency) REFERENCES currencies(code);
ALTER TABLE ONLY prices
    ADD CONSTRAINT prices_sessions_fkey FOREIGN KEY (sessions) REFERENCES month_sizes(sessions);
ALTER TABLE prices ENABLE ROW LEVEL SECURITY;
CREATE POLICY prices_app_admin ON prices TO app_admin USING (( SELECT app.is_admin() AS is_admin)) WITH CHECK (( SELECT app.is_admin() AS is_admin));
CREATE POLICY prices_corved_backup ON prices FOR SELECT TO corved_backup USING (true);
GRANT SELECT ON TABLE prices TO corved_backup;
GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE prices TO app_admin;

CREATE TABLE receipt_counter (
    id boolean DEFAULT true NOT NULL,
    last integer NOT NULL,
    CONSTRAINT receipt_counter_id_check CHECK (id),
    CONSTRAINT receipt_counter_last_check CHECK ((last >= 0))
);
ALTER TABLE ONLY receipt_counter FORCE ROW LEVEL SECURITY;
COMMENT ON TABLE receipt_counter IS 'One row: the last receipt number. A payment takes the next in its transaction.';
ALTER TABLE ONLY receipt_counter
    ADD CONSTRAINT receipt_counter_pkey PRIMARY KEY (id);
ALTER TABLE receipt_counter ENABLE ROW LEVEL SECURITY;
CREATE POLICY receipt_counter_corved_backup ON receipt_counter FOR SELECT TO corved_backup USING (true);
CREATE POLICY receipt_counter_corved_definer ON receipt_counter TO corved_definer USING (true) WITH CHECK (true);
GRANT SELECT ON TABLE receipt_counter TO corved_backup;
GRANT SELECT,INSERT,UPDATE ON TABLE receipt_counter TO corved_definer;

CREATE TABLE refunds (
    id uuid DEFAULT gen_random_uuid() NOT NULL,
    package_id uuid NOT NULL,
    amount integer CONSTRAINT refunds_amount_pkr_not_null NOT NULL,
    refunded_on date NOT NULL,
    reason text DEFAULT ''::text NOT NULL,
    created_by_user_id uuid,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    lowers_price boolean NOT NULL,
    CONSTRAINT refunds_amount_pkr_check CHECK ((amount > 0))
);
ALTER TABLE ONLY refunds FORCE ROW LEVEL SECURITY;
ALTER TABLE ONLY refunds
    ADD CONSTRAINT refunds_pkey PRIMARY KEY (id);
ALTER TABLE ONLY refunds
    ADD CONSTRAINT refunds_created_by_user_id_fkey FOREIGN KEY (created_by_user_id) REFERENCES users(id);
ALTER TABLE ONLY refunds
    ADD CONSTRAINT refunds_package_id_fkey FOREIGN KEY (package_id) REFERENCES packages(id);
CREATE INDEX refunds_package ON refunds USING btree (package_id);
CREATE TRIGGER refunds_facts AFTER INSERT OR DELETE OR UPDATE ON refunds FOR EACH ROW EXECUTE FUNCTION app.keep_package_facts();
ALTER TABLE refunds ENABLE ROW LEVEL SECURITY;
CREATE POLICY refunds_app_admin ON refunds TO app_admin USING (( SELECT app.is_admin() AS is_admin)) WITH CHECK (( SELECT app.is_admin() AS is_admin));
CREATE POLICY refunds_app_student ON refunds FOR SELECT TO app_student USING ((package_id IN ( SELECT p.id
   FROM packages p)));
CREATE POLICY refunds_corved_backup ON refunds FOR SELECT TO corved_backup USING (true);
CREATE POLICY refunds_corved_definer ON refunds FOR SELECT TO corved_definer USING (true);
GRANT SELECT(amount) ON TABLE refunds TO app_student;
GRANT SELECT(lowers_price) ON TABLE refunds TO app_student;
GRANT SELECT(package_id) ON TABLE refunds TO app_student;
GRANT UPDATE(reason) ON TABLE refunds TO app_admin;
GRANT SELECT(refunded_on) ON TABLE refunds TO app_student;
GRANT SELECT ON TABLE refunds TO corved_backup;
GRANT SELECT ON TABLE refunds TO corved_definer;
GRANT SELECT,INSERT,DELETE ON TABLE refunds TO app_admin;

CREATE TABLE requests (
    id uuid DEFAULT gen_random_uuid() NOT NULL,
    learner_id uuid NOT NULL,
    subject_id uuid NOT NULL,
    board text,
    goals text,
    preferred_start date,
    availability jsonb DEFAULT '[]'::jsonb NOT NULL,
    status request_status DEFAULT 'new'::request_status NOT NULL,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    level_id uuid NOT NULL
);
ALTER TABLE ONLY requests FORCE ROW LEVEL SECURITY;
ALTER TABLE ONLY requests
    ADD CONSTRAINT requests_pkey PRIMARY KEY (id);
ALTER TABLE ONLY requests
    ADD CONSTRAINT requests_learner_id_fkey FOREIGN KEY (learner_id) REFERENCES learners(id);
ALTER TABLE ONLY requests
    ADD CONSTRAINT requests_level_id_fkey FOREIGN KEY (level_id) REFERENCES levels(id);
ALTER TABLE ONLY requests
    ADD CONSTRAINT requests_subject_id_fkey FOREIGN KEY (subject_id) REFERENCES subjects(id);
CREATE INDEX requests_learner ON requests USING btree (learner_id);
CREATE INDEX requests_subject ON requests USING btree (subject_id);
CREATE TRIGGER requests_facts AFTER UPDATE OF status ON requests FOR EACH ROW WHEN ((old.status <> new.status)) EXECUTE FUNCTION app.keep_package_facts();
CREATE TRIGGER requests_keep_steps BEFORE UPDATE OF status ON requests FOR EACH ROW EXECUTE FUNCTION app.keep_steps();
ALTER TABLE requests ENABLE ROW LEVEL SECURITY;
CREATE POLICY requests_app_admin ON requests TO app_admin USING (( SELECT app.is_admin() AS is_admin)) WITH CHECK (( SELECT app.is_admin() AS is_admin));
CREATE POLICY requests_app_student ON requests FOR SELECT TO app_student USING ((id IN ( SELECT app.family_request_ids() AS family_request_ids)));
CREATE POLICY requests_app_tutor ON requests FOR SELECT TO app_tutor USING ((id IN ( SELECT app.taught_request_ids() AS taught_request_ids)));
CREATE POLICY requests_corved_backup ON requests FOR SELECT TO corved_backup USING (true);
CREATE POLICY requests_corved_definer ON requests TO corved_definer USING (true) WITH CHECK (true);
GRANT UPDATE(availability) ON TABLE requests TO corved_definer;
GRANT SELECT(id) ON TABLE requests TO app_tutor;
GRANT SELECT(learner_id) ON TABLE requests TO app_tutor;
GRANT SELECT(level_id) ON TABLE requests TO app_tutor;
GRANT SELECT(status) ON TABLE requests TO app_tutor;
GRANT SELECT(subject_id) ON TABLE requests TO app_tutor;
GRANT SELECT ON TABLE requests TO app_student;
GRANT SELECT ON TABLE requests TO corved_backup;
GRANT SELECT ON TABLE requests TO corved_definer;
GRANT SELECT,INSERT,UPDATE ON TABLE requests TO app_admin;

CREATE TABLE second_steps (
    user_id uuid NOT NULL,
    salt uuid NOT NULL,
    recovery_salt uuid NOT NULL,
    began_at timestamp with time zone NOT NULL,
    last_counter bigint NOT NULL,
    used_codes integer[] DEFAULT '{}'::integer[] NOT NULL,
    CONSTRAINT second_steps_used_codes_check CHECK ((cardinality(used_codes) <= 10))
);
ALTER TABLE ONLY second_steps FORCE ROW LEVEL SECURITY;
COMMENT ON COLUMN second_steps.last_counter IS 'The half minute, counted since 1970, whose code was used last: none serves twice.';
COMMENT ON COLUMN second_steps.recovery_salt IS 'The recovery codes are made of it and of SECRET_KEY.';
COMMENT ON COLUMN second_steps.salt IS 'The secret of the app is made of it and of SECRET_KEY.';
COMMENT ON COLUMN second_steps.used_codes IS 'The recovery codes that were used, 0 to 9.';
ALTER TABLE ONLY second_steps
    ADD CONSTRAINT second_steps_pkey PRIMARY KEY (user_id);
ALTER TABLE ONLY second_steps
    ADD CONSTRAINT second_steps_user_id_fkey FOREIGN KEY (user_id) REFERENCES users(id) ON DELETE CASCADE;
ALTER TABLE second_steps ENABLE ROW LEVEL SECURITY;
CREATE POLICY second_steps_app_admin ON second_steps FOR SELECT TO app_admin USING (( SELECT app.is_admin() AS is_admin));
CREATE POLICY second_steps_corved_backup ON second_steps FOR SELECT TO corved_backup USING (true);
CREATE POLICY second_steps_corved_definer ON second_steps TO corved_definer USING (true) WITH CHECK (true);
GRANT SELECT(user_id) ON TABLE second_steps TO app_admin;
GRANT SELECT ON TABLE second_steps TO corved_backup;
GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE second_steps TO corved_definer;

GRANT SELECT ON TABLE session_facts TO app_admin;
GRANT SELECT ON TABLE session_facts TO app_student;
GRANT SELECT ON TABLE session_facts TO app_tutor;

CREATE TABLE session_joins (
    session_id uuid NOT NULL,
    user_id uuid NOT NULL,
    side text NOT NULL,
    first_at timestamp with time zone NOT NULL,
    last_at timestamp with time zone NOT NULL,
    CONSTRAINT session_joins_side_check CHECK ((side = ANY (ARRAY['family'::text, 'tutor'::text])))
);
ALTER TABLE ONLY session_joins FORCE ROW LEVEL SECURITY;
ALTER TABLE ONLY session_joins
    ADD CONSTRAINT session_joins_pkey PRIMARY KEY (session_id, side, user_id);
ALTER TABLE ONLY session_joins
    ADD CONSTRAINT session_joins_session_id_fkey FOREIGN KEY (session_id) REFERENCES sessions(id) ON DELETE CASCADE;
ALTER TABLE ONLY session_joins
    ADD CONSTRAINT session_joins_user_id_fkey FOREIGN KEY (user_id) REFERENCES users(id);
CREATE INDEX session_joins_last ON session_joins USING btree (last_at);
ALTER TABLE session_joins ENABLE ROW LEVEL SECURITY;
CREATE POLICY session_joins_app_admin ON session_joins TO app_admin USING (( SELECT app.is_admin() AS is_admin)) WITH CHECK (( SELECT app.is_admin() AS is_admin));
CREATE POLICY session_joins_corved_backup ON session_joins FOR SELECT TO corved_backup USING (true);
CREATE POLICY session_joins_corved_definer ON session_joins TO corved_definer USING (true) WITH CHECK (true);
GRANT SELECT ON TABLE session_joins TO corved_backup;
GRANT SELECT,DELETE ON TABLE session_joins TO app_admin;
GRANT SELECT,INSERT,UPDATE ON TABLE session_joins TO corved_definer;

CREATE TABLE session_lengths (
    minutes integer NOT NULL,
    retired_at timestamp with time zone,
    CONSTRAINT session_lengths_minutes_check CHECK (((minutes >= 10) AND (minutes <= 180)))
);
ALTER TABLE ONLY session_lengths FORCE ROW LEVEL SECURITY;
ALTER TABLE ONLY session_lengths
    ADD CONSTRAINT session_lengths_pkey PRIMARY KEY (minutes);
ALTER TABLE session_lengths ENABLE ROW LEVEL SECURITY;
CREATE POLICY session_lengths_app_admin ON session_lengths TO app_admin USING (( SELECT app.is_admin() AS is_admin)) WITH CHECK (( SELECT app.is_admin() AS is_admin));
CREATE POLICY session_lengths_corved_backup ON session_lengths FOR SELECT TO corved_backup USING (true);
GRANT SELECT ON TABLE session_lengths TO corved_backup;
GRANT SELECT,INSERT,UPDATE ON TABLE session_lengths TO app_admin;

CREATE TABLE sessions (
    id uuid DEFAULT gen_random_uuid() NOT NULL,
    match_id uuid NOT NULL,
    package_id uuid NOT NULL,
    tutor_user_id uuid NOT NULL,
    learner_id uuid NOT NULL,
    account_user_id uuid NOT NULL,
    scheduled_start_utc timestamp with time zone NOT NULL,
    scheduled_end_utc timestamp with time zone NOT NULL,
    local_start timestamp without time zone NOT NULL,
    timezone text NOT NULL,
    status session_status DEFAULT 'scheduled'::session_status NOT NULL,
    needs_new_time boolean DEFAULT false NOT NULL,
    original_start_utc timestamp with time zone,
    tutor_notes text,
    marked_at timestamp with time zone,
    marked_by_user_id uuid,
    updated_by_user_id uuid,
    updated_at timestamp with time zone DEFAULT now() NOT NULL,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    makes_up_id uuid,
    settled_as settlement,
    settled_into uuid,
    settled_why text,
    make_up_by date,
    sequence integer DEFAULT 0 NOT NULL,
    changed_at timestamp with time zone DEFAULT app.now() NOT NULL,
    is_live boolean GENERATED ALWAYS AS (((status = ANY (ARRAY['scheduled'::session_status, 'done'::session_status])) OR ((status = 'rescheduled'::session_status) AND (NOT needs_new_time)))) STORED NOT NULL,
    is_to_come boolean GENERATED ALWAYS AS (((status = ANY (ARRAY['scheduled'::session_status, 'rescheduled'::session_status])) AND (NOT needs_new_time))) STORED NOT NULL,
    is_owed boolean GENERATED ALWAYS AS (((needs_new_time OR (status = 'no_show_tutor'::session_status)) AND (settled_as IS NULL))) STORED NOT NULL,
    nominal_date date NOT NULL,
    original_local_start timestamp without time zone,
    original_timezone text,
    CONSTRAINT sessions_carried_somewhere CHECK (((settled_into IS NOT NULL) = (NOT (settled_as IS DISTINCT FROM 'carried'::settlement)))),
    CONSTRAINT sessions_end_after_start CHECK ((scheduled_end_utc > scheduled_start_utc)),
    CONSTRAINT sessions_new_time_only_rescheduled CHECK (((NOT needs_new_time) OR (status = 'rescheduled'::session_status))),
    CONSTRAINT sessions_original_time_is_whole CHECK ((num_nonnulls(original_start_utc, original_local_start, original_timezone) = ANY (ARRAY[0, 3]))),
    CONSTRAINT sessions_settled_is_owed CHECK (((settled_as IS NULL) OR needs_new_time OR (status = 'no_show_tutor'::session_status))),
    CONSTRAINT sessions_settled_why_check CHECK ((char_length(settled_why) <= 500)),
    CONSTRAINT sessions_tutor_notes_check CHECK ((char_length(tutor_notes) <= 4000)),
    CONSTRAINT sessions_written_off_with_a_reason CHECK (((settled_as IS DISTINCT FROM 'written_off'::settlement) OR (COALESCE(btrim(settled_why), ''::text) <> ''::text)))
);
ALTER TABLE ONLY sessions FORCE ROW LEVEL SECURITY;
COMMENT ON COLUMN sessions.local_start IS 'The agreed wall clock in timezone; the instants follow from it.';
COMMENT ON COLUMN sessions.make_up_by IS 'The make-up is promised by this day, a local date of the match''s zone.';
COMMENT ON COLUMN sessions.makes_up_id IS 'The missed session that this one makes up for.';
COMMENT ON COLUMN sessions.nominal_date IS 'The date of the schedule that it stands for, wherever it is moved to.';
COMMENT ON COLUMN sessions.original_local_start IS 'The wall clock before the first move, in original_timezone.';
COMMENT ON COLUMN sessions.sequence IS 'How often it changed, for calendars (RFC 5545 SEQUENCE).';
COMMENT ON COLUMN sessions.settled_as IS 'What became of a make-up that was due; null: it is due, or never was.';
COMMENT ON COLUMN sessions.settled_into IS 'The later package that owes the make-up now.';
COMMENT ON COLUMN sessions.settled_why IS 'The reason for writing it off; the family can read it.';
COMMENT ON COLUMN sessions.tutor_user_id IS 'Who teaches or taught this session, whoever teaches the match later.';
ALTER TABLE ONLY sessions
    ADD CONSTRAINT sessions_learner_free EXCLUDE USING gist (learner_id WITH =, tstzrange(scheduled_start_utc, scheduled_end_utc) WITH &&) WHERE (is_live) DEFERRABLE;
ALTER TABLE ONLY sessions
    ADD CONSTRAINT sessions_pkey PRIMARY KEY (id);
ALTER TABLE ONLY sessions
    ADD CONSTRAINT sessions_tutor_free EXCLUDE USING gist (tutor_user_id WITH =, tstzrange(scheduled_start_utc, scheduled_end_utc) WITH &&) WHERE (is_live) DEFERRABLE;
ALTER TABLE ONLY sessions
    ADD CONSTRAINT sessions_account_user_id_fkey FOREIGN KEY (account_user_id) REFERENCES users(id);
ALTER TABLE ONLY sessions
    ADD CONSTRAINT sessions_learner_account FOREIGN KEY (learner_id, account_user_id) REFERENCES learners(id, account_user_id);
ALTER TABLE ONLY sessions
    ADD CONSTRAINT sessions_makes_up_id_fkey FOREIGN KEY (makes_up_id) REFERENCES sessions(id);
ALTER TABLE ONLY sessions
    ADD CONSTRAINT sessions_marked_by_user_id_fkey FOREIGN KEY (marked_by_user_id) REFERENCES users(id);
ALTER TABLE ONLY sessions
    ADD CONSTRAINT sessions_match_id_fkey FOREIGN KEY (match_id) REFERENCES matches(id);
ALTER TABLE ONLY sessions
    ADD CONSTRAINT sessions_package_id_fkey FOREIGN KEY (package_id) REFERENCES packages(id);
ALTER TABLE ONLY sessions
    ADD CONSTRAINT sessions_settled_into_fkey FOREIGN KEY (settled_into) REFERENCES packages(id);
ALTER TABLE ONLY sessions
    ADD CONSTRAINT sessions_tutor_user_id_fkey FOREIGN KEY (tutor_user_id) REFERENCES users(id);
ALTER TABLE ONLY sessions
    ADD CONSTRAINT sessions_updated_by_user_id_fkey FOREIGN KEY (updated_by_user_id) REFERENCES users(id);
CREATE INDEX sessions_absent ON sessions USING btree (marked_at, id) WHERE (status = ANY (ARRAY['no_show_student'::session_status, 'no_show_tutor'::session_status]));
CREATE INDEX sessions_account_start ON sessions USING btree (account_user_id, scheduled_start_utc);
CREATE INDEX sessions_account_tutor ON sessions USING btree (account_user_id, tutor_user_id);
CREATE INDEX sessions_changed ON sessions USING btree (scheduled_start_utc) WHERE (is_to_come AND (sequence > 0));
CREATE INDEX sessions_learner ON sessions USING btree (learner_id);
CREATE UNIQUE INDEX sessions_makes_up ON sessions USING btree (makes_up_id) WHERE (makes_up_id IS NOT NULL);
CREATE INDEX sessions_marked ON sessions USING btree (marked_at) WHERE (marked_at IS NOT NULL);
CREATE INDEX sessions_match_start ON sessions USING btree (match_id, scheduled_start_utc);
CREATE INDEX sessions_moved ON sessions USING btree (scheduled_start_utc) WHERE (original_start_utc IS NOT NULL);
CREATE INDEX sessions_off ON sessions USING btree (scheduled_start_utc) WHERE (NOT is_live);
CREATE INDEX sessions_off_moved ON sessions USING btree (id) WHERE ((NOT is_live) AND (original_start_utc IS NOT NULL));
CREATE INDEX sessions_owed ON sessions USING btree (scheduled_start_utc) WHERE (is_owed OR (settled_into IS NOT NULL));
CREATE INDEX sessions_package_start ON sessions USING btree (package_id, scheduled_start_utc);
CREATE INDEX sessions_promised ON sessions USING btree (id) WHERE ((make_up_by IS NOT NULL) AND (settled_as IS NULL));
CREATE INDEX sessions_settled ON sessions USING btree (package_id) WHERE (settled_as IS NOT NULL);
CREATE INDEX sessions_settled_into ON sessions USING btree (settled_into) WHERE (settled_into IS NOT NULL);
CREATE INDEX sessions_start ON sessions USING btree (scheduled_start_utc) INCLUDE (status, is_to_come);
CREATE INDEX sessions_to_mark ON sessions USING btree (scheduled_start_utc, scheduled_end_utc) INCLUDE (id) WHERE is_to_come;
CREATE INDEX sessions_to_place ON sessions USING btree (scheduled_start_utc) WHERE needs_new_time;
CREATE INDEX sessions_tutor_match ON sessions USING btree (tutor_user_id, match_id);
CREATE INDEX sessions_tutor_start ON sessions USING btree (tutor_user_id, scheduled_start_utc);
CREATE TRIGGER sessions_added_facts AFTER INSERT ON sessions REFERENCING NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION app.keep_package_facts();
CREATE TRIGGER sessions_count_change BEFORE UPDATE ON sessions FOR EACH ROW WHEN (((old.scheduled_start_utc IS DISTINCT FROM new.scheduled_start_utc) OR (old.scheduled_end_utc IS DISTINCT FROM new.scheduled_end_utc) OR (old.timezone IS DISTINCT FROM new.timezone) OR (old.status IS DISTINCT FROM new.status) OR (old.needs_new_time IS DISTINCT FROM new.needs_new_time) OR (old.tutor_user_id IS DISTINCT FROM new.tutor_user_id))) EXECUTE FUNCTION app.count_change();
CREATE TRIGGER sessions_facts AFTER UPDATE OF package_id, makes_up_id, tutor_user_id, account_user_id ON sessions FOR EACH ROW WHEN (((old.package_id <> new.package_id) OR (old.makes_up_id IS DISTINCT FROM new.makes_up_id) OR (old.tutor_user_id <> new.tutor_user_id) OR (old.account_user_id <> new.account_user_id))) EXECUTE FUNCTION app.keep_package_facts();
CREATE TRIGGER sessions_first_agreed_time BEFORE UPDATE OF original_start_utc ON sessions FOR EACH ROW EXECUTE FUNCTION app.keep_first_agreed_time();
CREATE TRIGGER sessions_keep_cancelled AFTER DELETE ON sessions FOR EACH ROW EXECUTE FUNCTION app.keep_cancelled();
CREATE TRIGGER sessions_keep_handed_over AFTER UPDATE OF tutor_user_id ON sessions FOR EACH ROW WHEN ((old.tutor_user_id <> new.tutor_user_id)) EXECUTE FUNCTION app.keep_cancelled();
CREATE TRIGGER sessions_keep_touched BEFORE DELETE ON sessions FOR EACH ROW EXECUTE FUNCTION app.keep_touched_sessions();
CREATE TRIGGER sessions_make_up_gone AFTER DELETE ON sessions FOR EACH ROW WHEN ((old.makes_up_id IS NOT NULL)) EXECUTE FUNCTION app.keep_make_up();
CREATE TRIGGER sessions_make_up_made AFTER INSERT ON sessions FOR EACH ROW WHEN ((new.makes_up_id IS NOT NULL)) EXECUTE FUNCTION app.keep_make_up();
CREATE TRIGGER sessions_nominal_date BEFORE INSERT ON sessions FOR EACH ROW EXECUTE FUNCTION app.give_nominal_date();
CREATE TRIGGER sessions_removed_facts AFTER DELETE ON sessions REFERENCING OLD TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION app.keep_package_facts();
CREATE TRIGGER sessions_within_tier AFTER INSERT ON sessions REFERENCING NEW TABLE AS added FOR EACH STATEMENT EXECUTE FUNCTION app.keep_tier();
ALTER TABLE sessions ENABLE ROW LEVEL SECURITY;
CREATE POLICY sessions_app_admin ON sessions TO app_admin USING (( SELECT app.is_admin() AS is_admin)) WITH CHECK (( SELECT app.is_admin() AS is_admin));
CREATE POLICY sessions_app_student ON sessions FOR SELECT TO app_student USING ((account_user_id = ( SELECT app.uid() AS uid)));
CREATE POLICY sessions_app_tutor ON sessions FOR SELECT TO app_tutor USING ((tutor_user_id = ( SELECT app.uid() AS uid)));
CREATE POLICY sessions_corved_backup ON sessions FOR SELECT TO corved_backup USING (true);
CREATE POLICY sessions_corved_definer ON sessions TO corved_definer USING (true) WITH CHECK (true);
GRANT SELECT ON TABLE sessions TO app_student;
GRANT SELECT ON TABLE sessions TO app_tutor;
GRANT SELECT ON TABLE sessions TO corved_backup;
GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE sessions TO app_admin;
GRANT SELECT,UPDATE ON TABLE sessions TO corved_definer;

CREATE TABLE sign_in_attempts (
    address text NOT NULL,
    network text NOT NULL,
    attempts integer NOT NULL,
    first_at timestamp with time zone NOT NULL,
    CONSTRAINT sign_in_attempts_attempts_check CHECK ((attempts > 0))
);
ALTER TABLE ONLY sign_in_attempts FORCE ROW LEVEL SECURITY;
COMMENT ON TABLE sign_in_attempts IS 'Attempts by account and network since first_at; empty for all. Deleted after a success or a day.';
ALTER TABLE ONLY sign_in_attempts
    ADD CONSTRAINT sign_in_attempts_pkey PRIMARY KEY (address, network);
CREATE INDEX sign_in_attempts_first_at ON sign_in_attempts USING btree (first_at);
ALTER TABLE sign_in_attempts ENABLE ROW LEVEL SECURITY;
CREATE POLICY sign_in_attempts_corved_backup ON sign_in_attempts FOR SELECT TO corved_backup USING (true);
CREATE POLICY sign_in_attempts_corved_definer ON sign_in_attempts TO corved_definer USING (true) WITH CHECK (true);
GRANT SELECT ON TABLE sign_in_attempts TO corved_backup;
GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE sign_in_attempts TO corved_definer;

CREATE TABLE sign_ins (
    id uuid DEFAULT gen_random_uuid() NOT NULL,
    user_id uuid NOT NULL,
    device uuid NOT NULL,
    agent text NOT NULL,
    began_at timestamp with time zone NOT NULL,
    used_at timestamp with time zone NOT NULL,
    proved_at timestamp with time zone NOT NULL,
    ended_at timestamp with time zone
);
ALTER TABLE ONLY sign_ins FORCE ROW LEVEL SECURITY;
ALTER TABLE ONLY sign_ins
    ADD CONSTRAINT sign_ins_pkey PRIMARY KEY (id);
ALTER TABLE ONLY sign_ins
    ADD CONSTRAINT sign_ins_user_id_fkey FOREIGN KEY (user_id) REFERENCES users(id);
CREATE INDEX sign_ins_user ON sign_ins USING btree (user_id, device);
ALTER TABLE sign_ins ENABLE ROW LEVEL SECURITY;
CREATE POLICY sign_ins_corved_backup ON sign_ins FOR SELECT TO corved_backup USING (true);
CREATE POLICY sign_ins_corved_definer ON sign_ins TO corved_definer USING (true) WITH CHECK (true);
GRANT SELECT ON TABLE sign_ins TO corved_backup;
GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE sign_ins TO corved_definer;

CREATE TABLE subjects (
    id uuid DEFAULT gen_random_uuid() NOT NULL,
    name text NOT NULL,
    renamed_at timestamp with time zone,
    "position" integer DEFAULT 0 NOT NULL,
    retired_at timestamp with time zone,
    CONSTRAINT subjects_name_check CHECK (((btrim(name) <> ''::text) AND (char_length(name) <= 60)))
);
ALTER TABLE ONLY subjects FORCE ROW LEVEL SECURITY;
ALTER TABLE ONLY subjects
    ADD CONSTRAINT subjects_pkey PRIMARY KEY (id);
CREATE UNIQUE INDEX subjects_name ON subjects USING btree (lower(NORMALIZE(name, NFKC)));
CREATE TRIGGER subjects_count_renaming BEFORE UPDATE OF name ON subjects FOR EACH ROW WHEN ((old.name IS DISTINCT FROM new.name)) EXECUTE FUNCTION app.count_renaming();
ALTER TABLE subjects ENABLE ROW LEVEL SECURITY;
CREATE POLICY subjects_app_admin ON subjects TO app_admin USING (( SELECT app.is_admin() AS is_admin)) WITH CHECK (( SELECT app.is_admin() AS is_admin));
CREATE POLICY subjects_app_student ON subjects FOR SELECT TO app_student USING (true);
CREATE POLICY subjects_app_tutor ON subjects FOR SELECT TO app_tutor USING (true);
CREATE POLICY subjects_corved_backup ON subjects FOR SELECT TO corved_backup USING (true);
CREATE POLICY subjects_corved_definer ON subjects TO corved_definer USING (true);
GRANT SELECT ON TABLE subjects TO app_student;
GRANT SELECT ON TABLE subjects TO app_tutor;
GRANT SELECT ON TABLE subjects TO corved_backup;
GRANT SELECT ON TABLE subjects TO corved_definer;
GRANT SELECT,INSERT,UPDATE ON TABLE subjects TO app_admin;

CREATE TABLE told (
    about uuid NOT NULL,
    what text NOT NULL,
    user_id uuid NOT NULL,
    said text NOT NULL,
    situation text NOT NULL,
    message_about uuid NOT NULL,
    version text NOT NULL,
    told_at timestamp with time zone NOT NULL,
    is_told boolean NOT NULL,
    is_last boolean NOT NULL,
    CONSTRAINT told_check CHECK ((is_told OR (NOT is_last)))
);
ALTER TABLE ONLY told FORCE ROW LEVEL SECURITY;
COMMENT ON COLUMN told.is_told IS 'False: somebody dismissed the message, so the person need not know.';
COMMENT ON COLUMN told.what IS 'Of a session: start (UTC, empty for none), mark, promise. Of a match: tutor, link TUTOR, clocks DAY.';
COMMENT ON TABLE told IS 'What each person knows from a message that was e-mailed or marked sent.';
ALTER TABLE ONLY told
    ADD CONSTRAINT told_pkey PRIMARY KEY (about, what, user_id, situation, message_about, version);
ALTER TABLE ONLY told
    ADD CONSTRAINT told_user_id_fkey FOREIGN KEY (user_id) REFERENCES users(id);
CREATE UNIQUE INDEX told_last ON told USING btree (about, what, user_id) INCLUDE (said) WHERE is_last;
CREATE INDEX told_links ON told USING btree (about, what, said) WHERE (is_last AND starts_with(what, 'link '::text));
CREATE INDEX told_marks ON told USING btree (told_at) WHERE ((what = 'mark'::text) AND is_last);
CREATE TRIGGER told_added_facts AFTER INSERT ON told REFERENCING NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION app.keep_package_facts();
CREATE TRIGGER told_facts AFTER UPDATE OF is_told ON told FOR EACH ROW WHEN (((old.what = 'start'::text) AND (old.is_told <> new.is_told))) EXECUTE FUNCTION app.keep_package_facts();
CREATE TRIGGER told_removed_facts AFTER DELETE ON told REFERENCING OLD TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION app.keep_package_facts();
ALTER TABLE told ENABLE ROW LEVEL SECURITY;
CREATE POLICY told_app_admin ON told TO app_admin USING (( SELECT app.is_admin() AS is_admin)) WITH CHECK (( SELECT app.is_admin() AS is_admin));
CREATE POLICY told_corved_backup ON told FOR SELECT TO corved_backup USING (true);
CREATE POLICY told_corved_definer ON told FOR SELECT TO corved_definer USING (true);
GRANT SELECT ON TABLE told TO corved_backup;
GRANT SELECT ON TABLE told TO corved_definer;
GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE told TO app_admin;

CREATE TABLE tutor_hours (
    tutor_user_id uuid NOT NULL,
    since date NOT NULL,
    timezone text NOT NULL,
    weekly_hours jsonb NOT NULL,
    CONSTRAINT tutor_hours_weekly_hours_check CHECK ((jsonb_typeof(weekly_hours) = 'array'::text))
);
ALTER TABLE ONLY tutor_hours FORCE ROW LEVEL SECURITY;
COMMENT ON TABLE tutor_hours IS 'When a tutor teaches, from a local day of timezone on until the next version. The first holds before its day, too.';
ALTER TABLE ONLY tutor_hours
    ADD CONSTRAINT tutor_hours_pkey PRIMARY KEY (tutor_user_id, since);
ALTER TABLE ONLY tutor_hours
    ADD CONSTRAINT tutor_hours_tutor_user_id_fkey FOREIGN KEY (tutor_user_id) REFERENCES users(id);
ALTER TABLE tutor_hours ENABLE ROW LEVEL SECURITY;
CREATE POLICY tutor_hours_app_admin ON tutor_hours TO app_admin USING (( SELECT app.is_admin() AS is_admin)) WITH CHECK (( SELECT app.is_admin() AS is_admin));
CREATE POLICY tutor_hours_app_tutor ON tutor_hours FOR SELECT TO app_tutor USING ((tutor_user_id = ( SELECT app.uid() AS uid)));
CREATE POLICY tutor_hours_corved_backup ON tutor_hours FOR SELECT TO corved_backup USING (true);
CREATE POLICY tutor_hours_corved_definer ON tutor_hours TO corved_definer USING (true) WITH CHECK (true);
GRANT SELECT ON TABLE tutor_hours TO app_tutor;
GRANT SELECT ON TABLE tutor_hours TO corved_backup;
GRANT SELECT,INSERT,DELETE ON TABLE tutor_hours TO app_admin;
GRANT SELECT,INSERT,DELETE ON TABLE tutor_hours TO corved_definer;

GRANT SELECT ON TABLE tutor_levels TO app_admin;

CREATE TABLE tutor_profiles (
    user_id uuid NOT NULL,
    is_approved boolean DEFAULT false NOT NULL
);
ALTER TABLE ONLY tutor_profiles FORCE ROW LEVEL SECURITY;
ALTER TABLE ONLY tutor_profiles
    ADD CONSTRAINT tutor_profiles_pkey PRIMARY KEY (user_id);
ALTER TABLE ONLY tutor_profiles
    ADD CONSTRAINT tutor_profiles_user_id_fkey FOREIGN KEY (user_id) REFERENCES users(id);
CREATE TRIGGER tutor_profiles_give_hue AFTER INSERT ON tutor_profiles FOR EACH ROW EXECUTE FUNCTION app.give_hue();
ALTER TABLE tutor_profiles ENABLE ROW LEVEL SECURITY;
CREATE POLICY tutor_profiles_app_admin ON tutor_profiles TO app_admin USING (( SELECT app.is_admin() AS is_admin)) WITH CHECK (( SELECT app.is_admin() AS is_admin));
CREATE POLICY tutor_profiles_corved_backup ON tutor_profiles FOR SELECT TO corved_backup USING (true);
GRANT SELECT ON TABLE tutor_profiles TO corved_backup;
GRANT SELECT,INSERT,UPDATE ON TABLE tutor_profiles TO app_admin;

CREATE TABLE tutor_requests (
    id uuid DEFAULT gen_random_uuid() NOT NULL,
    tutor_user_id uuid NOT NULL,
    kind text NOT NULL,
    first_day date NOT NULL,
    last_day date,
    timezone text NOT NULL,
    weekly_hours jsonb,
    reason text DEFAULT ''::text NOT NULL,
    asked_at timestamp with time zone NOT NULL,
    outcome text,
    answered_at timestamp with time zone,
    answer text DEFAULT ''::text NOT NULL,
    closure_id uuid,
    CONSTRAINT tutor_requests_answer_check CHECK ((char_length(answer) <= 500)),
    CONSTRAINT tutor_requests_check CHECK ((last_day >= first_day)),
    CONSTRAINT tutor_requests_check1 CHECK (((kind = 'hours'::text) = (weekly_hours IS NOT NULL))),
    CONSTRAINT tutor_requests_check2 CHECK (((kind = 'hours'::text) OR (last_day IS NOT NULL))),
    CONSTRAINT tutor_requests_check3 CHECK (((outcome IS NULL) = (answered_at IS NULL))),
    CONSTRAINT tutor_requests_kind_check CHECK ((kind = ANY (ARRAY['hours'::text, 'leave'::text]))),
    CONSTRAINT tutor_requests_outcome_check CHECK ((outcome = ANY (ARRAY['accepted'::text, 'rejected'::text, 'withdrawn'::text]))),
    CONSTRAINT tutor_requests_reason_check CHECK ((char_length(reason) <= 200)),
    CONSTRAINT tutor_requests_weekly_hours_check CHECK ((jsonb_typeof(weekly_hours) = 'array'::text))
);
ALTER TABLE ONLY tutor_requests FORCE ROW LEVEL SECURITY;
ALTER TABLE ONLY tutor_requests
    ADD CONSTRAINT tutor_requests_pkey PRIMARY KEY (id);
ALTER TABLE ONLY tutor_requests
    ADD CONSTRAINT tutor_requests_closure_id_fkey FOREIGN KEY (closure_id) REFERENCES closures(id);
ALTER TABLE ONLY tutor_requests
    ADD CONSTRAINT tutor_requests_tutor_user_id_fkey FOREIGN KEY (tutor_user_id) REFERENCES users(id);
CREATE INDEX tutor_requests_open ON tutor_requests USING btree (asked_at) WHERE (outcome IS NULL);
CREATE UNIQUE INDEX tutor_requests_open_hours ON tutor_requests USING btree (tutor_user_id) WHERE ((kind = 'hours'::text) AND (outcome IS NULL));
CREATE UNIQUE INDEX tutor_requests_open_leave ON tutor_requests USING btree (tutor_user_id, first_day, last_day) WHERE ((kind = 'leave'::text) AND (outcome IS NULL));
CREATE INDEX tutor_requests_tutor ON tutor_requests USING btree (tutor_user_id, asked_at DESC);
ALTER TABLE tutor_requests ENABLE ROW LEVEL SECURITY;
CREATE POLICY tutor_requests_app_admin ON tutor_requests TO app_admin USING (( SELECT app.is_admin() AS is_admin)) WITH CHECK (( SELECT app.is_admin() AS is_admin));
CREATE POLICY tutor_requests_app_tutor ON tutor_requests FOR SELECT TO app_tutor USING ((tutor_user_id = ( SELECT app.uid() AS uid)));
CREATE POLICY tutor_requests_corved_backup ON tutor_requests FOR SELECT TO corved_backup USING (true);
CREATE POLICY tutor_requests_corved_definer ON tutor_requests TO corved_definer USING (true) WITH CHECK (true);
GRANT SELECT ON TABLE tutor_requests TO app_tutor;
GRANT SELECT ON TABLE tutor_requests TO corved_backup;
GRANT SELECT,INSERT,UPDATE ON TABLE tutor_requests TO corved_definer;
GRANT SELECT,UPDATE ON TABLE tutor_requests TO app_admin;

CREATE TABLE tutor_subjects (
    tutor_user_id uuid NOT NULL,
    subject_id uuid NOT NULL,
    level_id uuid,
    id uuid DEFAULT gen_random_uuid() NOT NULL
);
ALTER TABLE ONLY tutor_subjects FORCE ROW LEVEL SECURITY;
COMMENT ON COLUMN tutor_subjects.level_id IS 'Null: every level.';
ALTER TABLE ONLY tutor_subjects
    ADD CONSTRAINT tutor_subjects_once UNIQUE NULLS NOT DISTINCT (tutor_user_id, subject_id, level_id);
ALTER TABLE ONLY tutor_subjects
    ADD CONSTRAINT tutor_subjects_pkey PRIMARY KEY (id);
ALTER TABLE ONLY tutor_subjects
    ADD CONSTRAINT tutor_subjects_level_id_fkey FOREIGN KEY (level_id) REFERENCES levels(id);
ALTER TABLE ONLY tutor_subjects
    ADD CONSTRAINT tutor_subjects_subject_id_fkey FOREIGN KEY (subject_id) REFERENCES subjects(id);
ALTER TABLE ONLY tutor_subjects
    ADD CONSTRAINT tutor_subjects_tutor_user_id_fkey FOREIGN KEY (tutor_user_id) REFERENCES tutor_profiles(user_id);
ALTER TABLE tutor_subjects ENABLE ROW LEVEL SECURITY;
CREATE POLICY tutor_subjects_app_admin ON tutor_subjects TO app_admin USING (( SELECT app.is_admin() AS is_admin)) WITH CHECK (( SELECT app.is_admin() AS is_admin));
CREATE POLICY tutor_subjects_corved_backup ON tutor_subjects FOR SELECT TO corved_backup USING (true);
GRANT SELECT ON TABLE tutor_subjects TO corved_backup;
GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE tutor_subjects TO app_admin;

CREATE TABLE user_roles (
    user_id uuid NOT NULL,
    role person_role NOT NULL
);
ALTER TABLE ONLY user_roles FORCE ROW LEVEL SECURITY;
ALTER TABLE ONLY user_roles
    ADD CONSTRAINT user_roles_pkey PRIMARY KEY (user_id, role);
ALTER TABLE ONLY user_roles
    ADD CONSTRAINT user_roles_user_id_fkey FOREIGN KEY (user_id) REFERENCES users(id);
CREATE TRIGGER user_roles_keep_an_admin AFTER DELETE ON user_roles FOR EACH STATEMENT EXECUTE FUNCTION app.keep_an_admin();
ALTER TABLE user_roles ENABLE ROW LEVEL SECURITY;
CREATE POLICY user_roles_app_admin ON user_roles TO app_admin USING (( SELECT app.is_admin() AS is_admin)) WITH CHECK (( SELECT app.is_admin() AS is_admin));
CREATE POLICY user_roles_corved_backup ON user_roles FOR SELECT TO corved_backup USING (true);
CREATE POLICY user_roles_corved_definer ON user_roles TO corved_definer USING (true) WITH CHECK (true);
GRANT SELECT ON TABLE user_roles TO corved_backup;
GRANT SELECT ON TABLE user_roles TO corved_definer;
GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE user_roles TO app_admin;

CREATE TABLE users (
    id uuid DEFAULT gen_random_uuid() NOT NULL,
    full_name text NOT NULL,
    email text,
    whatsapp text,
    timezone text NOT NULL,
    password_hash text,
    is_active boolean DEFAULT true NOT NULL,
    session_stamp uuid DEFAULT gen_random_uuid() NOT NULL,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    hours_24 boolean DEFAULT true NOT NULL,
    renamed_at timestamp with time zone,
    erased_at timestamp with time zone,
    hue smallint DEFAULT 0 NOT NULL,
    currency text,
    CONSTRAINT users_email_check CHECK (((email = lower(email)) AND (email ~ '^[^@[:space:],;:<>()"\\[\]]+@[^@[:space:],;:<>()"\\[\]]+$'::text))),
    CONSTRAINT users_full_name_check CHECK ((btrim(full_name) <> ''::text)),
    CONSTRAINT users_full_name_is_plain CHECK (((full_name IS NFC NORMALIZED) AND (full_name !~ '[\u00ad\u061c\u180e\u200b\u200e\u200f\u202a-\u202e\u2060-\u206f\ufeff]'::text) AND (full_name !~* '://|\mwww\.'::text))),
    CONSTRAINT users_full_name_one_line CHECK ((full_name !~ '[[:cntrl:]]'::text)),
    CONSTRAINT users_have_an_address CHECK ((num_nonnulls(email, whatsapp) > 0)),
    CONSTRAINT users_hue_check CHECK (((hue >= 0) AND (hue <= 8))),
    CONSTRAINT users_whatsapp_check CHECK ((whatsapp ~ '^\+[1-9][0-9]{6,14}$'::text))
);
ALTER TABLE ONLY users FORCE ROW LEVEL SECURITY;
COMMENT ON COLUMN users.hours_24 IS 'True: they read 19:00; false: 7:00 PM.';
COMMENT ON COLUMN users.hue IS 'A tutor''s colour, 1 to 8; 0: none.';
COMMENT ON COLUMN users.session_stamp IS 'Kept in every cookie; a new one signs the person out everywhere.';
ALTER TABLE ONLY users
    ADD CONSTRAINT users_email_key UNIQUE (email);
ALTER TABLE ONLY users
    ADD CONSTRAINT users_pkey PRIMARY KEY (id);
ALTER TABLE ONLY users
    ADD CONSTRAINT users_currency_fkey FOREIGN KEY (currency) REFERENCES currencies(code);
CREATE UNIQUE INDEX users_number_without_email ON users USING btree (whatsapp) WHERE (email IS NULL);
CREATE TRIGGER users_close_calendars AFTER UPDATE OF is_active ON users FOR EACH ROW WHEN ((old.is_active AND (NOT new.is_active))) EXECUTE FUNCTION app.close_calendars();
CREATE TRIGGER users_count_renaming BEFORE UPDATE OF full_name ON users FOR EACH ROW WHEN ((old.full_name IS DISTINCT FROM new.full_name)) EXECUTE FUNCTION app.count_renaming();
CREATE TRIGGER users_keep_an_admin AFTER UPDATE OF is_active ON users FOR EACH STATEMENT EXECUTE FUNCTION app.keep_an_admin();
CREATE TRIGGER users_revoke_links AFTER UPDATE OF email, whatsapp ON users FOR EACH ROW WHEN (((old.email IS DISTINCT FROM new.email) OR (old.whatsapp IS DISTINCT FROM new.whatsapp))) EXECUTE FUNCTION app.revoke_links();
ALTER TABLE users ENABLE ROW LEVEL SECURITY;
CREATE POLICY users_app_admin ON users TO app_admin USING (( SELECT app.is_admin() AS is_admin)) WITH CHECK (( SELECT app.is_admin() AS is_admin));
CREATE POLICY users_app_student ON users FOR SELECT TO app_student USING ((id IN ( SELECT app.family_people_ids() AS family_people_ids)));
CREATE POLICY users_app_tutor ON users FOR SELECT TO app_tutor USING ((id IN ( SELECT app.taught_people_ids() AS taught_people_ids)));
CREATE POLICY users_corved_backup ON users FOR SELECT TO corved_backup USING (true);
CREATE POLICY users_corved_definer ON users TO corved_definer USING (true) WITH CHECK (true);
GRANT SELECT(created_at) ON TABLE users TO app_admin;
GRANT SELECT(currency) ON TABLE users TO app_admin;
GRANT SELECT(email) ON TABLE users TO app_admin;
GRANT SELECT(erased_at) ON TABLE users TO app_admin;
GRANT SELECT(full_name) ON TABLE users TO app_admin;
GRANT SELECT(full_name) ON TABLE users TO app_student;
GRANT SELECT(full_name) ON TABLE users TO app_tutor;
GRANT SELECT(hours_24) ON TABLE users TO app_admin;
GRANT SELECT(hue) ON TABLE users TO app_admin;
GRANT SELECT(hue) ON TABLE users TO app_student;
GRANT SELECT(hue) ON TABLE users TO app_tutor;
GRANT SELECT(id) ON TABLE users TO app_admin;
GRANT SELECT(id) ON TABLE users TO app_student;
GRANT SELECT(id) ON TABLE users TO app_tutor;
GRANT SELECT(is_active) ON TABLE users TO app_admin;
GRANT SELECT(renamed_at) ON TABLE users TO app_admin;
GRANT SELECT(renamed_at) ON TABLE users TO app_student;
GRANT SELECT(renamed_at) ON TABLE users TO app_tutor;
GRANT SELECT(timezone) ON TABLE users TO app_admin;
GRANT SELECT(timezone) ON TABLE users TO app_student;
GRANT SELECT(timezone) ON TABLE users TO app_tutor;
GRANT SELECT(whatsapp) ON TABLE users TO app_admin;
GRANT INSERT,UPDATE ON TABLE users TO app_admin;
GRANT SELECT ON TABLE users TO corved_backup;
GRANT SELECT,UPDATE ON TABLE users TO corved_definer;

GRANT SELECT ON TABLE waiting_requests TO app_admin;

CREATE TABLE ways_to_pay (
    id uuid DEFAULT gen_random_uuid() NOT NULL,
    currency text NOT NULL,
    name text NOT NULL,
    details text NOT NULL,
    "position" integer NOT NULL,
    removed_at timestamp with time zone,
    CONSTRAINT ways_to_pay_details_check CHECK ((char_length(details) <= 500)),
    CONSTRAINT ways_to_pay_name_check CHECK (((btrim(name) <> ''::text) AND (char_length(name) <= 60)))
);
ALTER TABLE ONLY ways_to_pay FORCE ROW LEVEL SECURITY;
ALTER TABLE ONLY ways_to_pay
    ADD CONSTRAINT ways_to_pay_pkey PRIMARY KEY (id);
ALTER TABLE ONLY ways_to_pay
    ADD CONSTRAINT ways_to_pay_currency_fkey FOREIGN KEY (currency) REFERENCES currencies(code);
CREATE UNIQUE INDEX ways_to_pay_name ON ways_to_pay USING btree (currency, lower(NORMALIZE(name, NFKC))) WHERE (removed_at IS NULL);
ALTER TABLE ways_to_pay ENABLE ROW LEVEL SECURITY;
CREATE POLICY ways_to_pay_app_admin ON ways_to_pay TO app_admin USING (( SELECT app.is_admin() AS is_admin)) WITH CHECK (( SELECT app.is_admin() AS is_admin));
CREATE POLICY ways_to_pay_app_student ON ways_to_pay FOR SELECT TO app_student USING ((removed_at IS NULL));
CREATE POLICY ways_to_pay_corved_backup ON ways_to_pay FOR SELECT TO corved_backup USING (true);
GRANT SELECT ON TABLE ways_to_pay TO app_student;
GRANT SELECT ON TABLE ways_to_pay TO corved_backup;
GRANT SELECT,INSERT,UPDATE ON TABLE ways_to_pay TO app_admin;

CREATE VIEW active_tutors WITH (security_invoker='true') AS
 SELECT id,
    full_name,
    timezone,
    hue
   FROM users u
  WHERE (is_active AND (EXISTS ( SELECT 1
           FROM user_roles r
          WHERE ((r.user_id = u.id) AND (r.role = 'tutor'::person_role)))));

CREATE VIEW closed_days WITH (security_invoker='true') AS
 SELECT id AS tutor_id,
    ( SELECT json_agg(json_build_array(c.name, c.first_day, c.last_day, c.timezone, (c.tutor_user_id IS NOT NULL)) ORDER BY c.first_day) AS json_agg
           FROM closures c
          WHERE ((c.removed_at IS NULL) AND ((c.tutor_user_id IS NULL) OR (c.tutor_user_id = u.id)))) AS closed
   FROM users u;

CREATE VIEW known_facts WITH (security_invoker='true') AS
 SELECT about,
    what,
    told_at,
    json_build_array(about, what, user_id, said, told_at, is_told) AS fact
   FROM told k
  WHERE (is_last OR (NOT is_told));

CREATE VIEW match_calendars WITH (security_invoker='true') AS
 SELECT m.id,
    m.tutor_user_id AS tutor_id,
    t.timezone AS tutor_zone,
    ( SELECT json_agg(json_build_array(v.since, v.pattern) ORDER BY v.since) AS json_agg
           FROM match_patterns v
          WHERE (v.match_id = m.id)) AS versions,
    ( SELECT d.closed
           FROM closed_days d
          WHERE (d.tutor_id = m.tutor_user_id)) AS closed,
    ( SELECT json_agg(json_build_array(h.since, h.timezone, h.weekly_hours) ORDER BY h.since) AS json_agg
           FROM tutor_hours h
          WHERE (h.tutor_user_id = m.tutor_user_id)) AS hours
   FROM (matches m
     JOIN users t ON ((t.id = m.tutor_user_id)));

CREATE VIEW match_facts WITH (security_invoker='true') AS
 SELECT m.id,
    m.status,
    m.request_id,
    m.meet_link,
    m.tutor_since,
    m.tutor_user_id AS tutor_id,
    t.full_name AS tutor,
    t.timezone AS tutor_zone,
    t.hue AS tutor_hue,
    l.id AS learner_id,
    l.full_name AS learner,
    a.id AS account_id,
    a.full_name AS account,
    a.timezone AS learner_zone,
    a.whatsapp AS account_whatsapp,
    sub.name AS subject,
    v.name AS level,
    r.subject_id,
    r.level_id
   FROM ((((((matches m
     JOIN requests r ON ((r.id = m.request_id)))
     JOIN subjects sub ON ((sub.id = r.subject_id)))
     JOIN levels v ON ((v.id = r.level_id)))
     JOIN learners l ON ((l.id = r.learner_id)))
     JOIN users a ON ((a.id = l.account_user_id)))
     JOIN users t ON ((t.id = m.tutor_user_id)));

CREATE VIEW message_people WITH (security_invoker='true') AS
 SELECT id,
    json_build_array(id, full_name, whatsapp, timezone, hours_24, is_active, ARRAY( SELECT l.full_name
           FROM ((matches m
             JOIN requests r ON ((r.id = m.request_id)))
             JOIN learners l ON ((l.id = r.learner_id)))
          WHERE ((m.tutor_user_id = w.id) AND (m.status <> 'ended'::match_status))
        UNION
         SELECT t.full_name
           FROM (((learners l
             JOIN requests r ON ((r.learner_id = l.id)))
             JOIN matches m ON (((m.request_id = r.id) AND (m.status <> 'ended'::match_status))))
             JOIN users t ON ((t.id = m.tutor_user_id)))
          WHERE (l.account_user_id = w.id)
        UNION
         SELECT l.full_name
           FROM learners l
          WHERE (l.account_user_id = w.id))) AS person
   FROM users w;

CREATE VIEW owed_sessions WITH (security_invoker='true') AS
 SELECT id,
    match_id,
    COALESCE(settled_into, package_id) AS owed_by,
    make_up_by
   FROM sessions s
  WHERE ((is_owed OR (settled_into IS NOT NULL)) AND (NOT (EXISTS ( SELECT 1
           FROM sessions k
          WHERE (k.makes_up_id = s.id)))));

CREATE VIEW package_money WITH (security_invoker='true') AS
 SELECT p.id,
    p.price,
    p.currency,
    y.received,
    f.refunded,
    k.is_paid,
    k.is_refunded,
    GREATEST((a.agreed - a.kept), (0)::bigint) AS due,
    ((NOT k.is_paid) AND (NOT k.is_refunded) AND (p.cancelled_at IS NULL) AND (r.status <> 'ended'::request_status)) AS is_due
   FROM (((((packages p
     JOIN requests r ON ((r.id = p.request_id)))
     CROSS JOIN LATERAL ( SELECT COALESCE(sum(payments.amount), (0)::bigint) AS received
           FROM payments
          WHERE ((payments.package_id = p.id) AND (payments.status = 'paid'::payment_status))) y)
     CROSS JOIN LATERAL ( SELECT COALESCE(sum(refunds.amount), (0)::bigint) AS refunded,
            COALESCE(sum(refunds.amount) FILTER (WHERE refunds.lowers_price), (0)::bigint) AS lowered
           FROM refunds
          WHERE (refunds.package_id = p.id)) f)
     CROSS JOIN LATERAL ( SELECT (COALESCE(p.price, 0) - f.lowered) AS agreed,
            (y.received - f.refunded) AS kept) a)
     CROSS JOIN LATERAL ( SELECT (COALESCE((p.price = 0), false) OR ((a.kept > 0) AND (a.kept >= a.agreed))) AS is_paid,
            ((f.refunded > 0) AND (a.kept = 0)) AS is_refunded) k);

CREATE VIEW package_plans WITH (security_invoker='true') AS
 SELECT p.id,
    x.existing,
    (x.dates || p.removed_dates) AS used,
    (((p.tier - p.held_before) - cardinality(p.removed_dates)) - x.existing) AS lacking,
    ARRAY( SELECT s.id
           FROM sessions s
          WHERE ((s.settled_into = p.id) AND (NOT (EXISTS ( SELECT 1
                   FROM sessions k
                  WHERE (k.makes_up_id = s.id)))))
          ORDER BY s.scheduled_start_utc, s.id) AS make_ups
   FROM (packages p
     CROSS JOIN LATERAL ( SELECT (count(*))::integer AS existing,
            COALESCE(array_agg(s.nominal_date), '{}'::date[]) AS dates
           FROM sessions s
          WHERE ((s.package_id = p.id) AND (s.makes_up_id IS NULL))) x);

CREATE VIEW package_told WITH (security_invoker='true') AS
 SELECT id,
    (NOT (EXISTS ( SELECT
           FROM (sessions s
             CROSS JOIN LATERAL ( VALUES (s.account_user_id), (s.tutor_user_id)) w(id))
          WHERE ((s.package_id = p.id) AND (s.makes_up_id IS NULL) AND (( SELECT k.about
                   FROM told k
                  WHERE ((k.about = s.id) AND (k.what = 'start'::text) AND (k.user_id = w.id) AND k.is_told)
                 LIMIT 1) IS NULL))))) AS is_told
   FROM packages p;

CREATE VIEW session_facts WITH (security_invoker='true') AS
 SELECT s.id,
    s.match_id,
    s.package_id,
    s.learner_id,
    s.account_user_id AS account_id,
    s.status,
    s.needs_new_time,
    s.is_live,
    s.is_to_come,
    s.is_owed,
    s.scheduled_start_utc AS start,
    s.scheduled_end_utc AS "end",
    s.original_start_utc AS original_start,
    s.local_start,
    s.timezone,
    s.nominal_date,
    s.tutor_notes AS notes,
    s.marked_at,
    s.marked_by_user_id,
    s.updated_at,
    s.changed_at,
    s.makes_up_id,
    s.settled_as,
    s.settled_into,
    s.settled_why,
    s.make_up_by,
        CASE
            WHEN (s.settled_as IS NOT NULL) THEN ( SELECT k.scheduled_start_utc
               FROM sessions k
              WHERE (k.makes_up_id = s.id))
            ELSE NULL::timestamp with time zone
        END AS made_up_at,
    COALESCE(( SELECT (x.package_id <> s.package_id)
           FROM sessions x
          WHERE (x.id = s.makes_up_id)), false) AS repays_carried,
    ( SELECT count(*) AS count
           FROM sessions c
          WHERE (c.settled_into = s.package_id)) AS carried_in,
    ( SELECT count(*) AS count
           FROM sessions c
          WHERE ((c.package_id = s.package_id) AND (c.settled_as IS NOT NULL) AND (c.settled_as = ANY (ARRAY['carried'::settlement, 'written_off'::settlement])))) AS settled_out,
        CASE
            WHEN (s.needs_new_time AND (s.marked_at IS NULL)) THEN app.taken_by(s.id)
            ELSE NULL::text
        END AS taken_by,
    l.full_name AS learner,
    l.timezone AS learner_zone,
    t.full_name AS tutor,
    t.timezone AS tutor_zone,
    s.tutor_user_id AS tutor_id,
    t.hue AS tutor_hue,
    r.subject_id,
    r.level_id,
    r.subject,
    r.level,
    ( SELECT k.meet_link
           FROM meet_links k
          WHERE ((k.match_id = s.match_id) AND (k.tutor_user_id = s.tutor_user_id))) AS meet_link,
    p.tier,
    p.held_before,
    cardinality(p.removed_dates) AS removed,
    p.start_date,
    p.end_date
   FROM (((((sessions s
     JOIN packages p ON ((p.id = s.package_id)))
     JOIN matches m ON ((m.id = s.match_id)))
     CROSS JOIN LATERAL ( SELECT v.name AS level,
            r_1.subject_id,
            r_1.level_id,
            sub.name AS subject
           FROM ((requests r_1
             JOIN subjects sub ON ((sub.id = r_1.subject_id)))
             JOIN levels v ON ((v.id = r_1.level_id)))
          WHERE (r_1.id = m.request_id)
         OFFSET 0) r)
     CROSS JOIN LATERAL ( SELECT l_1.full_name,
            a.timezone
           FROM (learners l_1
             JOIN users a ON ((a.id = l_1.account_user_id)))
          WHERE (l_1.id = s.learner_id)
         OFFSET 0) l)
     CROSS JOIN LATERAL ( SELECT t_1.full_name,
            t_1.timezone,
            t_1.hue
           FROM users t_1
          WHERE (t_1.id = s.tutor_user_id)
         OFFSET 0) t);

CREATE VIEW tutor_levels WITH (security_invoker='true') AS
 SELECT s.tutor_user_id AS tutor_id,
    s.subject_id,
    v.id AS level_id
   FROM (tutor_subjects s
     JOIN levels v ON (((s.level_id IS NULL) OR (v.id = s.level_id))));

CREATE VIEW waiting_requests WITH (security_invoker='true') AS
 SELECT r.id,
    r.kind,
    r.tutor_user_id AS tutor_id,
    u.full_name AS tutor,
    u.hue,
    r.first_day,
    r.last_day,
    r.timezone,
    r.weekly_hours,
    r.reason,
    r.asked_at,
    r.outcome,
    r.answer,
        CASE
            WHEN (r.kind = 'leave'::text) THEN ARRAY( SELECT s.scheduled_start_utc
               FROM sessions s
              WHERE ((s.tutor_user_id = r.tutor_user_id) AND s.is_to_come AND (s.scheduled_start_utc > app.now()) AND (s.scheduled_start_utc >= (r.first_day - '2 days'::interval)) AND (s.scheduled_start_utc < (r.last_day + '3 days'::interval))))
            ELSE NULL::timestamp with time zone[]
        END AS starts
   FROM (tutor_requests r
     JOIN users u ON (((u.id = r.tutor_user_id) AND u.is_active)))
  WHERE (r.outcome IS NULL);

CREATE FUNCTION app.accept_invitation(hash bytea, new_password_hash text, new_timezone text, device uuid, agent text, OUT user_id uuid, OUT stamp uuid, OUT sign_in uuid) RETURNS record
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'public', 'pg_temp'
    AS $$
#variable_conflict use_column
begin
    update invitations i set used_at = app.now() from users u
    where u.id = i.user_id and i.token_hash = hash and i.used_at is null and i.revoked_at is null and i.expires_at > app.now() and u.is_active returning u.id into user_id;
    if user_id is null then
        return;
    end if;
    update invitations i set revoked_at = app.now()
    where i.user_id = accept_invitation.user_id and i.used_at is null and i.revoked_at is null;
    update users u set password_hash = new_password_hash, timezone = new_timezone,
                       session_stamp = gen_random_uuid()
    where u.id = accept_invitation.user_id returning u.session_stamp into stamp;
    insert into audit_logs (at, actor_user_id, action, entity_id, details)
    values (app.now(), accept_invitation.user_id, 'person.password_set', accept_invitation.user_id,
            jsonb_build_object('timezone', new_timezone));
    update sign_ins s set ended_at = app.now() where s.user_id = accept_invitation.user_id and s.ended_at is null;
    if exists (select from second_steps s where s.user_id = accept_invitation.user_id) then
        return;  -- a mailbox alone does not sign in
    end if;
    sign_in := app.open_sign_in(accept_invitation.user_id, accept_invitation.device, accept_invitation.agent);
end
$$;
ALTER FUNCTION app.accept_invitation(hash bytea, new_password_hash text, new_timezone text, device uuid, agent text, OUT user_id uuid, OUT stamp uuid, OUT sign_in uuid) OWNER TO corved_definer;

GRANT ALL ON FUNCTION app.accept_invitation(hash bytea, new_password_hash text, new_timezone text, device uuid, agent text, OUT user_id uuid, OUT stamp uuid, OUT sign_in uuid) TO app_anonymous;
REVOKE ALL ON FUNCTION app.accept_invitation(hash bytea, new_password_hash text, new_timezone text, device uuid, agent text, OUT user_id uuid, OUT stamp uuid, OUT sign_in uuid) FROM PUBLIC;

CREATE FUNCTION app.ask_for_leave(first_day date, last_day date, reason text) RETURNS boolean
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'public', 'pg_temp'
    AS $$
declare found_id uuid;
begin
    insert into tutor_requests (tutor_user_id, kind, first_day, last_day, timezone, reason, asked_at)
    select u.id, 'leave', ask_for_leave.first_day, ask_for_leave.last_day, u.timezone, ask_for_leave.reason, app.now()
    from users u join user_roles r on r.user_id = u.id and r.role = 'tutor'
    where u.id = app.uid() and u.is_active
    on conflict do nothing
    returning id into found_id;
    if found_id is not null then
        insert into audit_logs (at, actor_user_id, action, entity_id, details, reason)
        values (app.now(), app.uid(), 'tutor.leave_asked', app.uid(),
                jsonb_build_object('first_day', ask_for_leave.first_day, 'last_day', ask_for_leave.last_day),
                nullif(ask_for_leave.reason, ''));
        return true;
    end if;
    if not exists (select from user_roles r where r.user_id = app.uid() and r.role = 'tutor') then
        raise exception 'no tutor' using errcode = 'CE404';
    end if;
    return false;
end
$$;
ALTER FUNCTION app.ask_for_leave(first_day date, last_day date, reason text) OWNER TO corved_definer;

GRANT ALL ON FUNCTION app.ask_for_leave(first_day date, last_day date, reason text) TO app_tutor;
REVOKE ALL ON FUNCTION app.ask_for_leave(first_day date, last_day date, reason text) FROM PUBLIC;

GRANT ALL ON FUNCTION app.ask_password_link(address text, hash bytea, OUT email text, OUT full_name text) TO app_admin;
REVOKE ALL ON FUNCTION app.ask_password_link(address text, hash bytea, OUT email text, OUT full_name text) FROM PUBLIC;

CREATE FUNCTION app.ask_password_link(address text, hash bytea, OUT email text, OUT full_name text) RETURNS record
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'public', 'pg_temp'
    AS $$
#variable_conflict use_column
declare person uuid;
begin
    perform app.refuse_others();
    select u.id into person from users u where u.email = address and u.is_active for no key update;
    if person is null or (
        select count(*) from invitations i
        where i.user_id = person and i.created_by_user_id is null
          and i.created_at > app.now() - interval '1 hour') >= 3
    then
        return;
    end if;
    insert into invitations (user_id, token_hash, created_at, expires_at)
    values (person, hash, app.now(), app.now() + interval '1 hour');
    insert into audit_logs (at, action, entity_id, details)
    values (app.now(), 'person.link_mailed', person, '{}');
    select u.email, u.full_name into email, full_name from users u where u.id = person;
end
$$;
ALTER FUNCTION app.ask_password_link(address text, hash bytea, OUT email text, OUT full_name text) OWNER TO corved_definer;

CREATE FUNCTION app.backed_up_at() RETURNS timestamp with time zone
    LANGUAGE plpgsql STABLE SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'public', 'pg_temp'
    AS $$
begin
    perform app.refuse_others();
    return (select k.backed_up_at from app.keys k);
end
$$;
ALTER FUNCTION app.backed_up_at() OWNER TO corved_definer;
GRANT ALL ON FUNCTION app.backed_up_at() TO app_admin;
REVOKE ALL ON FUNCTION app.backed_up_at() FROM PUBLIC;

CREATE FUNCTION app.bare(reference text) RETURNS text
    LANGUAGE sql IMMUTABLE PARALLEL SAFE
    RETURN lower(regexp_replace(NORMALIZE(reference, NFKC), '[^[:alnum:]]'::text, ''::text, 'g'::text));

GRANT ALL ON FUNCTION app.begin_second_step(salt uuid, recovery_salt uuid, counter bigint, present uuid) TO app_anonymous;
REVOKE ALL ON FUNCTION app.begin_second_step(salt uuid, recovery_salt uuid, counter bigint, present uuid) FROM PUBLIC;

CREATE FUNCTION app.begin_second_step(salt uuid, recovery_salt uuid, counter bigint, present uuid) RETURNS boolean
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'public', 'pg_temp'
    AS $$
declare is_new boolean;
begin
    insert into second_steps (user_id, salt, recovery_salt, began_at, last_counter)
    select s.user_id, begin_second_step.salt, begin_second_step.recovery_salt, app.now(), counter
    from sign_ins s
    where s.user_id = app.uid() and s.id = present and s.proved_at > app.now() - interval '12 hours'
    on conflict do nothing;
    is_new := found;
    if is_new then
        update sign_ins s set ended_at = app.now() where s.user_id = app.uid() and s.id <> present and s.ended_at is null;
        insert into audit_logs (actor_user_id, action, entity_id, details)
        values (app.uid(), 'person.second_step_on', app.uid(), '{}');
    end if;
    return is_new;
end
$$;
ALTER FUNCTION app.begin_second_step(salt uuid, recovery_salt uuid, counter bigint, present uuid) OWNER TO corved_definer;

GRANT ALL ON FUNCTION app.begin_sign_in(address text, network text, device uuid, OUT blocked boolean, OUT user_id uuid, OUT stamp uuid, OUT hash text, OUT salt uuid, OUT recovery_salt uuid) TO app_admin;
REVOKE ALL ON FUNCTION app.begin_sign_in(address text, network text, device uuid, OUT blocked boolean, OUT user_id uuid, OUT stamp uuid, OUT hash text, OUT salt uuid, OUT recovery_salt uuid) FROM PUBLIC;

CREATE FUNCTION app.begin_sign_in(address text, network text, device uuid, OUT blocked boolean, OUT user_id uuid, OUT stamp uuid, OUT hash text, OUT salt uuid, OUT recovery_salt uuid) RETURNS record
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'public', 'pg_temp'
    AS $$
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
ALTER FUNCTION app.begin_sign_in(address text, network text, device uuid, OUT blocked boolean, OUT user_id uuid, OUT stamp uuid, OUT hash text, OUT salt uuid, OUT recovery_salt uuid) OWNER TO corved_definer;

CREATE FUNCTION app.bind(wanted uuid, stamp uuid, sign_in uuid, wanted_role text, wanted_now text, OUT id uuid, OUT full_name text, OUT timezone text, OUT roles text[], OUT hours_24 boolean, OUT is_proved boolean, OUT is_idle boolean, OUT role text) RETURNS record
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'public', 'pg_temp'
    AS $$
declare
    set_time text := app.test_clock(wanted_now);
    moment timestamptz := coalesce(nullif(set_time, '')::timestamptz, clock_timestamp());
begin
    select u.id, u.full_name, u.timezone,
           array(select r.role::text from user_roles r where r.user_id = u.id order by r.role), u.hours_24,
           s.proved_at > moment - interval '12 hours', s.used_at < moment - interval '1 hour'
    into bind.id, bind.full_name, bind.timezone, bind.roles, bind.hours_24, bind.is_proved, bind.is_idle
    from users u join sign_ins s on s.id = sign_in and s.user_id = u.id and s.ended_at is null
    where u.id = wanted and u.session_stamp = stamp and u.is_active
      and s.used_at > moment - interval '30 days' and s.began_at > moment - interval '180 days';
    bind.role := case
        when wanted_role = 'app_admin' and 'admin' = any (bind.roles)
          or wanted_role = 'app_tutor' and 'tutor' = any (bind.roles)
          or wanted_role = 'app_student' and bind.roles && array['student', 'parent'] then wanted_role
        else 'app_anonymous' end;
    perform app.prove(bind.id, bind.role, set_time);
end
$$;
ALTER FUNCTION app.bind(wanted uuid, stamp uuid, sign_in uuid, wanted_role text, wanted_now text, OUT id uuid, OUT full_name text, OUT timezone text, OUT roles text[], OUT hours_24 boolean, OUT is_proved boolean, OUT is_idle boolean, OUT role text) OWNER TO corved_definer;

GRANT ALL ON FUNCTION app.bind(wanted uuid, stamp uuid, sign_in uuid, wanted_role text, wanted_now text, OUT id uuid, OUT full_name text, OUT timezone text, OUT roles text[], OUT hours_24 boolean, OUT is_proved boolean, OUT is_idle boolean, OUT role text) TO corved_web;
REVOKE ALL ON FUNCTION app.bind(wanted uuid, stamp uuid, sign_in uuid, wanted_role text, wanted_now text, OUT id uuid, OUT full_name text, OUT timezone text, OUT roles text[], OUT hours_24 boolean, OUT is_proved boolean, OUT is_idle boolean, OUT role text) FROM PUBLIC;

CREATE FUNCTION app.bind_calendar(hash bytea, wanted_now text, OUT user_id uuid, OUT area text, OUT timezone text, OUT role text) RETURNS record
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'public', 'pg_temp'
    AS $$
begin
    select f.user_id, f.area, u.timezone, 'app_' || f.area
    into bind_calendar.user_id, bind_calendar.area, bind_calendar.timezone, bind_calendar.role
    from calendar_feeds f join users u on u.id = f.user_id and u.is_active
    where f.token_hash = hash and exists (
        select 1 from user_roles r where r.user_id = f.user_id
          and r.role::text = any (
              case f.area when 'tutor' then array['tutor'] else array['student', 'parent'] end));
    bind_calendar.role := coalesce(bind_calendar.role, 'app_anonymous');
    perform app.prove(bind_calendar.user_id, bind_calendar.role, app.test_clock(wanted_now));
end
$$;
ALTER FUNCTION app.bind_calendar(hash bytea, wanted_now text, OUT user_id uuid, OUT area text, OUT timezone text, OUT role text) OWNER TO corved_definer;

GRANT ALL ON FUNCTION app.bind_calendar(hash bytea, wanted_now text, OUT user_id uuid, OUT area text, OUT timezone text, OUT role text) TO corved_web;
REVOKE ALL ON FUNCTION app.bind_calendar(hash bytea, wanted_now text, OUT user_id uuid, OUT area text, OUT timezone text, OUT role text) FROM PUBLIC;

CREATE FUNCTION app.bind_operator(operator_key bytea, wanted_role text, who uuid, wanted_now text, OUT role text) RETURNS text
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'public', 'pg_temp'
    AS $$
begin
    if not exists (select from app.keys k where k.operator = sha256(operator_key)) then
        raise exception 'this SECRET_KEY is not the one that corved migrate knows' using errcode = 'CE403';
    end if;
    bind_operator.role := wanted_role;
    perform app.prove(who, wanted_role, wanted_now);
end
$$;
ALTER FUNCTION app.bind_operator(operator_key bytea, wanted_role text, who uuid, wanted_now text, OUT role text) OWNER TO corved_definer;

GRANT ALL ON FUNCTION app.bind_operator(operator_key bytea, wanted_role text, who uuid, wanted_now text, OUT role text) TO corved_web;
REVOKE ALL ON FUNCTION app.bind_operator(operator_key bytea, wanted_role text, who uuid, wanted_now text, OUT role text) FROM PUBLIC;

CREATE FUNCTION app.calendar_fetched(hash bytea, agent text) RETURNS void
    LANGUAGE sql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'public', 'pg_temp'
    AS $$
update calendar_feeds set fetched_at = app.now(), fetched_by = agent where token_hash = hash
$$;
ALTER FUNCTION app.calendar_fetched(hash bytea, agent text) OWNER TO corved_definer;

GRANT ALL ON FUNCTION app.calendar_fetched(hash bytea, agent text) TO app_anonymous;
REVOKE ALL ON FUNCTION app.calendar_fetched(hash bytea, agent text) FROM PUBLIC;

GRANT ALL ON FUNCTION app.change_password(new_password_hash text, present uuid) TO app_anonymous;
REVOKE ALL ON FUNCTION app.change_password(new_password_hash text, present uuid) FROM PUBLIC;

CREATE FUNCTION app.change_password(new_password_hash text, present uuid) RETURNS uuid
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'public', 'pg_temp'
    AS $$
declare stamp uuid;
begin
    update users set password_hash = new_password_hash, session_stamp = gen_random_uuid()
    where id = app.uid() and is_active returning session_stamp into stamp;
    if stamp is null then
        raise exception 'nobody is signed in' using errcode = 'CE401';
    end if;
    update sign_ins s set ended_at = app.now() where s.user_id = app.uid() and s.id <> present and s.ended_at is null;
    update sign_ins s set proved_at = app.now() where s.user_id = app.uid() and s.id = present;
    insert into audit_logs (at, actor_user_id, action, entity_id, details)
    values (app.now(), app.uid(), 'person.password_changed', app.uid(), '{}');
    return stamp;
end
$$;
ALTER FUNCTION app.change_password(new_password_hash text, present uuid) OWNER TO corved_definer;

GRANT ALL ON FUNCTION app.change_profile(new_name text, new_timezone text, new_hours_24 boolean) TO app_anonymous;
REVOKE ALL ON FUNCTION app.change_profile(new_name text, new_timezone text, new_hours_24 boolean) FROM PUBLIC;

CREATE FUNCTION app.change_profile(new_name text, new_timezone text, new_hours_24 boolean) RETURNS boolean
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'public', 'pg_temp'
    AS $$
declare old users;
begin
    select * into old from users where id = app.uid() for no key update;
    if old.id is null then
        raise exception 'nobody is signed in' using errcode = 'CE401';
    end if;
    if (old.full_name, old.timezone, old.hours_24)
       is not distinct from (new_name, new_timezone, new_hours_24) then
        return false;
    end if;
    -- The learner of a student's own account has the same name: both stay one.
    update learners set full_name = new_name
    where account_user_id = old.id and full_name = old.full_name and full_name <> new_name;
    update users set full_name = new_name, timezone = new_timezone, hours_24 = new_hours_24
    where id = old.id;
    insert into audit_logs (at, actor_user_id, action, entity_id, details)
    values (app.now(), old.id, 'person.changed', old.id, jsonb_build_object(
        'from', jsonb_build_object('full_name', old.full_name, 'timezone', old.timezone,
                                   'hours_24', old.hours_24),
        'to', jsonb_build_object('full_name', new_name, 'timezone', new_timezone,
                                 'hours_24', new_hours_24)));
    return true;
end
$$;
ALTER FUNCTION app.change_profile(new_name text, new_timezone text, new_hours_24 boolean) OWNER TO corved_definer;

GRANT ALL ON FUNCTION app.changed_since_paid(before_month date, before timestamp with time zone, tutor uuid) TO app_admin;
GRANT ALL ON FUNCTION app.changed_since_paid(before_month date, before timestamp with time zone, tutor uuid) TO app_tutor;
REVOKE ALL ON FUNCTION app.changed_since_paid(before_month date, before timestamp with time zone, tutor uuid) FROM PUBLIC;

CREATE FUNCTION app.changed_since_paid(before_month date, before timestamp with time zone, tutor uuid) RETURNS TABLE(payee uuid, id uuid, match_id uuid, tutor_id uuid, starts_at timestamp with time zone, minutes integer, status text, learner text, subject text, price integer, tier integer, currency text, paid json, absent_percent integer)
    LANGUAGE sql STABLE SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'public', 'pg_temp'
    AS $$
select x.tutor_user_id, s.id, s.match_id, s.tutor_user_id, s.scheduled_start_utc,
       (extract(epoch from s.scheduled_end_utc - s.scheduled_start_utc) / 60)::integer,
       s.status::text, l.full_name, sub.name,
       case when app.is_admin() or exists (
           select from pay_rates v where v.tutor_user_id = x.tutor_user_id and v.kind = 'share'
             and coalesce(v.match_id, s.match_id) = s.match_id) then p.price end,
       p.tier, p.currency,
       (select json_object_agg(k.currency, k.amount) from (
            select n.currency, sum(n.amount) as amount from pay_lines n join pay_months c on c.id = n.pay_month_id
            where n.session_id = s.id and c.tutor_user_id = x.tutor_user_id and c.month < before_month
            group by n.currency) k),
       coalesce(
           (select c.absent_percent from pay_lines n join pay_months c on c.id = n.pay_month_id
            where n.session_id = s.id and c.tutor_user_id = x.tutor_user_id order by c.month limit 1), x.absent_percent)
from (select c.tutor_user_id, max(c.closed_at) as closed_at,
             (array_agg(c.absent_percent order by c.month desc))[1] as absent_percent
      from pay_months c
      where c.month < before_month and (tutor is null or c.tutor_user_id = tutor)
        and (app.is_admin() or c.tutor_user_id = app.uid())
      group by c.tutor_user_id) x
join sessions s on s.updated_at > x.closed_at and s.scheduled_start_utc < before
    and (s.tutor_user_id = x.tutor_user_id or exists (
        select from pay_lines n join pay_months c on c.id = n.pay_month_id
        where n.session_id = s.id and c.tutor_user_id = x.tutor_user_id))
join packages p on p.id = s.package_id
join matches m on m.id = s.match_id
join requests r on r.id = m.request_id
join subjects sub on sub.id = r.subject_id
join learners l on l.id = s.learner_id
order by s.scheduled_start_utc, s.id
$$;
ALTER FUNCTION app.changed_since_paid(before_month date, before timestamp with time zone, tutor uuid) OWNER TO corved_definer;

GRANT ALL ON FUNCTION app.claim_payment(paid_package uuid, paid_by text, paid_reference text, paid_day date) TO app_student;
REVOKE ALL ON FUNCTION app.claim_payment(paid_package uuid, paid_by text, paid_reference text, paid_day date) FROM PUBLIC;

CREATE FUNCTION app.claim_payment(paid_package uuid, paid_by text, paid_reference text, paid_day date) RETURNS boolean
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'public', 'pg_temp'
    AS $$
begin
    if not exists (
        select from packages p join requests r on r.id = p.request_id join learners l on l.id = r.learner_id
        where p.id = paid_package and p.cancelled_at is null and r.status <> 'ended' and l.account_user_id = app.uid())
    then
        raise exception 'no month of this family' using errcode = 'CE404';
    end if;
    insert into payment_claims (package_id, way, reference, paid_on, created_by_user_id, created_at)
    values (paid_package, paid_by, paid_reference, paid_day, app.uid(), app.now())
    on conflict (package_id) where payment_id is null and rejected_at is null do nothing;
    if not found then
        return false;
    end if;
    insert into audit_logs (at, actor_user_id, action, entity_id, details)
    values (app.now(), app.uid(), 'package.payment_claimed', paid_package,
            jsonb_build_object('way', paid_by, 'reference', paid_reference, 'paid_on', paid_day));
    return true;
end
$$;
ALTER FUNCTION app.claim_payment(paid_package uuid, paid_by text, paid_reference text, paid_day date) OWNER TO corved_definer;

CREATE FUNCTION app.close_calendars() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'public', 'pg_temp'
    AS $$
begin
    delete from calendar_feeds where user_id = new.id;
    return null;
end
$$;
ALTER FUNCTION app.close_calendars() OWNER TO corved_definer;
REVOKE ALL ON FUNCTION app.close_calendars() FROM PUBLIC;

REVOKE ALL ON FUNCTION app.count_attempt(of_address text, of_network text) FROM PUBLIC;

CREATE FUNCTION app.count_attempt(of_address text, of_network text) RETURNS integer
    LANGUAGE sql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'public', 'pg_temp'
    AS $$
insert into sign_in_attempts as a (address, network, attempts, first_at) values (of_address, of_network, 1, app.now())
on conflict (address, network) do update set
    attempts = case when a.first_at <= app.now() - interval '15 minutes' then 1 else a.attempts + 1 end,
    first_at = case when a.first_at <= app.now() - interval '15 minutes' then app.now() else a.first_at end
returning attempts
$$;
ALTER FUNCTION app.count_attempt(of_address text, of_network text) OWNER TO corved_definer;

CREATE FUNCTION app.count_change() RETURNS trigger
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'public', 'pg_temp'
    AS $$
begin
    new.sequence := old.sequence + 1;
    new.changed_at := app.now();
    return new;
end
$$;
ALTER FUNCTION app.count_change() OWNER TO corved_definer;
REVOKE ALL ON FUNCTION app.count_change() FROM PUBLIC;

CREATE FUNCTION app.count_link_change() RETURNS trigger
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'public', 'pg_temp'
    AS $$
begin
    new.link_changes := old.link_changes + 1;
    new.link_changed_at := app.now();
    return new;
end
$$;
ALTER FUNCTION app.count_link_change() OWNER TO corved_definer;
REVOKE ALL ON FUNCTION app.count_link_change() FROM PUBLIC;

CREATE FUNCTION app.count_renaming() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'public', 'pg_temp'
    AS $$
begin
    new.renamed_at := app.now();
    if tg_table_name = 'users' then
        update sessions set sequence = sequence + 1 where tutor_user_id = new.id;
    elsif tg_table_name = 'learners' then
        update sessions set sequence = sequence + 1 where learner_id = new.id;
    else
        update sessions s set sequence = sequence + 1 from matches m join requests r on r.id = m.request_id
        where m.id = s.match_id and r.subject_id = new.id;
    end if;
    return new;
end
$$;
ALTER FUNCTION app.count_renaming() OWNER TO corved_definer;
REVOKE ALL ON FUNCTION app.count_renaming() FROM PUBLIC;

CREATE FUNCTION app.delete_old_sign_ins() RETURNS void
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'public', 'pg_temp'
    AS $$
begin
    perform app.refuse_others();
    delete from sign_in_attempts where first_at < app.now() - interval '1 day';
    delete from sign_ins where used_at < app.now() - make_interval(months => (select sign_in_months from academy));
end
$$;
ALTER FUNCTION app.delete_old_sign_ins() OWNER TO corved_definer;
GRANT ALL ON FUNCTION app.delete_old_sign_ins() TO app_admin;
REVOKE ALL ON FUNCTION app.delete_old_sign_ins() FROM PUBLIC;

CREATE FUNCTION app.delete_old_texts() RETURNS void
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'public', 'pg_temp'
    AS $$
declare academy academy;
begin
    perform app.refuse_others();
    select * into academy from academy;  -- none before it is set up
    if academy.history_text_months > 0 then
        update audit_logs a set reason = null, details = app.without_texts(a.action, a.details)
        where a.at < app.now() - make_interval(months => academy.history_text_months)
          and (a.reason is not null or a.details <> app.without_texts(a.action, a.details));
    end if;
    if academy.message_text_months > 0 then
        update messages m set body = 'Deleted'
        where m.changed_at < app.now() - make_interval(months => academy.message_text_months) and m.body <> 'Deleted'
          and (m.sent_at is not null or m.mailed_at is not null or m.dropped_at is not null);
    end if;
end
$$;
ALTER FUNCTION app.delete_old_texts() OWNER TO corved_definer;
GRANT ALL ON FUNCTION app.delete_old_texts() TO app_admin;
REVOKE ALL ON FUNCTION app.delete_old_texts() FROM PUBLIC;

CREATE FUNCTION app.end_second_step(who uuid, present uuid) RETURNS boolean
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'public', 'pg_temp'
    AS $$
begin
    delete from second_steps t
    using sign_ins s
    where t.user_id = who and s.user_id = app.uid() and s.id = present
      and s.proved_at > app.now() - interval '12 hours' and (who = app.uid() or app.is_admin());
    if found then
        insert into audit_logs (actor_user_id, action, entity_id, details)
        values (app.uid(), 'person.second_step_off', who, '{}');
        return true;
    end if;
    return false;
end
$$;
ALTER FUNCTION app.end_second_step(who uuid, present uuid) OWNER TO corved_definer;

GRANT ALL ON FUNCTION app.end_second_step(who uuid, present uuid) TO app_admin;
GRANT ALL ON FUNCTION app.end_second_step(who uuid, present uuid) TO app_anonymous;
REVOKE ALL ON FUNCTION app.end_second_step(who uuid, present uuid) FROM PUBLIC;

CREATE FUNCTION app.end_sign_in(wanted uuid, all_but uuid) RETURNS boolean
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'public', 'pg_temp'
    AS $$
declare me uuid := app.uid();
begin
    update sign_ins s set ended_at = app.now()
    where s.user_id = me and s.ended_at is null and (s.id = wanted or wanted is null and s.id is distinct from all_but);
    if not found then
        return false;
    end if;
    insert into audit_logs (actor_user_id, action, entity_id, details)
    values (me, 'person.signed_out', me, jsonb_build_object('everywhere', wanted is null));
    return true;
end
$$;
ALTER FUNCTION app.end_sign_in(wanted uuid, all_but uuid) OWNER TO corved_definer;

GRANT ALL ON FUNCTION app.end_sign_in(wanted uuid, all_but uuid) TO app_anonymous;
REVOKE ALL ON FUNCTION app.end_sign_in(wanted uuid, all_but uuid) FROM PUBLIC;

CREATE FUNCTION app.erase_history(who uuid, about uuid[], words text[]) RETURNS text[]
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'public', 'pg_temp'
    AS $$
declare
    names text[];
    sure text[];
    written text[];
begin
    perform app.refuse_others();
    select array_agg(distinct n.name) into names
    from (
        select unnest(words)
        union all
        select v.value #>> '{}'
        from audit_logs a
        cross join lateral jsonb_each(a.details) d
        cross join lateral jsonb_each(case when jsonb_typeof(d.value) = 'object' then d.value
                                           else jsonb_build_object(d.key, d.value) end) v
        where a.entity_id = any (about) and jsonb_typeof(v.value) = 'string'
          and (v.key in ('full_name', 'email', 'whatsapp', 'owner')
               or a.action like 'learner.%' and d.key in ('from', 'to') and jsonb_typeof(d.value) = 'string')
    ) n(name)
    where n.name <> '' and n.name <> 'Erased';
    sure := array(
        select each from unnest(names) each
        where each like '%_@_%' or each ~ '^\+\d{6,}'
           or each ~ '\S\s\S' and not exists (select from users u where u.id <> who and strpos(u.full_name, each) > 0)
              and not exists (select from learners l where l.account_user_id <> who and strpos(l.full_name, each) > 0));
    written := array(select substr(j.body, 2, length(j.body) - 2)
                     from unnest(sure) each cross join lateral (select to_json(each)::text as body) j);
    update audit_logs a set reason = null, details = app.without_texts(a.action, a.details)
    where a.entity_id = any (about) or a.match_id = any (about) or a.session_id = any (about);
    update audit_logs a set details = app.without_words(a.details::text, written)::jsonb,
                            reason = app.without_words(a.reason, sure)
    where exists (select from unnest(written) each where strpos(a.details::text, each) > 0)
       or exists (select from unnest(sure) each where strpos(a.reason, each) > 0);
    update messages m set body = app.without_words(m.body, sure)
    where exists (select from unnest(sure) each where strpos(m.body, each) > 0);
    update messages m set body = app.without_words(m.body, names)
    where m.about in (select k.closure_id from closure_sessions k where k.session_id = any (erase_history.about));
    update cancelled_sessions c set learner = 'Erased' where c.match_id = any (about) and c.learner = any (names);
    update cancelled_sessions c set tutor = 'Erased' where c.match_id = any (about) and c.tutor = any (names);
    delete from second_steps t where t.user_id = who;
    delete from sign_ins s where s.user_id = who;
    delete from calendar_feeds f where f.user_id = who;
    delete from sign_in_attempts t where t.address = any (names);
    update users u set password_hash = null, session_stamp = gen_random_uuid() where u.id = who;
    return sure;
end
$$;
ALTER FUNCTION app.erase_history(who uuid, about uuid[], words text[]) OWNER TO corved_definer;

GRANT ALL ON FUNCTION app.erase_history(who uuid, about uuid[], words text[]) TO app_admin;
REVOKE ALL ON FUNCTION app.erase_history(who uuid, about uuid[], words text[]) FROM PUBLIC;

CREATE FUNCTION app.family_match_ids() RETURNS SETOF uuid
    LANGUAGE plpgsql STABLE SECURITY DEFINER ROWS 10
    SET search_path TO 'pg_catalog', 'public', 'pg_temp'
    AS $$
begin return query 
        select m.id from matches m join requests r on r.id = m.request_id join learners l on l.id = r.learner_id
        where l.account_user_id = app.uid(); end
$$;
ALTER FUNCTION app.family_match_ids() OWNER TO corved_definer;
GRANT ALL ON FUNCTION app.family_match_ids() TO app_student;
REVOKE ALL ON FUNCTION app.family_match_ids() FROM PUBLIC;

CREATE FUNCTION app.family_people_ids() RETURNS SETOF uuid
    LANGUAGE plpgsql STABLE SECURITY DEFINER ROWS 10
    SET search_path TO 'pg_catalog', 'public', 'pg_temp'
    AS $$
begin return query 
        select app.uid()
        union select m.tutor_user_id from matches m join requests r on r.id = m.request_id
              join learners l on l.id = r.learner_id where l.account_user_id = app.uid()
        union select s.tutor_user_id from sessions s where s.account_user_id = app.uid(); end
$$;
ALTER FUNCTION app.family_people_ids() OWNER TO corved_definer;
GRANT ALL ON FUNCTION app.family_people_ids() TO app_student;
REVOKE ALL ON FUNCTION app.family_people_ids() FROM PUBLIC;

CREATE FUNCTION app.family_request_ids() RETURNS SETOF uuid
    LANGUAGE plpgsql STABLE SECURITY DEFINER ROWS 10
    SET search_path TO 'pg_catalog', 'public', 'pg_temp'
    AS $$
begin return query 
        select r.id from requests r join learners l on l.id = r.learner_id where l.account_user_id = app.uid(); end
$$;
ALTER FUNCTION app.family_request_ids() OWNER TO corved_definer;
GRANT ALL ON FUNCTION app.family_request_ids() TO app_student;
REVOKE ALL ON FUNCTION app.family_request_ids() FROM PUBLIC;

GRANT ALL ON FUNCTION app.finish_sign_in(address text, network text, who uuid, device uuid, agent text, counter bigint, recovery_code integer) TO app_admin;
REVOKE ALL ON FUNCTION app.finish_sign_in(address text, network text, who uuid, device uuid, agent text, counter bigint, recovery_code integer) FROM PUBLIC;

CREATE FUNCTION app.finish_sign_in(address text, network text, who uuid, device uuid, agent text, counter bigint, recovery_code integer) RETURNS uuid
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'public', 'pg_temp'
    AS $$
begin
    perform app.refuse_others();
    update second_steps s
    set last_counter = coalesce(counter, s.last_counter),
        used_codes = case when counter is null then s.used_codes || recovery_code else s.used_codes end
    where s.user_id = who and (counter > s.last_counter
                               or counter is null and recovery_code between 0 and 9 and recovery_code <> all (s.used_codes));
    if not found and exists (select from second_steps s where s.user_id = who) then
        return null;
    end if;
    delete from sign_in_attempts a
    where a.address = finish_sign_in.address
      and a.network in (finish_sign_in.network, 'device ' || finish_sign_in.device);
    return app.open_sign_in(who, device, agent);
end
$$;
ALTER FUNCTION app.finish_sign_in(address text, network text, who uuid, device uuid, agent text, counter bigint, recovery_code integer) OWNER TO corved_definer;

CREATE FUNCTION app.fits(words text[], body text, near boolean) RETURNS boolean
    LANGUAGE sql STABLE PARALLEL SAFE
    RETURN (NOT (EXISTS (SELECT FROM unnest(fits.words) w(w) WHERE ((strpos(fits.body, w.w) = 0) AND (NOT (fits.near AND (length(w.w) >= 4) AND (app.strict_word_similarity(w.w, fits.body) > (0.4)::double precision)))))));

CREATE FUNCTION app.free_texts() RETURNS text[]
    LANGUAGE sql IMMUTABLE PARALLEL SAFE
    RETURN ARRAY['full_name'::text, 'email'::text, 'whatsapp'::text, 'name'::text, 'note'::text, 'notes'::text, 'tutor_notes'::text, 'settled_why'::text, 'why'::text, 'goals'::text, 'board'::text, 'bank_reference'::text, 'reason'::text, 'learner'::text, 'tutor'::text, 'body'::text, 'owner'::text];

CREATE FUNCTION app.give_hue() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'public', 'pg_temp'
    AS $$
begin
    update users u set hue = (select count(*) from users x where x.hue > 0) % 8 + 1 where u.id = new.user_id and u.hue = 0;
    return null;
end
$$;
ALTER FUNCTION app.give_hue() OWNER TO corved_definer;
REVOKE ALL ON FUNCTION app.give_hue() FROM PUBLIC;

CREATE FUNCTION app.give_nominal_date() RETURNS trigger
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'public', 'pg_temp'
    AS $$
begin
    new.nominal_date := coalesce(new.nominal_date, new.local_start::date);
    return new;
end
$$;
ALTER FUNCTION app.give_nominal_date() OWNER TO corved_definer;
REVOKE ALL ON FUNCTION app.give_nominal_date() FROM PUBLIC;

CREATE FUNCTION app.invitation(hash bytea, OUT full_name text, OUT address text, OUT timezone text, OUT is_new boolean) RETURNS record
    LANGUAGE sql STABLE SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'public', 'pg_temp'
    AS $$
select u.full_name, coalesce(u.email, u.whatsapp), u.timezone, u.password_hash is null
from invitations i join users u on u.id = i.user_id
where i.token_hash = hash and i.used_at is null and i.revoked_at is null and i.expires_at > app.now() and u.is_active
$$;
ALTER FUNCTION app.invitation(hash bytea, OUT full_name text, OUT address text, OUT timezone text, OUT is_new boolean) OWNER TO corved_definer;

GRANT ALL ON FUNCTION app.invitation(hash bytea, OUT full_name text, OUT address text, OUT timezone text, OUT is_new boolean) TO app_anonymous;
REVOKE ALL ON FUNCTION app.invitation(hash bytea, OUT full_name text, OUT address text, OUT timezone text, OUT is_new boolean) FROM PUBLIC;

CREATE FUNCTION app.is_admin() RETURNS boolean
    LANGUAGE plpgsql STABLE SECURITY DEFINER PARALLEL RESTRICTED
    SET search_path TO 'pg_catalog', 'public', 'pg_temp'
    AS $$
begin
    return current_setting('app.role', true) = 'app_admin' and current_setting('app.proof', true) = app.proof();
end
$$;
ALTER FUNCTION app.is_admin() OWNER TO corved_definer;
GRANT ALL ON FUNCTION app.is_admin() TO app_admin;
GRANT ALL ON FUNCTION app.is_admin() TO app_anonymous;
GRANT ALL ON FUNCTION app.is_admin() TO app_student;
GRANT ALL ON FUNCTION app.is_admin() TO app_tutor;
GRANT ALL ON FUNCTION app.is_admin() TO corved_owner;
REVOKE ALL ON FUNCTION app.is_admin() FROM PUBLIC;

CREATE FUNCTION app.is_set_up() RETURNS boolean
    LANGUAGE sql STABLE SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'public', 'pg_temp'
    AS $$
select exists (select 1 from users)
$$;
ALTER FUNCTION app.is_set_up() OWNER TO corved_definer;
GRANT ALL ON FUNCTION app.is_set_up() TO app_anonymous;
REVOKE ALL ON FUNCTION app.is_set_up() FROM PUBLIC;

CREATE FUNCTION app.join_record_lead() RETURNS interval
    LANGUAGE sql IMMUTABLE PARALLEL SAFE
    RETURN '00:30:00'::interval;

CREATE FUNCTION app.join_session(wanted uuid, counts boolean, OUT meet_link text) RETURNS text
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'public', 'pg_temp'
    AS $$
#variable_conflict use_column
declare s sessions; who uuid := app.uid(); link text;
begin
    select * into s from sessions where id = wanted and who in (tutor_user_id, account_user_id);
    if s.id is null then
        return;
    end if;
    select meet_link into link from meet_links k where k.match_id = s.match_id and k.tutor_user_id = s.tutor_user_id;
    join_session.meet_link := link;
    if counts and link is not null
       and app.now() between s.scheduled_start_utc - app.join_record_lead() and s.scheduled_end_utc then
        insert into session_joins (session_id, user_id, side, first_at, last_at)
        select s.id, who, side, app.now(), app.now()
        from (values ('tutor', s.tutor_user_id), ('family', s.account_user_id)) v (side, person)
        where v.person = who
        on conflict (session_id, side, user_id) do update set last_at = excluded.last_at;
    end if;
end
$$;
ALTER FUNCTION app.join_session(wanted uuid, counts boolean, OUT meet_link text) OWNER TO corved_definer;

GRANT ALL ON FUNCTION app.join_session(wanted uuid, counts boolean, OUT meet_link text) TO app_anonymous;
REVOKE ALL ON FUNCTION app.join_session(wanted uuid, counts boolean, OUT meet_link text) FROM PUBLIC;

CREATE FUNCTION app.keep_an_admin() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'public', 'pg_temp'
    AS $$
begin
    perform pg_advisory_xact_lock(7303013);
    if not exists (select 1 from user_roles r join users u on u.id = r.user_id
                   where r.role = 'admin' and u.is_active and u.password_hash is not null) then
        raise exception 'the last admin' using errcode = 'CE426';
    end if;
    return null;
end
$$;
ALTER FUNCTION app.keep_an_admin() OWNER TO corved_definer;
REVOKE ALL ON FUNCTION app.keep_an_admin() FROM PUBLIC;

CREATE FUNCTION app.keep_approval() RETURNS trigger
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'public', 'pg_temp'
    AS $$
begin
    if not exists (
        select 1 from requests r
        join tutor_levels s on s.subject_id = r.subject_id and s.level_id = r.level_id and s.tutor_id = new.tutor_user_id
        join tutor_profiles p on p.user_id = s.tutor_id and p.is_approved
        where r.id = new.request_id)
    then
        raise exception 'this tutor is not approved for the subject and level' using errcode = 'CE428';
    end if;
    return new;
end
$$;
REVOKE ALL ON FUNCTION app.keep_approval() FROM PUBLIC;

CREATE FUNCTION app.keep_cancelled() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'public', 'pg_temp'
    AS $$
begin
    insert into cancelled_sessions as c
        (session_id, user_id, match_id, learner, tutor, subject, scheduled_start_utc, scheduled_end_utc,
         timezone, sequence, changed_at)
    select old.id, whose.user_id, old.match_id, l.full_name, t.full_name, sub.name, old.scheduled_start_utc,
           old.scheduled_end_utc, old.timezone, old.sequence + m.link_changes + 1, app.now()
    from matches m
    join requests r on r.id = m.request_id
    join subjects sub on sub.id = r.subject_id
    join learners l on l.id = old.learner_id
    join users t on t.id = old.tutor_user_id
    cross join lateral (
        select old.tutor_user_id as user_id
        union select old.account_user_id where tg_op = 'DELETE') whose
    where m.id = old.match_id
    on conflict (user_id, session_id) do update
        set sequence = excluded.sequence, changed_at = excluded.changed_at,
            scheduled_start_utc = excluded.scheduled_start_utc, scheduled_end_utc = excluded.scheduled_end_utc,
            timezone = excluded.timezone;
    return null;
end
$$;
ALTER FUNCTION app.keep_cancelled() OWNER TO corved_definer;
REVOKE ALL ON FUNCTION app.keep_cancelled() FROM PUBLIC;

CREATE FUNCTION app.keep_first_agreed_time() RETURNS trigger
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'public', 'pg_temp'
    AS $$
begin
    if new.original_start_utc is null then
        new.original_local_start := null;
        new.original_timezone := null;
    elsif old.original_start_utc is null then
        new.original_local_start := old.local_start;
        new.original_timezone := old.timezone;
    end if;
    return new;
end
$$;
ALTER FUNCTION app.keep_first_agreed_time() OWNER TO corved_definer;
REVOKE ALL ON FUNCTION app.keep_first_agreed_time() FROM PUBLIC;

CREATE FUNCTION app.keep_make_up() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
begin
    if tg_op = 'DELETE' then
        update sessions set settled_as = null where id = old.makes_up_id and settled_as = 'made_up';
        return old;
    end if;
    update sessions set settled_as = coalesce(settled_as, 'made_up')
    where id = new.makes_up_id and coalesce(settled_into, package_id) = new.package_id
      and settled_as is distinct from 'written_off';
    if not found then
        raise exception 'not owed by this package' using errcode = 'CE422';
    end if;
    return new;
end
$$;
REVOKE ALL ON FUNCTION app.keep_make_up() FROM PUBLIC;

CREATE FUNCTION app.keep_meet_links() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'public', 'pg_temp'
    AS $$
begin
    delete from meet_links k where k.match_id = new.id and (
        (k.tutor_user_id = new.tutor_user_id and new.meet_link is null)
        or (k.tutor_user_id <> new.tutor_user_id and not exists (
            select 1 from sessions s where s.match_id = new.id and s.tutor_user_id = k.tutor_user_id
              and s.scheduled_end_utc > app.now())));
    if new.meet_link is not null then
        insert into meet_links (match_id, tutor_user_id, account_user_id, meet_link)
        select new.id, new.tutor_user_id, l.account_user_id, new.meet_link
        from requests r join learners l on l.id = r.learner_id where r.id = new.request_id
        on conflict (match_id, tutor_user_id) do update set meet_link = excluded.meet_link;
    end if;
    return null;
end
$$;
ALTER FUNCTION app.keep_meet_links() OWNER TO corved_definer;
REVOKE ALL ON FUNCTION app.keep_meet_links() FROM PUBLIC;

CREATE FUNCTION app.keep_package_facts() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'public', 'pg_temp'
    AS $$
declare
    changed_ids uuid[];
begin
    if tg_table_name = 'told' and tg_level = 'STATEMENT' then
        changed_ids := array(
            select distinct s.package_id from changed k join sessions s on s.id = k.about where k.what = 'start');
    elsif tg_table_name = 'told' then
        changed_ids := array(select s.package_id from sessions s where s.id = new.about);
    elsif tg_level = 'STATEMENT' then
        changed_ids := array(select distinct package_id from changed);
    elsif tg_table_name = 'packages' then
        changed_ids := array[new.id];
    elsif tg_table_name = 'requests' then
        changed_ids := array(select id from packages where request_id = new.id);
    else
        changed_ids := array[old.package_id, new.package_id];
    end if;
    update packages p set lacks_sessions = x.lacking > 0, is_due = y.is_due, is_told = t.is_told
    from package_plans x, package_money y, package_told t
    where p.id = any(changed_ids) and x.id = p.id and y.id = p.id and t.id = p.id
      and (p.lacks_sessions, p.is_due, p.is_told) is distinct from (x.lacking > 0, y.is_due, t.is_told);
    return null;
end
$$;
ALTER FUNCTION app.keep_package_facts() OWNER TO corved_definer;
REVOKE ALL ON FUNCTION app.keep_package_facts() FROM PUBLIC;

CREATE FUNCTION app.keep_steps() RETURNS trigger
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'public', 'pg_temp'
    AS $$
begin
    if old.status <> new.status and (old.status::text, new.status::text) not in (('new', 'payment_pending'), ('new', 'matched'), ('new', 'ended'), ('payment_pending', 'ready_to_match'), ('payment_pending', 'matched'), ('payment_pending', 'ended'), ('payment_pending', 'new'), ('ready_to_match', 'payment_pending'), ('ready_to_match', 'matched'), ('ready_to_match', 'ended'), ('matched', 'active'), ('matched', 'paused'), ('matched', 'ended'), ('active', 'matched'), ('active', 'paused'), ('active', 'ended'), ('ended', 'new'), ('ended', 'payment_pending'), ('ended', 'ready_to_match'), ('paused', 'active'), ('paused', 'matched'), ('paused', 'ended')) then
        raise exception '% cannot become %', old.status, new.status using errcode = 'CE427';
    end if;
    return new;
end
$$;
REVOKE ALL ON FUNCTION app.keep_steps() FROM PUBLIC;

CREATE FUNCTION app.keep_tier() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
begin
    if exists (
        select 1 from packages p
        where p.id in (select package_id from added)
          and p.tier - p.held_before - cardinality(p.removed_dates) < (select count(*) from sessions s where s.package_id = p.id and s.makes_up_id is null))
    then
        raise exception 'more sessions than the package has' using errcode = 'CE422';
    end if;
    return null;
end
$$;
REVOKE ALL ON FUNCTION app.keep_tier() FROM PUBLIC;

CREATE FUNCTION app.keep_touched_sessions() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
begin
    if old.status <> 'scheduled' or old.original_start_utc is not null
       or old.scheduled_start_utc <= app.now() then
        raise exception 'a session that was held, marked or moved stays' using errcode = 'CE422';
    end if;
    return old;
end
$$;
REVOKE ALL ON FUNCTION app.keep_touched_sessions() FROM PUBLIC;

REVOKE ALL ON FUNCTION app.log_session_change(action text, session_id uuid, state_before jsonb, state_after jsonb, undoes bigint) FROM PUBLIC;

CREATE FUNCTION app.log_session_change(action text, session_id uuid, state_before jsonb, state_after jsonb, undoes bigint) RETURNS void
    LANGUAGE sql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'public', 'pg_temp'
    AS $$
insert into audit_logs (action, match_id, session_id, details)
select log_session_change.action, s.match_id, s.id,
       jsonb_strip_nulls(jsonb_build_object('undoes', undoes))
       || jsonb_build_object('from', state_before, 'to', state_after)
from sessions s where s.id = log_session_change.session_id
$$;
ALTER FUNCTION app.log_session_change(action text, session_id uuid, state_before jsonb, state_after jsonb, undoes bigint) OWNER TO corved_definer;

CREATE FUNCTION app.notes_for_substitute(wanted uuid) RETURNS TABLE(start timestamp with time zone, notes text)
    LANGUAGE sql STABLE SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'public', 'pg_temp'
    AS $$
select o.scheduled_start_utc, o.tutor_notes
from sessions s
join matches m on m.id = s.match_id and m.tutor_user_id <> app.uid()
join sessions o on o.match_id = s.match_id and o.scheduled_start_utc < s.scheduled_start_utc and o.tutor_notes <> ''
where s.id = wanted and s.tutor_user_id = app.uid() and s.scheduled_end_utc > app.now() - interval '1 day'
order by o.scheduled_start_utc desc
limit 3
$$;
ALTER FUNCTION app.notes_for_substitute(wanted uuid) OWNER TO corved_definer;

GRANT ALL ON FUNCTION app.notes_for_substitute(wanted uuid) TO app_tutor;
REVOKE ALL ON FUNCTION app.notes_for_substitute(wanted uuid) FROM PUBLIC;

CREATE FUNCTION app.now() RETURNS timestamp with time zone
    LANGUAGE plpgsql STABLE PARALLEL RESTRICTED
    AS $$
declare pretended text := current_setting('app.now', true);
begin
    if coalesce(pretended, '') = '' then
        return clock_timestamp();
    end if;
    return app.pretended_now(pretended);
end
$$;

CREATE FUNCTION app.number_receipt() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'public', 'pg_temp'
    AS $$
begin
    insert into receipt_counter (last) values (1)
    on conflict (id) do update set last = receipt_counter.last + 1 returning last into new.receipt_number;
    return new;
end
$$;
ALTER FUNCTION app.number_receipt() OWNER TO corved_definer;
REVOKE ALL ON FUNCTION app.number_receipt() FROM PUBLIC;

CREATE FUNCTION app.open_sign_in(who uuid, of_device uuid, of_agent text) RETURNS uuid
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'public', 'pg_temp'
    AS $$
declare made uuid;
begin
    update sign_ins set ended_at = app.now() where user_id = who and device = of_device and ended_at is null;
    insert into sign_ins (user_id, device, agent, began_at, used_at, proved_at)
    values (who, of_device, left(of_agent, 200), app.now(), app.now(), app.now()) returning id into made;
    insert into audit_logs (actor_user_id, action, entity_id, details) values (who, 'person.signed_in', who, '{}');
    return made;
end
$$;
ALTER FUNCTION app.open_sign_in(who uuid, of_device uuid, of_agent text) OWNER TO corved_definer;

REVOKE ALL ON FUNCTION app.open_sign_in(who uuid, of_device uuid, of_agent text) FROM PUBLIC;

CREATE FUNCTION app.own_profile(OUT full_name text, OUT address text, OUT timezone text, OUT hours_24 boolean, OUT hash text) RETURNS record
    LANGUAGE sql STABLE SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'public', 'pg_temp'
    AS $$
select u.full_name, coalesce(u.email, u.whatsapp), u.timezone, u.hours_24, u.password_hash
from users u where u.id = app.uid()
$$;
ALTER FUNCTION app.own_profile(OUT full_name text, OUT address text, OUT timezone text, OUT hours_24 boolean, OUT hash text) OWNER TO corved_definer;

GRANT ALL ON FUNCTION app.own_profile(OUT full_name text, OUT address text, OUT timezone text, OUT hours_24 boolean, OUT hash text) TO app_admin;
GRANT ALL ON FUNCTION app.own_profile(OUT full_name text, OUT address text, OUT timezone text, OUT hours_24 boolean, OUT hash text) TO app_anonymous;
REVOKE ALL ON FUNCTION app.own_profile(OUT full_name text, OUT address text, OUT timezone text, OUT hours_24 boolean, OUT hash text) FROM PUBLIC;

CREATE FUNCTION app.own_second_step(OUT began_at timestamp with time zone, OUT used_codes integer[]) RETURNS SETOF record
    LANGUAGE sql STABLE SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'public', 'pg_temp'
    AS $$
select s.began_at, s.used_codes from second_steps s where s.user_id = app.uid()
$$;
ALTER FUNCTION app.own_second_step(OUT began_at timestamp with time zone, OUT used_codes integer[]) OWNER TO corved_definer;
SET default_tablespace = '';
SET default_table_access_method = heap;

GRANT ALL ON FUNCTION app.own_second_step(OUT began_at timestamp with time zone, OUT used_codes integer[]) TO app_anonymous;
REVOKE ALL ON FUNCTION app.own_second_step(OUT began_at timestamp with time zone, OUT used_codes integer[]) FROM PUBLIC;

CREATE FUNCTION app.own_session_for_update(wanted uuid) RETURNS sessions
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'public', 'pg_temp'
    AS $$
declare found_session sessions;
begin
    if app.uid() is null then
        raise exception 'nobody is signed in' using errcode = 'CE401';
    end if;
    select * into found_session from sessions
    where id = wanted and tutor_user_id is not distinct from app.uid() for update;
    if not found then
        raise exception 'no such session' using errcode = 'CE404';
    end if;
    return found_session;
end
$$;
ALTER FUNCTION app.own_session_for_update(wanted uuid) OWNER TO corved_definer;

REVOKE ALL ON FUNCTION app.own_session_for_update(wanted uuid) FROM PUBLIC;

GRANT ALL ON FUNCTION app.own_session_prices(first timestamp with time zone, after timestamp with time zone) TO app_tutor;
REVOKE ALL ON FUNCTION app.own_session_prices(first timestamp with time zone, after timestamp with time zone) FROM PUBLIC;

CREATE FUNCTION app.own_session_prices(first timestamp with time zone, after timestamp with time zone) RETURNS TABLE(session_id uuid, price integer, tier integer, currency text)
    LANGUAGE sql STABLE SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'public', 'pg_temp'
    AS $$
select s.id, p.price, p.tier, p.currency
from sessions s join packages p on p.id = s.package_id
where s.tutor_user_id = app.uid() and s.scheduled_start_utc >= first and s.scheduled_start_utc < after
  and exists (select from pay_rates r where r.tutor_user_id = s.tutor_user_id and r.kind = 'share'
                and coalesce(r.match_id, s.match_id) = s.match_id)
$$;
ALTER FUNCTION app.own_session_prices(first timestamp with time zone, after timestamp with time zone) OWNER TO corved_definer;

CREATE FUNCTION app.own_sign_ins(OUT id uuid, OUT agent text, OUT began_at timestamp with time zone, OUT used_at timestamp with time zone) RETURNS SETOF record
    LANGUAGE sql STABLE SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'public', 'pg_temp'
    AS $$
select s.id, s.agent, s.began_at, s.used_at from sign_ins s
where s.user_id = app.uid() and s.ended_at is null
  and s.used_at > app.now() - interval '30 days' and s.began_at > app.now() - interval '180 days'
order by s.used_at desc, s.id
$$;
ALTER FUNCTION app.own_sign_ins(OUT id uuid, OUT agent text, OUT began_at timestamp with time zone, OUT used_at timestamp with time zone) OWNER TO corved_definer;

GRANT ALL ON FUNCTION app.own_sign_ins(OUT id uuid, OUT agent text, OUT began_at timestamp with time zone, OUT used_at timestamp with time zone) TO app_anonymous;
REVOKE ALL ON FUNCTION app.own_sign_ins(OUT id uuid, OUT agent text, OUT began_at timestamp with time zone, OUT used_at timestamp with time zone) FROM PUBLIC;

CREATE FUNCTION app.plain(body text) RETURNS text
    LANGUAGE sql STABLE PARALLEL SAFE
    RETURN lower(app.unaccent('app.unaccent'::regdictionary, COALESCE(body, ''::text)));

GRANT ALL ON FUNCTION app.pretended_now(pretended text) TO app_admin;
GRANT ALL ON FUNCTION app.pretended_now(pretended text) TO app_anonymous;
GRANT ALL ON FUNCTION app.pretended_now(pretended text) TO app_student;
GRANT ALL ON FUNCTION app.pretended_now(pretended text) TO app_tutor;
GRANT ALL ON FUNCTION app.pretended_now(pretended text) TO corved_owner;
REVOKE ALL ON FUNCTION app.pretended_now(pretended text) FROM PUBLIC;

CREATE FUNCTION app.pretended_now(pretended text) RETURNS timestamp with time zone
    LANGUAGE plpgsql STABLE SECURITY DEFINER PARALLEL RESTRICTED
    SET search_path TO 'pg_catalog', 'public', 'pg_temp'
    AS $$
begin
    if current_setting('app.proof', true) is distinct from app.proof() then
        raise exception 'this time was set without proof' using errcode = 'CE403';
    end if;
    return pretended::timestamptz;
end
$$;
ALTER FUNCTION app.pretended_now(pretended text) OWNER TO corved_definer;

CREATE FUNCTION app.proof() RETURNS text
    LANGUAGE sql STABLE SECURITY DEFINER PARALLEL RESTRICTED
    SET search_path TO 'pg_catalog', 'public', 'pg_temp'
    AS $$
select encode(sha256(k.secret || sha256(k.secret || convert_to(concat_ws('|',
           current_setting('app.user_id', true), current_setting('app.role', true), current_setting('app.now', true),
           pg_backend_pid(), extract(epoch from transaction_timestamp())), 'UTF8'))), 'hex')
from app.keys k
$$;
ALTER FUNCTION app.proof() OWNER TO corved_definer;
REVOKE ALL ON FUNCTION app.proof() FROM PUBLIC;

CREATE FUNCTION app.prove(who uuid, as_role text, at text) RETURNS void
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'public', 'pg_temp'
    AS $$
begin
    perform set_config('app.user_id', coalesce(who::text, ''), true), set_config('app.role', as_role, true),
            set_config('app.now', coalesce(at, ''), true);
    perform set_config('app.proof', app.proof(), true);
end
$$;
ALTER FUNCTION app.prove(who uuid, as_role text, at text) OWNER TO corved_definer;

REVOKE ALL ON FUNCTION app.prove(who uuid, as_role text, at text) FROM PUBLIC;

CREATE FUNCTION app.prove_again(wanted uuid, who uuid) RETURNS void
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'public', 'pg_temp'
    AS $$
begin
    perform app.refuse_others();
    update sign_ins set proved_at = app.now() where id = wanted and user_id = who and ended_at is null;
end
$$;
ALTER FUNCTION app.prove_again(wanted uuid, who uuid) OWNER TO corved_definer;

GRANT ALL ON FUNCTION app.prove_again(wanted uuid, who uuid) TO app_admin;
REVOKE ALL ON FUNCTION app.prove_again(wanted uuid, who uuid) FROM PUBLIC;

CREATE FUNCTION app.refuse_change() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
begin
    if tg_op = 'UPDATE' and current_user = 'corved_definer' then
        return null;
    end if;
    raise exception 'audit_logs is insert only';
end
$$;

CREATE FUNCTION app.refuse_changed(s sessions) RETURNS void
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'public', 'pg_temp'
    AS $$
declare who text;
begin
    select full_name into who from users where id = s.updated_by_user_id;
    raise exception 'changed meanwhile' using errcode = 'CE409', detail = jsonb_build_object(
        'status', s.status, 'needs_new_time', s.needs_new_time, 'by', who)::text;
end
$$;
ALTER FUNCTION app.refuse_changed(s sessions) OWNER TO corved_definer;

REVOKE ALL ON FUNCTION app.refuse_changed(s sessions) FROM PUBLIC;

CREATE FUNCTION app.refuse_others() RETURNS void
    LANGUAGE plpgsql STABLE SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'public', 'pg_temp'
    AS $$
begin
    if app.is_admin() is not true then
        raise exception 'this is for the operator' using errcode = 'CE403';
    end if;
end
$$;
ALTER FUNCTION app.refuse_others() OWNER TO corved_definer;
REVOKE ALL ON FUNCTION app.refuse_others() FROM PUBLIC;

GRANT ALL ON FUNCTION app.renew_recovery_codes(recovery_salt uuid, present uuid) TO app_anonymous;
REVOKE ALL ON FUNCTION app.renew_recovery_codes(recovery_salt uuid, present uuid) FROM PUBLIC;

CREATE FUNCTION app.renew_recovery_codes(recovery_salt uuid, present uuid) RETURNS boolean
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'public', 'pg_temp'
    AS $$
begin
    update second_steps t set recovery_salt = renew_recovery_codes.recovery_salt, used_codes = '{}'
    from sign_ins s
    where t.user_id = app.uid() and s.user_id = app.uid() and s.id = present
      and s.proved_at > app.now() - interval '12 hours';
    if found then
        insert into audit_logs (actor_user_id, action, entity_id, details)
        values (app.uid(), 'person.recovery_codes', app.uid(), '{}');
        return true;
    end if;
    return false;
end
$$;
ALTER FUNCTION app.renew_recovery_codes(recovery_salt uuid, present uuid) OWNER TO corved_definer;

CREATE FUNCTION app.revoke_links() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'public', 'pg_temp'
    AS $$
begin
    update invitations set revoked_at = app.now()
    where user_id = new.id and used_at is null and revoked_at is null;
    return null;
end
$$;
ALTER FUNCTION app.revoke_links() OWNER TO corved_definer;
REVOKE ALL ON FUNCTION app.revoke_links() FROM PUBLIC;

CREATE FUNCTION app.schema(OUT revision text, OUT serves_since text) RETURNS record
    LANGUAGE sql STABLE SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'public', 'pg_temp'
    AS $$
select (select v.version_num from alembic_version v), k.serves_since from app.keys k
$$;
ALTER FUNCTION app.schema(OUT revision text, OUT serves_since text) OWNER TO corved_definer;

GRANT ALL ON FUNCTION app.schema(OUT revision text, OUT serves_since text) TO corved_web;
REVOKE ALL ON FUNCTION app.schema(OUT revision text, OUT serves_since text) FROM PUBLIC;

CREATE FUNCTION app.session_state(s sessions) RETURNS jsonb
    LANGUAGE sql STABLE
    SET search_path TO 'pg_catalog', 'public', 'pg_temp'
    AS $$
select jsonb_build_object(
    'status', s.status, 'needs_new_time', s.needs_new_time, 'tutor_notes', s.tutor_notes,
    'scheduled_start_utc', s.scheduled_start_utc, 'scheduled_end_utc', s.scheduled_end_utc,
    'local_start', s.local_start, 'timezone', s.timezone,
    'original_start_utc', s.original_start_utc,
    'marked_at', s.marked_at, 'marked_by_user_id', s.marked_by_user_id)
$$;
ALTER FUNCTION app.session_state(s sessions) OWNER TO corved_definer;

REVOKE ALL ON FUNCTION app.session_state(s sessions) FROM PUBLIC;

CREATE FUNCTION app.session_version(s sessions) RETURNS text
    LANGUAGE sql IMMUTABLE
    SET search_path TO 'pg_catalog', 'public', 'pg_temp'
    AS $$
select s.status || case when s.needs_new_time then '!' else '' end
       || '@' || floor(extract(epoch from s.scheduled_start_utc))::bigint
       || '/' || coalesce(floor(extract(epoch from s.marked_at))::bigint, 0)
$$;
ALTER FUNCTION app.session_version(s sessions) OWNER TO corved_definer;

REVOKE ALL ON FUNCTION app.session_version(s sessions) FROM PUBLIC;

GRANT ALL ON FUNCTION app.set_calendar(of_area text, new_salt uuid, hash bytea) TO app_student;
GRANT ALL ON FUNCTION app.set_calendar(of_area text, new_salt uuid, hash bytea) TO app_tutor;
REVOKE ALL ON FUNCTION app.set_calendar(of_area text, new_salt uuid, hash bytea) FROM PUBLIC;

CREATE FUNCTION app.set_calendar(of_area text, new_salt uuid, hash bytea) RETURNS void
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'public', 'pg_temp'
    AS $$
begin
    if app.uid() is null then
        raise exception 'nobody is signed in' using errcode = 'CE401';
    end if;
    insert into calendar_feeds (user_id, area, salt, token_hash, created_at)
    values (app.uid(), of_area, new_salt, hash, app.now())
    on conflict (user_id, area) do update
        set salt = excluded.salt, token_hash = excluded.token_hash, created_at = excluded.created_at,
            fetched_at = null, fetched_by = null;
    insert into audit_logs (at, actor_user_id, action, entity_id, details)
    values (app.now(), app.uid(), 'person.calendar_made', app.uid(), jsonb_build_object('area', of_area));
end
$$;
ALTER FUNCTION app.set_calendar(of_area text, new_salt uuid, hash bytea) OWNER TO corved_definer;

CREATE FUNCTION app.set_own_availability(wanted uuid, hours jsonb) RETURNS boolean
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'public', 'pg_temp'
    AS $$
declare had jsonb;
begin
    select r.availability into had
    from requests r join learners l on l.id = r.learner_id
    where r.id = wanted and r.status <> 'ended' and l.account_user_id = app.uid()
    for no key update of r;
    if not found then
        raise exception 'no course of this family' using errcode = 'CE404';
    end if;
    if had = hours then
        return false;
    end if;
    update requests set availability = hours where id = wanted;
    insert into audit_logs (at, actor_user_id, action, entity_id, details)
    values (app.now(), app.uid(), 'request.availability_changed', wanted, jsonb_build_object('from', had, 'to', hours));
    return true;
end
$$;
ALTER FUNCTION app.set_own_availability(wanted uuid, hours jsonb) OWNER TO corved_definer;

GRANT ALL ON FUNCTION app.set_own_availability(wanted uuid, hours jsonb) TO app_student;
REVOKE ALL ON FUNCTION app.set_own_availability(wanted uuid, hours jsonb) FROM PUBLIC;

CREATE FUNCTION app.set_own_hours(versions jsonb, entered_since date, entered_until date, zone text, entered jsonb) RETURNS boolean
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'public', 'pg_temp'
    AS $$
declare said jsonb := jsonb_build_object('weekly_hours', entered, 'hours_timezone', zone, 'since', entered_since)
    || case when entered_until is null then '{}' else jsonb_build_object('until', entered_until) end;
begin
    perform from users u join user_roles r on r.user_id = u.id and r.role = 'tutor'
    where u.id = app.uid() and u.is_active for no key update of u;
    if not found then
        raise exception 'no tutor' using errcode = 'CE404';
    end if;
    if (select a.hours_wait from academy a) then
        insert into tutor_requests (tutor_user_id, kind, first_day, last_day, timezone, weekly_hours, asked_at)
        values (app.uid(), 'hours', entered_since, entered_until, zone, entered, app.now())
        on conflict (tutor_user_id) where kind = 'hours' and outcome is null do update
        set first_day = excluded.first_day, last_day = excluded.last_day, timezone = excluded.timezone,
            weekly_hours = excluded.weekly_hours, asked_at = excluded.asked_at;
        insert into audit_logs (at, actor_user_id, action, entity_id, details)
        values (app.now(), app.uid(), 'tutor.hours_asked', app.uid(), jsonb_build_object('to', said));
        return false;
    end if;
    delete from tutor_hours where tutor_user_id = app.uid();
    insert into tutor_hours (tutor_user_id, since, timezone, weekly_hours)
    select app.uid(), v.since, v.timezone, v.weekly_hours
    from jsonb_to_recordset(versions) v (since date, timezone text, weekly_hours jsonb);
    insert into audit_logs (at, actor_user_id, action, entity_id, details)
    values (app.now(), app.uid(), 'tutor.hours_changed', app.uid(), jsonb_build_object('to', said));
    return true;
end
$$;
ALTER FUNCTION app.set_own_hours(versions jsonb, entered_since date, entered_until date, zone text, entered jsonb) OWNER TO corved_definer;

GRANT ALL ON FUNCTION app.set_own_hours(versions jsonb, entered_since date, entered_until date, zone text, entered jsonb) TO app_tutor;
REVOKE ALL ON FUNCTION app.set_own_hours(versions jsonb, entered_since date, entered_until date, zone text, entered jsonb) FROM PUBLIC;

CREATE FUNCTION app.state_version(state jsonb) RETURNS text
    LANGUAGE sql IMMUTABLE
    SET search_path TO 'pg_catalog', 'public', 'pg_temp'
    AS $$
select (state ->> 'status') || case when (state ->> 'needs_new_time')::boolean then '!' else '' end
       || '@' || floor(extract(epoch from (state ->> 'scheduled_start_utc')::timestamptz))::bigint
       || '/' || coalesce(floor(extract(epoch from (state ->> 'marked_at')::timestamptz))::bigint, 0)
$$;
ALTER FUNCTION app.state_version(state jsonb) OWNER TO corved_definer;

REVOKE ALL ON FUNCTION app.state_version(state jsonb) FROM PUBLIC;

CREATE FUNCTION app.taken_by(wanted uuid) RETURNS text
    LANGUAGE sql STABLE SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'public', 'pg_temp'
    AS $$
select case when c.tutor_user_id is null then c.name else '' end
from sessions s
join closure_sessions t on t.session_id = s.id and t.before ->> 'tutor_user_id' is null
join closures c on c.id = t.closure_id and c.removed_at is null
where s.id = wanted
  and (app.uid() in (s.account_user_id, s.tutor_user_id) or app.is_admin())
order by c.created_at desc limit 1
$$;
ALTER FUNCTION app.taken_by(wanted uuid) OWNER TO corved_definer;

GRANT ALL ON FUNCTION app.taken_by(wanted uuid) TO app_admin;
GRANT ALL ON FUNCTION app.taken_by(wanted uuid) TO app_student;
GRANT ALL ON FUNCTION app.taken_by(wanted uuid) TO app_tutor;
REVOKE ALL ON FUNCTION app.taken_by(wanted uuid) FROM PUBLIC;

CREATE FUNCTION app.taught_learner_ids() RETURNS SETOF uuid
    LANGUAGE plpgsql STABLE SECURITY DEFINER ROWS 10
    SET search_path TO 'pg_catalog', 'public', 'pg_temp'
    AS $$
begin return query 
        select r.learner_id from requests r where r.id in (select app.taught_request_ids()); end
$$;
ALTER FUNCTION app.taught_learner_ids() OWNER TO corved_definer;
GRANT ALL ON FUNCTION app.taught_learner_ids() TO app_tutor;
REVOKE ALL ON FUNCTION app.taught_learner_ids() FROM PUBLIC;

CREATE FUNCTION app.taught_match_ids() RETURNS SETOF uuid
    LANGUAGE plpgsql STABLE SECURITY DEFINER ROWS 10
    SET search_path TO 'pg_catalog', 'public', 'pg_temp'
    AS $$
begin return query 
        select m.id from matches m where m.tutor_user_id = app.uid()
        union select s.match_id from sessions s where s.tutor_user_id = app.uid(); end
$$;
ALTER FUNCTION app.taught_match_ids() OWNER TO corved_definer;
GRANT ALL ON FUNCTION app.taught_match_ids() TO app_tutor;
REVOKE ALL ON FUNCTION app.taught_match_ids() FROM PUBLIC;

CREATE FUNCTION app.taught_people_ids() RETURNS SETOF uuid
    LANGUAGE plpgsql STABLE SECURITY DEFINER ROWS 10
    SET search_path TO 'pg_catalog', 'public', 'pg_temp'
    AS $$
begin return query 
        select app.uid()
        union select l.account_user_id from learners l where l.id in (select app.taught_learner_ids()); end
$$;
ALTER FUNCTION app.taught_people_ids() OWNER TO corved_definer;
GRANT ALL ON FUNCTION app.taught_people_ids() TO app_tutor;
REVOKE ALL ON FUNCTION app.taught_people_ids() FROM PUBLIC;

CREATE FUNCTION app.taught_request_ids() RETURNS SETOF uuid
    LANGUAGE plpgsql STABLE SECURITY DEFINER ROWS 10
    SET search_path TO 'pg_catalog', 'public', 'pg_temp'
    AS $$
begin return query 
        select m.request_id from matches m where m.id in (select app.taught_match_ids()); end
$$;
ALTER FUNCTION app.taught_request_ids() OWNER TO corved_definer;
GRANT ALL ON FUNCTION app.taught_request_ids() TO app_tutor;
REVOKE ALL ON FUNCTION app.taught_request_ids() FROM PUBLIC;

CREATE FUNCTION app.test_clock(wanted text) RETURNS text
    LANGUAGE sql STABLE SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'public', 'pg_temp'
    AS $$
select case when k.clock_may_be_set then wanted else '' end from app.keys k
$$;
ALTER FUNCTION app.test_clock(wanted text) OWNER TO corved_definer;

REVOKE ALL ON FUNCTION app.test_clock(wanted text) FROM PUBLIC;

CREATE FUNCTION app.tutor_session_history(wanted uuid) RETURNS TABLE(at timestamp with time zone, action text, details jsonb, reason text, actor text)
    LANGUAGE sql STABLE SECURITY DEFINER ROWS 10
    SET search_path TO 'pg_catalog', 'public', 'pg_temp'
    AS $$
select a.at, a.action, a.details, null::text,
       case when a.actor_user_id = app.uid() then u.full_name else 'the academy' end
from sessions s
join audit_logs a on a.session_id = s.id
left join users u on u.id = a.actor_user_id
where s.id = wanted and s.tutor_user_id = app.uid()
order by a.id desc
$$;
ALTER FUNCTION app.tutor_session_history(wanted uuid) OWNER TO corved_definer;

GRANT ALL ON FUNCTION app.tutor_session_history(wanted uuid) TO app_tutor;
REVOKE ALL ON FUNCTION app.tutor_session_history(wanted uuid) FROM PUBLIC;

GRANT ALL ON FUNCTION app.tutor_undo_session(session_id uuid, seen text) TO app_tutor;
REVOKE ALL ON FUNCTION app.tutor_undo_session(session_id uuid, seen text) FROM PUBLIC;

CREATE FUNCTION app.tutor_undo_session(session_id uuid, seen text) RETURNS boolean
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'public', 'pg_temp'
    AS $$
#variable_conflict use_column
declare
    held sessions := app.own_session_for_update(tutor_undo_session.session_id);
    mark audit_logs;
    happened audit_logs;
    old jsonb;
    after_change sessions;
begin
    if seen <> app.session_version(held) then
        select a.* into happened from audit_logs a
        where a.session_id = held.id and a.action <> 'session.noted' order by a.id desc limit 1;
        if happened.action = 'session.unmarked' and app.state_version(happened.details -> 'from') = seen then
            return false;
        end if;
        perform app.refuse_changed(held);
    end if;
    select a.* into mark from audit_logs a
    where a.session_id = held.id
      and a.action in ('session.marked', 'session.moved', 'session.set_aside', 'session.put_back')
      and not exists (
          select 1 from audit_logs u
          where u.session_id = held.id and u.action in ('session.unmarked', 'session.unmoved')
            and (u.details ->> 'undoes')::bigint = a.id)
    order by a.id desc limit 1;
    if mark.id is null or mark.action <> 'session.marked' then
        return false;
    end if;
    if mark.actor_user_id is distinct from app.uid() then
        raise exception 'not the caller''s mark' using errcode = 'CE403';
    end if;
    if mark.at < app.now() - app.tutor_undo_window() then
        raise exception 'too late to undo' using errcode = 'CE410';
    end if;
    old := mark.details -> 'from';
    update sessions set
        status = (old ->> 'status')::session_status,
        needs_new_time = (old ->> 'needs_new_time')::boolean,
        tutor_notes = case
            when held.tutor_notes is not distinct from mark.details #>> '{to,tutor_notes}'
            then old ->> 'tutor_notes' else held.tutor_notes end,
        marked_at = (old ->> 'marked_at')::timestamptz,
        marked_by_user_id = (old ->> 'marked_by_user_id')::uuid,
        updated_at = app.now(), updated_by_user_id = app.uid()
    where id = held.id returning * into after_change;
    perform app.log_session_change(
        'session.unmarked', held.id, app.session_state(held), app.session_state(after_change), mark.id);
    return true;
end
$$;
ALTER FUNCTION app.tutor_undo_session(session_id uuid, seen text) OWNER TO corved_definer;

CREATE FUNCTION app.tutor_undo_window() RETURNS interval
    LANGUAGE sql IMMUTABLE PARALLEL SAFE
    RETURN '24:00:00'::interval;

GRANT ALL ON FUNCTION app.tutor_update_session(session_id uuid, status session_status, notes text, seen text) TO app_tutor;
REVOKE ALL ON FUNCTION app.tutor_update_session(session_id uuid, status session_status, notes text, seen text) FROM PUBLIC;

CREATE FUNCTION app.tutor_update_session(session_id uuid, status session_status, notes text, seen text) RETURNS boolean
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'public', 'pg_temp'
    AS $$
#variable_conflict use_column
declare
    held sessions := app.own_session_for_update(tutor_update_session.session_id);
    wanted session_status := tutor_update_session.status;
    note text := case when notes is null then held.tutor_notes else nullif(btrim(notes), '') end;
    flags boolean := wanted is not distinct from 'rescheduled';
    same boolean := wanted is null or (wanted = held.status and flags = held.needs_new_time);
    after_change sessions;
begin
    if wanted = 'scheduled' then
        raise exception 'a tutor cannot set scheduled' using errcode = 'CE422';
    end if;
    if same and note is not distinct from held.tutor_notes then
        return false;
    end if;
    if not same then
        if held.status not in ('scheduled', 'rescheduled') or held.needs_new_time
           or (seen is not null and seen <> app.session_version(held)) then
            perform app.refuse_changed(held);
        end if;
        if not flags and held.scheduled_start_utc > app.now() then
            raise exception 'not started yet' using errcode = 'CE425';
        end if;
    end if;
    update sessions set
        status = case when same then held.status else wanted end,
        needs_new_time = case when same then held.needs_new_time else flags end,
        tutor_notes = note,
        marked_at = case when same then held.marked_at else app.now() end,
        marked_by_user_id = case when same then held.marked_by_user_id else app.uid() end,
        updated_at = app.now(), updated_by_user_id = app.uid()
    where id = held.id returning * into after_change;
    perform app.log_session_change(
        case when same then 'session.noted' else 'session.marked' end,
        held.id, app.session_state(held), app.session_state(after_change), null);
    return true;
end
$$;
ALTER FUNCTION app.tutor_update_session(session_id uuid, status session_status, notes text, seen text) OWNER TO corved_definer;

CREATE FUNCTION app.uid() RETURNS uuid
    LANGUAGE plpgsql STABLE SECURITY DEFINER PARALLEL RESTRICTED
    SET search_path TO 'pg_catalog', 'public', 'pg_temp'
    AS $$
declare who text := current_setting('app.user_id', true);
begin
    if coalesce(who, '') = '' or current_setting('app.proof', true) is distinct from app.proof() then
        return null;
    end if;
    return who::uuid;
end
$$;
ALTER FUNCTION app.uid() OWNER TO corved_definer;
GRANT ALL ON FUNCTION app.uid() TO app_admin;
GRANT ALL ON FUNCTION app.uid() TO app_anonymous;
GRANT ALL ON FUNCTION app.uid() TO app_student;
GRANT ALL ON FUNCTION app.uid() TO app_tutor;
GRANT ALL ON FUNCTION app.uid() TO corved_owner;
REVOKE ALL ON FUNCTION app.uid() FROM PUBLIC;

CREATE FUNCTION app.use_sign_in(wanted uuid) RETURNS void
    LANGUAGE sql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'public', 'pg_temp'
    AS $$
update sign_ins s set used_at = app.now()
where s.id in (select k.id from sign_ins k where k.id = wanted and k.user_id = app.uid() for update skip locked)
$$;
ALTER FUNCTION app.use_sign_in(wanted uuid) OWNER TO corved_definer;

GRANT ALL ON FUNCTION app.use_sign_in(wanted uuid) TO app_admin;
GRANT ALL ON FUNCTION app.use_sign_in(wanted uuid) TO app_anonymous;
GRANT ALL ON FUNCTION app.use_sign_in(wanted uuid) TO app_student;
GRANT ALL ON FUNCTION app.use_sign_in(wanted uuid) TO app_tutor;
REVOKE ALL ON FUNCTION app.use_sign_in(wanted uuid) FROM PUBLIC;

CREATE FUNCTION app.withdraw_request(wanted uuid) RETURNS boolean
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'public', 'pg_temp'
    AS $$
begin
    perform from tutor_requests r where r.id = wanted and r.tutor_user_id = app.uid() for update;
    if not found then
        raise exception 'no request of this tutor' using errcode = 'CE404';
    end if;
    update tutor_requests set outcome = 'withdrawn', answered_at = app.now() where id = wanted and outcome is null;
    if not found then
        return false;
    end if;
    insert into audit_logs (at, actor_user_id, action, entity_id)
    values (app.now(), app.uid(), 'tutor.request_withdrawn', app.uid());
    return true;
end
$$;
ALTER FUNCTION app.withdraw_request(wanted uuid) OWNER TO corved_definer;

GRANT ALL ON FUNCTION app.withdraw_request(wanted uuid) TO app_tutor;
REVOKE ALL ON FUNCTION app.withdraw_request(wanted uuid) FROM PUBLIC;

CREATE FUNCTION app.without_texts(action text, details jsonb) RETURNS jsonb
    LANGUAGE sql IMMUTABLE PARALLEL SAFE
    RETURN (SELECT COALESCE(jsonb_object_agg(d.key, CASE WHEN ((d.key = ANY (ARRAY['from'::text, 'to'::text])) AND (jsonb_typeof(d.value) = 'object'::text)) THEN (SELECT COALESCE(jsonb_object_agg(e.key, e.value), '{}'::jsonb) AS "coalesce" FROM jsonb_each(d.value) e(key, value) WHERE (e.key <> ALL (app.free_texts()))) ELSE d.value END), '{}'::jsonb) AS "coalesce" FROM jsonb_each(without_texts.details) d(key, value) WHERE ((d.key <> ALL (app.free_texts())) AND (NOT ((d.key = ANY (ARRAY['from'::text, 'to'::text])) AND (jsonb_typeof(d.value) = 'string'::text) AND (without_texts.action ~~ 'learner.%'::text)))));

CREATE FUNCTION app.without_words(body text, words text[]) RETURNS text
    LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE
    SET search_path TO 'pg_catalog', 'public', 'pg_temp'
    AS $_$
declare word text;
begin
    foreach word in array words loop
        if strpos(body, word) > 0 then
            word := regexp_replace(word, '([][\\^$.|?*+(){}-])', '\\\1', 'g');
            body := regexp_replace(body, '(?<![\w''’-])' || word || '(?![\w''’-])', 'erased', 'g');
        end if;
    end loop;
    return body;
end
$_$;

CREATE FUNCTION app.word_patterns(words text[]) RETURNS text[]
    LANGUAGE sql STABLE PARALLEL SAFE
    RETURN ARRAY(SELECT (('%'::text || regexp_replace(app.plain(w.w), '([\\%_])'::text, '\\\1'::text, 'g'::text)) || '%'::text) FROM unnest(word_patterns.words) w(w));

GRANT SELECT ON SEQUENCE audit_logs_id_seq TO corved_backup;
