"""The page of payments: who owes, what was received, receipts, and the list as a file."""

import csv
import io
import threading
from datetime import date, timedelta

import pytest

from corved import clock
from corved.database.session import db
from corved.problems import Problem
from corved.queries.academy.waiting import waiting
from corved.use_cases.enrolment.refund_package import RefundOrder, refund_package
from tests import given

MARCH = date(2026, 3, 2)


@pytest.fixture
def admin(client, world):
    return client.sign_in_as(world.admin)


@pytest.fixture
def unpaid(world):
    return given.a_matched_course(learner=world.zara, tutor=world.tutor, paid=False)


def pay(course, amount, **more):
    return given.record_payment(package_id=course.package, amount=amount, paid_on=MARCH, **more)


def test_who_owes_is_listed_the_longest_first_with_sums_for_each_currency(admin, world, superuser, unpaid):
    with clock.at(clock.now() - timedelta(days=3)):
        first = given.a_matched_course(learner=world.stranger_learner, tutor=world.tutor, paid=False, tier=12)
    pay(unpaid, 4000)

    admin.get("/admin/payments")

    rows = [each["id"] for each in admin.page.soup.select("#owed li.row")]
    assert rows == [f"owed-{first.package}", f"owed-{unpaid.package}"]
    assert "3 days" in admin.page.says(f"#owed-{first.package}")
    assert "20,000 PKR of 24,000 PKR" in admin.page.says(f"#owed-{unpaid.package}")
    assert "54,000 PKR 2 months" in admin.page.says("#payments")
    assert "4,000 PKR 1 payment" in admin.page.says("#payments")


@pytest.mark.parametrize(
    ("typed", "finds"),
    [("nadia", True), ("zara khan", True), ("HBL-44", True), ("24,000", True), ("Rs 24000", True), ("nobody", False)],
)
def test_payments_are_found_by_family_reference_and_amount(admin, unpaid, typed, finds):
    pay(unpaid, 24000, bank_reference="HBL-4471")
    admin.get(f"/admin/payments?q={typed}")
    assert bool(admin.page.soup.select("#received tbody tr")) == finds
    assert finds or f"No payment matches “{typed}”." in admin.page.says("#received")


def test_the_month_is_chosen_and_the_file_has_what_the_page_has(admin, unpaid):
    pay(unpaid, 24000, bank_reference="=1+1", way="HBL")
    admin.get("/admin/payments?month=2026-02")
    assert "Nothing was received in February 2026." in admin.page.says("#received")

    file = admin.browser.get("/admin/payments.csv?month=2026-03").text
    [row] = csv.DictReader(io.StringIO(file.removeprefix("\ufeff")))

    assert row["Reference"] == "'=1+1", "no formula"
    assert (row["Family"], row["Amount"], row["Currency"], row["How"]) == ("Nadia Khan", "24000", "PKR", "HBL")
    admin.get("/admin/payments?month=2026-03")
    assert row["Receipt"] in admin.page.says("#received")


@pytest.mark.parametrize("month", ["2026-99", "9999-12", "0001-01", "x"])
def test_a_month_of_a_wrong_address_is_this_month(admin, month):
    admin.get(f"/admin/payments?month={month}")
    assert "March 2026" in admin.page.says("#received")


@pytest.mark.parametrize("typed", ["99999999999", "3000000000", "03001234567"])
def test_a_long_number_is_looked_for_like_any_other(admin, unpaid, typed):
    pay(unpaid, 24000, bank_reference=typed)
    admin.get(f"/admin/payments?q={typed}")
    assert typed in admin.page.says("#received")


def test_a_month_without_a_price_is_listed_too(admin, client, world, superuser, cast_put_back):
    superuser.execute("delete from prices")
    course = given.a_matched_course(learner=world.zara, tutor=world.tutor, paid=False)
    admin.get("/admin/payments")
    assert "No price agreed" in admin.page.says(f"#owed-{course.package}")
    client.sign_in_as(world.parent).get("/student/payments")
    assert "The amount is not agreed yet" in client.page.says("#main")


def test_refunds_of_the_month_have_their_own_sum(admin, world):
    course = given.a_matched_course(learner=world.zara, tutor=world.tutor)
    refund_package(request_id=course.request, package_id=course.package, refund=RefundOrder(4000, MARCH))
    admin.get("/admin/payments")
    assert "Refunded in March 2026 4,000 PKR 1 refund" in admin.page.says("#payments")


def test_an_unpaid_month_warns_so_long_before_its_first_day(admin, world, superuser, cast_put_back):
    begins = given.a_matched_course(learner=world.zara, tutor=world.tutor, first=date(2026, 3, 5), paid=False)
    assert waiting(MARCH, now=clock.now()).unpaid == 0
    superuser.execute("update academy set unpaid_days = 3")
    assert waiting(MARCH, now=clock.now()).unpaid == 1
    admin.get("/admin")
    assert admin.page.says("#figure-unpaid") == "1 unpaid"
    pay(begins, 24000)
    assert waiting(MARCH, now=clock.now()).unpaid == 0


def test_the_same_way_and_reference_twice_is_refused_and_names_the_other(world, unpaid):
    other = given.a_matched_course(learner=world.stranger_learner, tutor=world.tutor, paid=False)
    pay(unpaid, 24000, way="HBL", bank_reference="TRX 55 20")

    with pytest.raises(Problem, match=r"recorded already: 24,000 PKR from Nadia Khan on Mon 2 Mar \(receipt 0001"):
        pay(other, 24000, way="hbl", bank_reference="trx5520", is_another=True)
    pay(other, 20000, way="JazzCash", bank_reference="TRX 5520")
    pay(other, 4000, way="HBL", is_another=True)


def test_the_database_refuses_it_too(superuser, world, unpaid):
    pay(unpaid, 24000, way="HBL", bank_reference="TRX 5520")
    copy = """insert into payments (package_id, amount, way, bank_reference, paid_on, status)
              select package_id, 1, 'hbl', 'trx5520', paid_on, status from payments"""
    with pytest.raises(Exception, match="payments_way_and_reference"):
        superuser.execute(copy)


def test_receipts_are_numbered_without_gaps_though_many_are_recorded_at_once(engine, world, superuser):
    course = given.a_matched_course(learner=world.zara, tutor=world.tutor, paid=False)
    last = 0

    def record(number):
        with clock.at(given.clock.now()):
            given.speak_for(given.Identity("app_admin", world.admin))
            try:
                pay(course, 100 + number, is_another=True)
                if number % 5 == 0:
                    pay(course, 0)  # refused by the database: its number is given back
            except Exception:
                db.rollback()
            db.remove()

    now = clock.now()

    def at_once(number):
        with clock.at(now):
            record(number)

    threads = [threading.Thread(target=at_once, args=(number,)) for number in range(50)]
    for each in threads:
        each.start()
    for each in threads:
        each.join()

    numbers = [row[0] for row in superuser.execute("select receipt_number from payments order by 1")]
    assert numbers == list(range(last + 1, last + 51))
    pay(course, 99, status="rejected")
    assert superuser.execute("select last from receipt_counter").fetchone()[0] == last + 50, "it has no receipt"


def test_a_receipt_says_what_was_paid_and_what_was_left(admin, world, superuser, unpaid):
    pay(unpaid, 10000, way="HBL", bank_reference="TRX 1")
    pay(unpaid, 4000)
    second = superuser.execute("select id from payments where amount = 4000").fetchone()[0]

    admin.get(f"/admin/payments/{second}/receipt")

    says = admin.page.says("#main")
    assert "Nadia Khan" in says
    assert "Paid before 10,000 PKR" in says
    assert "Received with this payment 4,000 PKR" in says
    assert "10,000 PKR was left to pay for this month." in says


def test_a_rejected_payment_has_no_receipt(admin, superuser, unpaid):
    pay(unpaid, 10000, status="rejected")
    key = superuser.execute("select id from payments").fetchone()[0]
    admin.get(f"/admin/payments/{key}/receipt", status=404)


def test_a_refund_leaves_the_sum_of_what_arrived(admin, world):
    course = given.a_matched_course(learner=world.zara, tutor=world.tutor)
    order = RefundOrder(4000, MARCH)
    refund_package(request_id=course.request, package_id=course.package, refund=order)
    admin.get("/admin/payments")
    assert "24,000 PKR 1 payment" in admin.page.says("#payments")


def test_what_is_open_is_said_before_a_course_ends(admin, world, unpaid):
    pay(unpaid, 4000)
    admin.get(f"/admin/matches/{unpaid.match}/stop")
    assert "20,000 PKR is open for month 1." in admin.page.says(f"#stop-open-{unpaid.package}")
