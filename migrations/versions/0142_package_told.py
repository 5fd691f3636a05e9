"""Keeps beside each package whether family and tutor were told of all its sessions, as the view package_told has it.

The message desk asks which of the months that were created lately wait for their text.
"""

from alembic import op

revision = "0142"
down_revision = "0141"


def upgrade() -> None:
    op.execute(
        """
        alter table packages add column is_told boolean not null default true;
        update packages p set is_told = false
        from (select distinct s.package_id
              from sessions s cross join lateral (values (s.account_user_id), (s.tutor_user_id)) w (id)
              where s.makes_up_id is null and not exists (
                  select from told k
                  where k.about = s.id and k.what = 'start' and k.user_id = w.id and k.is_told)) x
        where x.package_id = p.id;
        create index packages_untold on packages (end_date) where not is_told;
        drop index audit_logs_created;
        create index audit_logs_created on audit_logs (entity_id, at) where action = 'sessions.generated';
        """
    )
