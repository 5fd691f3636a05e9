"""The desk looks for changes of how people sign in."""

from alembic import op

revision = "0123"
down_revision = "0122"


def upgrade() -> None:
    op.execute(
        """
        create index audit_logs_sign_in_changes on audit_logs (at)
        where action in ('person.password_changed', 'person.password_set', 'person.changed', 'person.second_step_on',
                         'person.second_step_off')
        """
    )
