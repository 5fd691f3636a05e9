comment on column second_steps.salt is 'The secret of the app is made of it and of SECRET_KEY.';
comment on column second_steps.recovery_salt is 'The recovery codes are made of it and of SECRET_KEY.';
comment on column second_steps.last_counter is 'The half minute, counted since 1970, whose code was used last: none serves twice.';
comment on column second_steps.used_codes is 'The recovery codes that were used, 0 to 9.';
comment on column users.hue is 'A tutor''s colour, 1 to 8; 0: none.';
comment on table academy is 'The one row of settings. Prices are in rupees for a package.';
comment on column academy.mark_reminder_hours is 'A tutor is asked for a missing mark so long after the end.';
comment on column academy.history_text_months is 'Texts of the history are emptied after so many months; 0: never.';
comment on column academy.message_text_months is 'Texts of sent messages are emptied after so many months; 0: never.';
comment on column academy.sign_in_months is 'Sign-ins that were not used for so many months are deleted.';
comment on column academy.mails_since is 'Messages that become due from then on are e-mailed, too; null: none are.';
comment on column audit_logs.actor_user_id is 'Null: the operator, on the command line.';
comment on table cancelled_sessions is
    'Sessions a family or tutor no longer has, for their calendars, with the names of that time.';
comment on column calendar_feeds.token_hash is 'SHA-256 of the token in the feed''s address.';
comment on table closure_sessions is 'The sessions a closure moved or set aside, as app.session_state before and after.';
comment on column tutor_subjects.level_id is 'Null: every level.';
comment on table closures is 'Whole days without sessions: of the academy, or a tutor''s leave (tutor_user_id).';
comment on column closures.timezone is 'The days are counted in this zone: the academy''s or the tutor''s at the time.';
comment on column generation_run_matches.number is 'Its place in the run, from 1.';
comment on column generation_run_matches.session_ids is 'The sessions that this run created.';
comment on column invitations.token_hash is 'SHA-256 of the token in the link.';
comment on column invitations.salt is 'With SECRET_KEY it gives the token again, for messages; null: the token is unknown.';
comment on column match_patterns.since is 'The first day of this schedule, a local date of the schedule''s zone.';
comment on column matches.tutor_since is 'The first day of a tutor who was agreed later; null: the first tutor.';
comment on table meet_links is
    'matches.meet_link for the present tutor. An earlier tutor and a substitute keep theirs until their last session is over.';
comment on table message_mails is 'One row before an e-mail is sent: a process that dies sends it never, not twice.';
comment on table messages is
    'Messages that were opened, marked sent, dismissed or e-mailed. Which messages are due is computed.';
comment on column messages.about is 'The id of a session, match, package, closure, run, invitation or person.';
comment on column messages.version is 'Changes when what the message says changes; the sent one is then outdated.';
comment on column messages.dropped_at is 'When somebody dismissed it as not needed.';
comment on column packages.cancelled_at is 'When it was cancelled: its days are free, and nobody pays for it.';
comment on column packages.end_date is 'The last day, inclusive; both days are local dates of the match''s zone.';
comment on column packages.held_before is 'Of its sessions, how many were held before CorvEd.';
comment on column packages.not_renewing_at is 'When it was recorded that no further month follows.';
comment on column packages.price is 'Agreed when it was sold; 0: nothing to pay; null: none, any amount pays it.';
comment on column packages.removed_dates is
    'The dates whose sessions an admin removed; no run creates them again, and the package has so many fewer.';
comment on column packages.withdrawn_at is 'When its upcoming sessions were deleted; no run creates them again.';
comment on column sessions.local_start is 'The agreed wall clock in timezone; the instants follow from it.';
comment on column sessions.make_up_by is 'The make-up is promised by this day, a local date of the match''s zone.';
comment on column sessions.makes_up_id is 'The missed session that this one makes up for.';
comment on column sessions.original_local_start is 'The wall clock before the first move, in original_timezone.';
comment on column sessions.nominal_date is 'The date of the schedule that it stands for, wherever it is moved to.';
comment on column sessions.sequence is 'How often it changed, for calendars (RFC 5545 SEQUENCE).';
comment on column sessions.settled_as is 'What became of a make-up that was due; null: it is due, or never was.';
comment on column sessions.settled_into is 'The later package that owes the make-up now.';
comment on column sessions.settled_why is 'The reason for writing it off; the family can read it.';
comment on column sessions.tutor_user_id is 'Who teaches or taught this session, whoever teaches the match later.';
comment on table sign_in_attempts is 'Attempts by account and network since first_at; empty for all. Deleted after a success or a day.';
comment on table told is 'What each person knows from a message that was e-mailed or marked sent.';
comment on column told.is_told is 'False: somebody dismissed the message, so the person need not know.';
comment on column told.what is
    'Of a session: start (UTC, empty for none), mark, promise. Of a match: tutor, link TUTOR, clocks DAY.';
comment on table tutor_hours is
    'When a tutor teaches, from a local day of timezone on until the next version. The first holds before its day, too.';
comment on column users.hours_24 is 'True: they read 19:00; false: 7:00 PM.';
comment on column users.session_stamp is 'Kept in every cookie; a new one signs the person out everywhere.';
comment on table receipt_counter is 'One row: the last receipt number. A payment takes the next in its transaction.';
comment on column payments.way is 'How it came, as the way to pay was called then; empty: not said.';
comment on column academy.unpaid_days is 'An unpaid month warns so many days before its first day.';
comment on table pay_rates is 'What a tutor is paid, dated: for all courses, or for one (match_id), which goes first.';
comment on column pay_rates.amount is 'In the minor unit of currency, for an hour or a session; of a share, percent of the price.';
comment on table pay_lines is 'The lines of a closed month. Nobody changes them: what changes later stands in a later month.';
comment on column academy.student_absent_percent is 'A tutor is paid this part of a session that the student missed.';
