"""What a month costs and what was paid: prices that stay, payments that add up, refunds, cancelled months."""

from datetime import date

import pytest
from sqlalchemy import select

from corved import clock
from corved.database.session import db
from corved.messages.package_messages import due_of_packages
from corved.models import AuditLog, Package, Payment, Refund, Request, Session, Subject
from corved.models.tuition import END, REMOVE
from corved.problems import AskFirst, NotHere, Problem
from corved.queries.enrolment.package_money import package_money
from corved.queries.matches.match_page import match_page
from corved.use_cases.academy.set_prices import set_prices
from corved.use_cases.enrolment.cancel_package import cancel_package, restore_package
from corved.use_cases.enrolment.change_package import change_package
from corved.use_cases.enrolment.end_request import end_request, reopen_request
from corved.use_cases.enrolment.open_request import open_request
from corved.use_cases.enrolment.record_payment import record_payment
from corved.use_cases.enrolment.refund_package import RefundOrder, refund_package, undo_refund
from corved.use_cases.enrolment.renew_package import renew_package
from corved.use_cases.enrolment.sell_package import sell_package
from corved.use_cases.enrolment.steps import Terms
from corved.use_cases.matches.stop_match import stop_match
from corved.use_cases.sessions.mark_session import mark_session
from corved.use_cases.sessions.remove_session import remove_session
from tests import given

MARCH = date(2026, 3, 2)


def everything(kind):
    found = list(db.scalars(select(kind)))
    db.expunge_all()
    db.rollback()
    return found


def one(kind):
    [found] = everything(kind)
    return found


@pytest.fixture
def admin(client, world):
    return client.sign_in_as(world.admin)


@pytest.fixture
def sold(world):
    """A month of Zara's, not paid."""
    return given.a_matched_course(learner=world.zara, tutor=world.tutor, paid=False)


def a_request(learner):
    subject = db.scalars(select(Subject.id).where(Subject.name == "Math")).one()
    return open_request(learner_id=learner, subject_id=subject, level_id=given.level_id("O Levels"))


def request_status(request):
    status = db.scalar(select(Request.status).where(Request.id == request))
    db.rollback()
    return status


def asked_to_pay():
    return [each for each in due_of_packages(clock.now()) if each.situation == "payment_instructions"]


def pay(course, amount, **more):
    return record_payment(package_id=course.package, amount=amount, paid_on=MARCH, **more)


def refund(course, amount, then="keep", **more):
    order = RefundOrder(amount, MARCH, then=then, **more)
    return refund_package(request_id=course.request, package_id=course.package, refund=order)


def test_a_new_price_list_changes_no_month_that_was_sold(admin, sold, cast_put_back):  # situation 15
    set_prices(prices={(8, "PKR"): 31000}, currency="PKR")

    admin.get(f"/admin/packages/{sold.package}/payment")

    assert admin.page.one("#payment-amount")["value"] == "24000"
    admin.get(f"/admin/requests/{sold.request}")
    assert "24,000" in admin.page.says("#main")
    assert "31,000" not in admin.page.says("#main")
    pay(sold, 24000)
    assert package_money(renew_package(package_id=sold.package)).price == 24000, "as agreed for the month before"


def test_another_price_than_the_lists_needs_a_reason_which_the_history_keeps(admin, sold):
    url = f"/admin/requests/{sold.request}"
    sale = {"tier": "8", "first": "2026-04-02", "kind": "one_month", "price": "20,000"}
    admin.post(f"{url}/packages", sale, status=422)
    assert "The price list says 24,000 PKR. Enter the reason for another price." in admin.page.says("#new-package")
    admin.follow(admin.post(f"{url}/packages", sale | {"price_reason": "A sister learns too"}, status=303))

    sales = db.scalars(select(AuditLog).where(AuditLog.action == "package.sold").order_by(AuditLog.id)).all()
    assert (sales[-1].details["price"], sales[-1].reason) == ("20,000 PKR", "A sister learns too")


def test_a_renewal_has_the_last_price_and_says_what_the_list_says(admin, sold, cast_put_back):
    pay(sold, 24000)
    set_prices(prices={(8, "PKR"): 31000}, currency="PKR")
    admin.get("/admin")
    admin.follow(admin.post(f"/admin/packages/{sold.package}/renewal", status=303))
    assert "at 24,000 PKR, as before (the price list says 31,000 PKR)" in admin.page.says("#toasts")


def test_payments_add_up_to_the_price(admin, sold):  # situation 14
    url = f"/admin/packages/{sold.package}/payment"
    paid = {"paid_on": "2026-03-02", "status": "paid"}
    admin.get(url)
    admin.follow(admin.post(url, paid | {"amount": "1"}, status=303))
    assert "Part paid, 1 of 24,000 PKR" in admin.page.says("#toasts")
    assert one(Package).status == "pending"

    admin.get(url)
    assert admin.page.one("#payment-amount")["value"] == "23999"
    admin.follow(admin.post(url, paid | {"amount": "23,999"}, status=303))
    assert "month is paid" in admin.page.says("#toasts")
    assert one(Package).status == "active"


def test_a_second_equal_payment_is_asked_about_and_kept_when_it_is_meant(admin, sold):
    url = f"/admin/packages/{sold.package}/payment"
    half = {"amount": "12000", "paid_on": "2026-03-02", "status": "paid"}
    admin.get(url)
    admin.post(url, half, status=303)

    admin.get(url)
    admin.post(url, half, status=422)
    assert "A payment of 12,000 PKR is recorded already. Is this another one?" in admin.page.text
    assert len(everything(Payment)) == 1

    admin.post(url, half | {"is_another": "y"}, status=303)
    assert len(everything(Payment)) == 2
    assert one(Package).status == "active"


def test_more_than_is_left_is_asked_about(sold):
    pay(sold, 20000)
    with pytest.raises(AskFirst, match="20,000 of 24,000 PKR is paid already"):
        pay(sold, 5000)


def test_a_rejected_payment_pays_nothing(sold):
    pay(sold, 24000, status="rejected")
    assert (one(Package).status, package_money(sold.package).in_words) == ("pending", "Not paid yet, 24,000 PKR")


def test_a_month_that_is_not_fully_paid_starts_with_a_reason_only(sold):  # situation 14
    pay(sold, 1)
    month = {"match_id": sold.match, "package_id": sold.package, "draft": given.a_draft()}
    with pytest.raises(Problem, match="not fully paid yet"):
        given.generate_sessions(**month)

    assert given.generate_sessions(**month, reason="Paid by Friday, says the father.") == 8

    [row] = db.scalars(select(AuditLog).where(AuditLog.action == "sessions.generated")).all()
    assert (row.details["exceptions"], row.reason) == (["not fully paid yet"], "Paid by Friday, says the father.")
    assert one(Package).status == "active"
    assert package_money(sold.package).in_words == "Part paid, 1 of 24,000 PKR"
    assert [each.words["amount"] for each in asked_to_pay()] == ["23,999 PKR"]


def test_a_price_below_what_is_paid_is_said(admin, sold):
    pay(sold, 24000)
    url = f"/admin/requests/{sold.request}"
    admin.get(url)
    lower = {
        "tier": "8",
        "first": "2026-03-02",
        "kind": "one_month",
        "price": "20,000",
        "price_reason": "A sister learns too",
    }
    admin.follow(admin.post(f"{url}/packages/{sold.package}", lower, status=303))
    assert "4,000 PKR too much" in admin.page.says("#toasts")


def test_a_month_that_runs_already_is_taken_over(admin, sold, world):  # situation 23
    change_package(request_id=sold.request, package_id=sold.package, terms=Terms(8, MARCH, held_before=3))
    pay(sold, 24000)
    admin.get(
        f"/admin/matches/{sold.match}?days=1&days=3&time=19:00&duration_mins=60&timezone=Asia/Karachi&start_date=2026-03-02&end_date=2026-04-01"
    )
    assert [each.get_text(strip=True) for each in admin.page.soup.select("#schedule td.no")][:2] == ["4/8", "5/8"]

    assert given.generate_sessions(match_id=sold.match, package_id=sold.package, draft=given.a_draft()) == 5

    account = match_page(sold.match).packages[0].account
    assert (account.tier, account.held, account.to_come, account.lacking) == (8, 3, 5, 0)
    assert [each.position for each in match_page(sold.match).packages[0].sessions] == [4, 5, 6, 7, 8]
    admin.get(f"/admin/packages/{sold.package}/statement")
    assert "Done, 3 of them before this website was used 3" in admin.page.says("#main")
    admin.sign_in_as(world.parent).get("/student")
    assert "Session 4 of 8" in admin.page.says("#next-session")
    assert "3 done (3 before this website was used)" in admin.page.text


def test_a_month_for_nothing_is_paid_at_once(sold, world):
    package = sell_package(request_id=sold.request, terms=Terms(8, date(2026, 4, 2), price=0, price_reason="A gift"))
    assert package_money(package).is_paid
    assert package_money(package).in_words == "Nothing to pay"


def test_the_price_can_be_agreed_when_it_is_sold(admin, sold):
    url = f"/admin/requests/{sold.request}"
    admin.get(url)
    sale = {
        "tier": "8",
        "first": "2026-04-02",
        "kind": "one_month",
        "price": "20,000",
        "price_reason": "A sister learns too",
    }
    admin.post(url + "/packages", sale, status=303)
    assert {each.price for each in everything(Package)} == {24000, 20000}


def test_a_refund_says_first_what_was_paid_held_and_is_to_come(admin, world):  # situation 16
    course = given.a_running_course(learner=world.zara, tutor=world.tutor, tier=12, pattern=given.a_schedule((1, 3, 5)))
    two = given.sessions_of(course)[:2]
    with given.after(two[1].scheduled_end_utc, 5):
        for each in two:
            mark_session(session_id=each.id, status="done")
        admin.sign_in_as(world.admin)
        admin.get(f"/admin/requests/{course.request}/packages/{course.package}/refund")
        says = admin.page.says("#main")
        form = {"amount": "28000", "refunded_on": "2026-03-05", "then": "remove"}
        seen = admin.page.one('[name="seen"]')["value"]
        assert "up to 34,000 PKR" in says
        assert "Used: 2 of 12 sessions" in says
        assert "Upcoming: 10" in says
        assert admin.page.one("#refund-amount")["value"] == "28333"
        url = f"/admin/requests/{course.request}/packages/{course.package}/refund"
        admin.follow(admin.post(url, form | {"seen": seen}, status=303))

    assert "Refund of 28,000 PKR recorded. 10 sessions deleted." in admin.page.says("#toasts")
    assert len(given.sessions_of(course)) == 2
    assert one(Refund).amount == 28000
    assert "34,000 of 34,000 PKR paid, 28,000 PKR refunded" in admin.page.says("#main")


def test_a_refund_that_was_shown_something_else_is_refused(world):
    course = given.a_running_course(learner=world.zara, tutor=world.tutor)
    refund(course, 4000, seen_amount=24000)
    with pytest.raises(Problem, match="20,000 PKR can be refunded now, not 24,000"):
        refund(course, 4000, seen_amount=24000)
    with pytest.raises(Problem, match="up to 20,000 PKR"):
        refund(course, 20001)
    with pytest.raises(Problem, match="is now 8, not 7"):
        refund(course, 100, REMOVE, seen_sessions=7)
    assert len(everything(Refund)) == 1


def test_a_refund_can_end_the_course_and_its_record_be_undone(world):
    course = given.a_running_course(learner=world.zara, tutor=world.tutor)
    assert refund(course, 24000, END) == 8
    assert (everything(Session), one(Request).status) == ([], "ended")

    undo_refund(request_id=course.request, refund_id=one(Refund).id)

    assert everything(Refund) == []
    assert package_money(course.package).in_words == "Paid, 24,000 PKR"


def test_a_part_refunded_for_a_month_that_goes_on_asks_nobody_to_pay(world):
    course = given.a_running_course(learner=world.zara, tutor=world.tutor)
    refund(course, 5000)
    money = package_money(course.package)
    assert money.is_paid
    assert not money.is_due


def test_a_full_refund_of_a_month_without_sessions_makes_it_wait_again(world, sold):
    pay(sold, 24000)
    refund(sold, 24000)
    assert one(Package).status == "pending"
    assert package_money(sold.package).due == 24000


def test_after_a_full_refund_nobody_is_said_to_wait_for_a_payment(admin, world):
    course = given.a_running_course(learner=world.zara, tutor=world.tutor)
    refund(course, 24000, REMOVE)
    admin.get("/admin/month")
    assert "was refunded" in admin.page.says("#main")
    assert "ot paid yet" not in admin.page.says("#main")
    admin.sign_in_as(world.parent).get(f"/student/learners/{world.zara}")
    assert "your payment was refunded" in admin.page.says("#main")
    assert "waiting for the payment" not in admin.page.says("#main")


def test_nothing_is_refunded_where_nothing_was_paid(admin, sold):
    admin.get(f"/admin/requests/{sold.request}")
    assert not admin.page.soup.select(f'[id="package-{sold.package}-refund"]')
    admin.get(f"/admin/requests/{sold.request}/packages/{sold.package}/refund")
    assert "nothing was paid" in admin.page.says("#main")
    with pytest.raises(Problem):
        refund(sold, 1)


def test_a_month_that_was_sold_by_mistake_is_cancelled_and_restored(admin, world):  # situation 17
    course = given.a_running_course(learner=world.zara, tutor=world.tutor)
    renewed = renew_package(package_id=course.package)
    assert [each.about for each in asked_to_pay()] == [renewed]
    url = f"/admin/requests/{course.request}"
    admin.get(f"{url}/packages/{renewed}/cancellation")
    admin.follow(admin.post(f"{url}/packages/{renewed}/cancellation", {}, status=303))

    assert "The month is cancelled" in admin.page.says("#toasts")
    assert asked_to_pay() == []
    admin.follow(admin.post(f"{url}/packages/{renewed}/cancellation/undo", {}, status=303))
    assert "restored" in admin.page.says("#toasts")
    cancel_package(request_id=course.request, package_id=renewed)
    again = renew_package(package_id=course.package)
    assert again != renewed, "its days are free"
    with pytest.raises(Problem, match="These days now belong to another month"):
        restore_package(request_id=course.request, package_id=renewed)


def test_a_month_with_sessions_or_money_is_not_cancelled(world, sold):
    running = given.a_running_course(learner=world.yusuf, tutor=world.other_tutor)
    with pytest.raises(Problem, match="has sessions"):
        cancel_package(request_id=running.request, package_id=running.package)
    pay(sold, 10)
    with pytest.raises(Problem, match="10 PKR was paid"):
        cancel_package(request_id=sold.request, package_id=sold.package)


def test_a_package_is_looked_up_through_its_request(world, sold):
    other = given.a_matched_course(learner=world.yusuf, tutor=world.other_tutor)
    with pytest.raises(NotHere):
        cancel_package(request_id=other.request, package_id=sold.package)
    with pytest.raises(NotHere):
        refund_package(request_id=sold.request, package_id=other.package, refund=RefundOrder(1, MARCH))


def test_an_ended_course_can_still_be_refunded(world):
    course = given.a_running_course(learner=world.zara, tutor=world.tutor)
    stop_match(match_id=course.match, status="ended")
    refund(course, 24000)
    assert one(Refund).amount == 24000


def test_nobody_is_asked_to_pay_for_an_ended_request(sold):
    assert package_money(sold.package).is_due
    stop_match(match_id=sold.match, status="ended")
    assert not package_money(sold.package).is_due
    assert asked_to_pay() == []


def test_no_money_moves_on_a_day_to_come(client, world):
    course = given.a_running_course(learner=world.zara, tutor=world.tutor)
    client.sign_in_as(world.admin).get(f"/admin/packages/{course.package}/payment")
    sent = {"amount": "1000", "paid_on": "2031-01-01", "status": "paid"}
    client.post(f"/admin/packages/{course.package}/payment", sent, status=422)
    assert "This day is in the future. Enter today or an earlier day." in client.page.says("main")


def test_to_end_a_request_with_a_tutor_is_to_end_its_match(client, world):
    course = given.a_running_course(learner=world.zara, tutor=world.tutor)
    client.sign_in_as(world.admin).get(f"/admin/requests/{course.request}/end")
    assert client.page.one("#end-match")["href"] == f"/admin/matches/{course.match}/stop"
    assert client.page.soup.select_one("#end") is None


def test_a_rupee_after_a_full_refund_does_not_pay_the_month(world, sold):
    pay(sold, 24000)
    refund(sold, 24000)
    pay(sold, 1)
    money = package_money(sold.package)
    assert (money.is_paid, money.due, one(Package).status) == (False, 23999, "pending")


def test_a_refund_of_a_part_paid_month_leaves_the_rest_to_be_asked_for(world, sold):
    pay(sold, 20000)
    refund(sold, 1000)
    money = package_money(sold.package)
    assert (money.is_due, money.due) == (True, 5000)
    assert money.in_words == "20,000 of 24,000 PKR paid, 1,000 PKR refunded, 5,000 PKR left to pay"
    assert [each.words["amount"] for each in asked_to_pay()] == ["5,000 PKR"]
    pay(sold, 4000)
    assert not package_money(sold.package).is_paid


def test_a_month_waits_for_its_payment_again_where_its_price_rises(world):
    request = a_request(world.zara)
    package = sell_package(request_id=request, terms=Terms(8, MARCH))
    given.record_payment(package_id=package, amount=24000, paid_on=MARCH)
    assert request_status(request) == "ready_to_match"
    change_package(request_id=request, package_id=package, terms=Terms(8, MARCH, price=31000, price_reason="Harder"))
    assert (request_status(request), package_money(package).due) == ("payment_pending", 7000)


def test_undoing_the_end_of_a_request_agrees_with_its_money(world):
    request = a_request(world.zara)
    package = sell_package(request_id=request, terms=Terms(8, MARCH))
    given.record_payment(package_id=package, amount=24000, paid_on=MARCH)
    end_request(request_id=request)
    refund_package(request_id=request, package_id=package, refund=RefundOrder(24000, MARCH))
    assert reopen_request(request_id=request) == "payment_pending"
    cancel_package(request_id=request, package_id=package)
    assert request_status(request) == "new"


def test_part_paid_is_said_on_the_board_and_in_the_list(admin, sold):
    pay(sold, 1)
    admin.get("/admin/month")
    assert "art paid, 23,999 PKR left to pay" in admin.page.says("#main")
    admin.get("/admin/learners")
    assert "23,999 PKR due" in admin.page.says("#main")


def test_a_month_whose_sessions_were_all_removed_needs_a_decision_with_a_way_out(admin, world):
    course = given.a_running_course(learner=world.zara, tutor=world.tutor)
    for each in given.sessions_of(course):
        remove_session(session_id=each.id)
    admin.get("/admin/month")
    assert "All sessions of its month were deleted" in admin.page.says("#main")
    admin.get(f"/admin/matches/{course.match}")
    assert "Add it again" in admin.page.says("#sessions")

    change_package(request_id=course.request, package_id=course.package, terms=Terms(8, date(2026, 6, 1)))
    assert match_page(course.match).packages[0].lacking == 8, "its new days have none that was removed"
