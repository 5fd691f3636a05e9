"""Which packages are paid for."""

from __future__ import annotations

# Of `packages p`. An active one whose money was given back is not, until another payment arrives.
IS_PAID = """(p.status <> 'pending' and (
    exists (select 1 from payments y where y.package_id = p.id and y.status = 'paid')
    or not exists (select 1 from payments y where y.package_id = p.id and y.status = 'refunded')))"""
