"""The price list, its currencies, and families that pay in their own."""

from datetime import date

import pytest
from sqlalchemy import select

from corved.database.session import db
from corved.models import Package
from corved.queries.enrolment.package_money import package_money
from tests import given

pytestmark = pytest.mark.usefixtures("cast_put_back")


@pytest.fixture
def admin(client, world):
    return client.sign_in_as(world.admin)


def list_of(superuser):
    return {(row[0], row[1]): row[2] for row in superuser.execute("select sessions, currency, amount from prices")}


def test_prices_are_kept_for_each_size_and_currency(admin, superuser):
    admin.post("/admin/currencies", {"code": "GBP"}, status=303)
    admin.get("/admin/prices")

    sent = {"8-PKR": "25,000", "12-PKR": "34000", "20-PKR": "", "8-GBP": "£120.50", "currency": "GBP"}
    admin.follow(admin.post("/admin/prices", sent, status=303))

    assert list_of(superuser) == {(8, "PKR"): 25000, (12, "PKR"): 34000, (8, "GBP"): 12050}
    assert superuser.execute("select currency from academy").fetchone() == ("GBP",)
    assert admin.page.one("#price-8-GBP")["value"] == "120.50"
    admin.follow(admin.post("/admin/prices", sent, status=303))
    assert "No changes to save." in admin.page.says("#toasts")


@pytest.mark.parametrize(
    ("typed", "says"),
    [
        ("24000,00", "“24000,00” is not a price in PKR. Enter it like 24,000."),
        ("£120", "“£120” is not a price in PKR."),
        ("10,000,001", "“10,000,001” is not a price in PKR."),
    ],
)
def test_a_price_that_cannot_be_read_changes_nothing(admin, superuser, typed, says):
    before = list_of(superuser)
    admin.post("/admin/prices", {"8-PKR": typed, "12-PKR": "34000"}, status=422)
    assert says in admin.page.says("#prices-summary")
    assert admin.page.one("#price-8-PKR")["value"] == typed
    assert list_of(superuser) == before


def test_prices_that_the_page_did_not_show_stay_and_the_history_says_what_changed(admin, superuser):
    admin.post("/admin/currencies", {"code": "GBP"}, status=303)
    admin.post("/admin/prices", {"8-GBP": "120"}, status=303)
    admin.post("/admin/prices", {"8-PKR": "25000", "12-PKR": "34000", "20-PKR": ""}, status=303)

    assert list_of(superuser) == {(8, "PKR"): 25000, (12, "PKR"): 34000, (8, "GBP"): 12000}
    details = "select details from audit_logs where action = 'academy.prices_changed' order by id desc limit 1"
    changes = superuser.execute(details).fetchone()[0]
    assert changes["from"] == {"8 sessions, PKR": "24,000 PKR", "20 sessions, PKR": "52,000 PKR"}
    assert changes["to"] == {"8 sessions, PKR": "25,000 PKR", "20 sessions, PKR": "no price"}


def test_a_renewal_says_that_the_family_pays_in_another_currency(admin, world, superuser):
    course = given.a_matched_course(learner=world.zara, tutor=world.tutor)
    admin.post("/admin/currencies", {"code": "GBP"}, status=303)
    admin.post("/admin/prices", {"8-GBP": "120"}, status=303)
    superuser.execute("update users set currency = 'GBP' where id = %s", (world.parent,))
    admin.get("/admin")
    admin.follow(admin.post(f"/admin/packages/{course.package}/renewal", status=303))
    assert "added in GBP, as the family pays now (£120;" in admin.page.says("#toasts")


def test_a_currency_that_corved_does_not_know_is_refused(admin, superuser):
    admin.follow(admin.post("/admin/currencies", {"code": "XXX"}, status=303))
    assert "Choose a currency." in admin.page.says("#toasts")
    assert superuser.execute("select array_agg(code) from currencies").fetchone() == (["PKR"],)


def test_a_family_pays_in_its_own_currency_and_the_months_before_keep_theirs(admin, world):
    admin.post("/admin/currencies", {"code": "GBP"}, status=303)
    admin.post("/admin/prices", {"8-PKR": "24000", "8-GBP": "120"}, status=303)
    course = given.a_matched_course(learner=world.zara, tutor=world.tutor, paid=False)
    admin.get(f"/admin/people/{world.parent}")
    details = {"full_name": "Nadia Khan", "email": "parent@test.example", "roles": "parent", "currency": "GBP"}
    admin.follow(admin.post(f"/admin/people/{world.parent}", details, status=303))
    assert "GBP" in admin.page.says("#details")

    later = given.sell_package(request_id=course.request, terms=given.Terms(8, date(2026, 4, 2)))

    assert package_money(course.package).in_words == "Not paid yet, 24,000 PKR"
    assert package_money(later).in_words == "Not paid yet, £120"
    payment = f"/admin/packages/{later}/payment"
    admin.get(payment)
    assert "Amount (GBP)" in admin.page.says("#payment")
    admin.post(payment, {"amount": "Rs 24,000", "paid_on": "2026-03-02", "status": "paid"}, status=422)
    assert "“Rs 24,000” is not an amount in GBP. Enter it like 120.50." in admin.page.says("#payment-summary")
    admin.post(payment, {"amount": "£60.50", "paid_on": "2026-03-02", "status": "paid"}, status=303)
    assert package_money(later).in_words == "Part paid, £60.50 of £120"


def test_a_new_family_chooses_its_currency_at_enrolment(admin, world):
    admin.post("/admin/currencies", {"code": "AED"}, status=303)
    admin.post("/admin/prices", {"8-AED": "500", "8-PKR": "24000"}, status=303)
    newcomer = {"who": "new", "learner_name": "Ali Raza", "whatsapp": "+971501234567", "currency": "AED"}
    math = db.scalars(select(given.Subject.id).where(given.Subject.name == "Math")).one()
    course = {"subject": str(math), "level": str(given.level_id("O Levels"))}
    month = {"tier": "8", "first": "2026-03-09", "kind": "one_month", "paid_on": "2026-03-02"}

    admin.get("/admin/enrolment")
    admin.post("/admin/enrolment", newcomer | course | {"go": "3"})
    assert "500 AED" in admin.page.says("#main")
    admin.post("/admin/enrolment", newcomer | course | month | {"go": "enrol"}, status=303)

    [package] = db.scalars(select(Package)).all()
    assert (package.price, package.currency) == (50000, "AED")


def test_an_import_takes_amounts_in_the_currency_of_its_row(admin, superuser):
    from tests.blueprints.enrolment.test_import import COURSE, TUTOR, csv_of, tried

    page = tried(admin, csv_of(TUTOR, COURSE | {"paid": "120.50", "price": "£240", "currency": "GBP"}))
    assert "paid £120.50; price £240" in page.says("#import-found")
    rows = page.soup.select_one("[name=rows]")["value"]
    admin.post("/admin/import", {"rows": rows, "adds": "yes"}, status=303)

    kept = superuser.execute("select price, currency from packages").fetchone()
    assert kept == (24000, "GBP")
