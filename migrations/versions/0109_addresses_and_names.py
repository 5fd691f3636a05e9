"""People without an e-mail address, who sign in with their WhatsApp number; names that show what they are."""

from alembic import op

revision = "0109"
down_revision = "0108"

# Controls of direction and characters that show nothing, apart from the two joiners that Urdu needs inside words.
HIDDEN = r"[\u00ad\u061c\u180e\u200b\u200e\u200f\u202a-\u202e\u2060-\u206f\ufeff]"


def upgrade() -> None:
    op.execute(
        """
        alter table users
            alter column email drop not null,
            add constraint users_have_an_address check (num_nonnulls(email, whatsapp) > 0);
        create unique index users_number_without_email on users (whatsapp) where email is null;
        drop function if exists app.invitation(bytea);
        drop function if exists app.own_profile();
        """
    )
    for table, column in (("users", "full_name"), ("learners", "full_name"), ("academy", "name")):
        shown = f"regexp_replace(regexp_replace({column}, '{HIDDEN}', '', 'g'), '://|\\mwww\\.', ' ', 'gi')"
        op.execute(
            f"""
            alter table {table} disable trigger user;
            update {table} set {column} = coalesce(nullif(btrim(normalize({shown}, nfc)), ''), '–')
            where {column} <> coalesce(nullif(btrim(normalize({shown}, nfc)), ''), '–');
            alter table {table} enable trigger user;
            alter table {table} add constraint {table}_{column}_is_plain check (
                {column} is nfc normalized and {column} !~ '{HIDDEN}' and {column} !~* '://|\\mwww\\.');
            """
        )
