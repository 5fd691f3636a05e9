"""What a family sees of its money: what to pay and how, what it says it has paid, and its receipts."""

from datetime import date

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import given as with_cases
from hypothesis import strategies as st
from sqlalchemy import text
from sqlalchemy.exc import ProgrammingError

from corved import clock
from corved.database.session import db
from corved.problems import Problem
from corved.queries.academy.waiting import waiting
from corved.queries.enrolment.package_money import package_money
from corved.use_cases.enrolment.refund_package import RefundOrder, refund_package
from corved.use_cases.money.keep_way_to_pay import keep_way_to_pay
from corved.use_cases.money.reject_claim import reject_claim
from tests import given

MARCH = date(2026, 3, 2)
SAID = {"way": "", "paid_on": "2026-03-01", "reference": "TRX 5520"}


@pytest.fixture
def unpaid(world):
    return given.a_matched_course(learner=world.zara, tutor=world.tutor, paid=False)


@pytest.fixture
def family(client, world, unpaid):
    return client.sign_in_as(world.parent)


def claim_id(superuser):
    return superuser.execute("select id from payment_claims order by rejected_at is not null limit 1").fetchone()[0]


def test_it_says_what_to_pay_and_how(client, world, unpaid, cast_put_back):
    keep_way_to_pay(currency="PKR", name="HBL", details="Test Academy\nPK36 HABB 0000")
    client.sign_in_as(world.parent).get("/student/payments")
    says = client.page.says("#main")
    assert "24,000 PKR" in says
    assert "PK36 HABB 0000" in says
    client.sign_in_as(world.stranger).get("/student/payments")
    assert "You have nothing to pay." in client.page.says("#main")


def test_a_family_says_that_it_has_paid_and_an_admin_records_it(client, world, superuser, unpaid):
    claim = f"/student/packages/{unpaid.package}/claim"
    client.sign_in_as(world.parent).get("/student/payments")
    client.follow(client.post(claim, SAID, status=303))
    assert "The academy checks it." in client.page.says(f"#month-{unpaid.package}")
    assert not client.page.soup.select("form[action$=claim]"), "it is said once"

    client.sign_in_as(world.admin).get("/admin")
    assert client.page.says("#figure-claims") == "1 say they have paid"
    client.get("/admin/payments")
    link = client.page.one(f"#claim-{claim_id(superuser)}-record")["href"]
    client.get(link)
    assert client.page.one("#payment-reference")["value"] == "TRX 5520"
    assert client.page.one("#payment-day")["value"] == "2026-03-01"
    sent = {"amount": "24000", "paid_on": "2026-03-01", "status": "paid", "claim": str(claim_id(superuser))}
    client.follow(client.post(link.partition("?")[0], sent | {"back": "payments"}, status=303))
    assert client.page.says("h1") == "Payments", "back to where it was pressed"

    assert package_money(unpaid.package).is_paid
    assert waiting(MARCH, now=clock.now()).claims == 0
    client.sign_in_as(world.parent).get("/student/payments")
    receipt = client.page.soup.select_one("#paid a")["href"]
    client.get(receipt)
    assert "Received with this payment 24,000 PKR" in client.page.says("#main")
    client.sign_in_as(world.stranger).get(receipt, status=404)


def test_a_claim_is_settled_however_the_payment_is_recorded(family, superuser, unpaid):
    family.get("/student/payments")
    family.post(f"/student/packages/{unpaid.package}/claim", SAID, status=303)
    given.speak_for(given.Identity("app_admin"))
    given.record_payment(package_id=unpaid.package, amount=24000, paid_on=MARCH)
    assert superuser.execute("select count(*) from payment_claims where payment_id is null").fetchone() == (0,)


def test_what_did_not_arrive_is_answered_and_may_be_said_again(client, world, superuser, family, unpaid):
    claim = f"/student/packages/{unpaid.package}/claim"
    family.get("/student/payments")
    family.post(claim, SAID, status=303)
    key = claim_id(superuser)
    client.sign_in_as(world.admin).get("/admin/payments")
    client.follow(client.post(f"/admin/payment-claims/{key}/rejection", {"answer": ""}, status=303))
    assert "Enter what the family should read" in client.page.says("#toasts")
    client.post(f"/admin/payment-claims/{key}/rejection", {"answer": "Nothing at HBL yet."}, status=303)
    client.follow(client.post(f"/admin/payment-claims/{key}/rejection", {"answer": "Again."}, status=303))
    assert "answered this already" in client.page.says("#toasts")

    client.sign_in_as(world.parent).get("/student/payments")
    assert "Nothing at HBL yet." in client.page.says(f"#month-{unpaid.package}")
    client.post(claim, SAID, status=303)
    assert claim_id(superuser) != key


@pytest.mark.parametrize(
    "wrong", [{"paid_on": ""}, {"paid_on": "2026-03-03"}, {"paid_on": "2024-01-01"}, {"reference": "x" * 101}]
)
def test_what_cannot_be_is_refused(family, superuser, unpaid, wrong):
    family.get("/student/payments")
    family.post(f"/student/packages/{unpaid.package}/claim", SAID | wrong, status=422)
    assert family.page.soup.select(f"#month-{unpaid.package}-summary")
    assert superuser.execute("select count(*) from payment_claims").fetchone() == (0,)


def test_nobody_claims_for_somebody_elses_month(client, world, superuser, unpaid):
    client.sign_in_as(world.stranger).get("/student/payments")
    client.post(f"/student/packages/{unpaid.package}/claim", SAID, status=404)
    with given.speaking_for("app_student", world.stranger), pytest.raises(Exception, match="no month of this family"):
        db.execute(text("select app.claim_payment(:id, '', '', '2026-03-01')"), {"id": unpaid.package})
    db.rollback()
    assert superuser.execute("select count(*) from payment_claims").fetchone() == (0,)


def test_tutors_and_other_families_see_no_money(world, unpaid):
    given.record_payment(package_id=unpaid.package, amount=1000, paid_on=MARCH)
    for role, person in (("app_tutor", world.tutor), ("app_student", world.stranger)):
        for table in ("payments", "payment_claims", "package_money"):
            assert rows_for(role, person, table) == []


def rows_for(role, person, table):
    """What somebody sees of a table: nothing, too, where they may not even ask."""
    with given.speaking_for(role, person):
        try:
            return db.execute(text(f"select id from {table}")).all()
        except ProgrammingError:
            return []
        finally:
            db.rollback()


OPEN_CLAIMS = "select id from payment_claims where package_id = %s and payment_id is null and rejected_at is null"
STEPS = st.lists(st.tuples(st.sampled_from(["pay", "refund", "reject", "claim", "answer"]), st.integers(1, 9000)))


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=15)
@with_cases(steps=STEPS)
def test_whatever_is_paid_refunded_and_said_the_sums_agree(world, superuser, steps):
    course = given.a_matched_course(learner=world.zara, tutor=world.tutor, paid=False)
    received = refunded = 0
    for step, amount in steps:
        if step in ("pay", "reject"):
            status = "paid" if step == "pay" else "rejected"
            given.record_payment(
                package_id=course.package, amount=amount, paid_on=MARCH, status=status, is_another=True
            )
            received += amount if step == "pay" else 0
        elif step == "refund":
            try:
                order = RefundOrder(amount, MARCH)
                refund_package(request_id=course.request, package_id=course.package, refund=order)
                refunded += amount
            except Problem:
                assert amount > received - refunded
        elif step == "claim":
            with given.speaking_for("app_student", world.parent):
                db.execute(text("select app.claim_payment(:id, '', '', '2026-03-01')"), {"id": course.package})
                db.commit()
        else:
            for (key,) in superuser.execute(OPEN_CLAIMS, (course.package,)).fetchall():
                reject_claim(claim_id=key, answer="No.")
        now = package_money(course.package)
        assert (now.received, now.refunded) == (received, refunded)
        assert received >= refunded
        db.rollback()
        with given.speaking_for("app_student", world.parent):
            query = "select received, refunded, due from package_money where id = :id"
            assert db.execute(text(query), {"id": course.package}).one() == (received, refunded, now.due)
        db.rollback()
