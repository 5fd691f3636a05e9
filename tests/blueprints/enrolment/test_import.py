"""Taking over a spreadsheet: every error with its row and column, a dry run that writes nothing, all or nothing."""

import io
import json
import zipfile
from datetime import datetime, time
from urllib.parse import quote_plus

import pytest
from openpyxl import Workbook, load_workbook

from corved.files.spreadsheet import MOST_ROWS, workbook
from corved.forms.enrolment.import_columns import COLUMNS, EXAMPLES
from tests.blueprints.questions import ask_of_a_writing_view

COURSE = dict(zip(COLUMNS, EXAMPLES[1].split(","), strict=True))
TUTOR = dict(zip(COLUMNS, EXAMPLES[0].split(","), strict=True))


@pytest.fixture
def admin(client, world):
    client.sign_in_as(world.admin).get("/admin/import")
    return client


def csv_of(*rows, delimiter=","):
    lines = [delimiter.join(COLUMNS), *(delimiter.join(row[column] for column in COLUMNS) for row in rows)]
    return "\r\n".join(lines).encode()


def tried(admin, content, name="academy.csv", status=200):
    admin.post("/admin/import/trial", {"file": (io.BytesIO(content), name)}, status=status)
    return admin.page


def counts(superuser):
    return {
        table: superuser.execute(f"select count(*) from {table}").fetchone()[0]
        for table in ("users", "learners", "requests", "packages", "payments", "matches", "match_patterns")
    }


def test_the_template_is_a_file_that_can_be_imported(admin, superuser):
    template = admin.get("/admin/import/template.csv").get_data()
    before = counts(superuser)
    page = tried(admin, template)
    assert "2 rows ready" in page.says("#import-found")
    assert "New family: Nadia Khan. Zara Khan, Math, 8 sessions from Mon 2 Mar 2026" in page.says("#import-found")
    assert (
        "Read as: +44 7700 900123, United Kingdom; Europe/London; first day Mon 2 Mar 2026; paid 24,000 PKR; "
        "price 24,000 PKR; Mondays and Wednesdays, 19:00 Karachi, 60 minutes; https://meet.google.com/abc-defg-hij"
    ) in page.says("#import-found")
    assert counts(superuser) == before

    rows = page.soup.select_one("[name=rows]")["value"]
    admin.follow(admin.post("/admin/import", {"rows": rows}, status=303))

    after = counts(superuser)
    assert {name: after[name] - before[name] for name in after} == {
        "users": 2,
        "learners": 1,
        "requests": 1,
        "packages": 1,
        "payments": 1,
        "matches": 1,
        "match_patterns": 1,
    }
    admin.get("/admin/learners?search=zara")
    assert "Sana Qureshi" in admin.page.says("#courses")


def test_the_workbook_has_text_cells_and_can_be_imported(admin):
    content = admin.get("/admin/import/template.xlsx").get_data()
    sheet = load_workbook(io.BytesIO(content)).active
    assert {sheet.cell(row=row, column=1).number_format for row in (1, 3, 400)} == {"@"}

    assert "2 rows ready" in tried(admin, content, "x.xlsx").says("#import-found")


def test_an_xlsx_with_real_days_times_and_numbers_reads_the_same(admin):
    from datetime import date, time

    book = Workbook()
    sheet = book.active
    sheet.append(list(COLUMNS))
    sheet.append([TUTOR[column] for column in COLUMNS])
    typed = COURSE | {"tier": 8, "first_day": date(2026, 3, 2), "paid": 24000.0, "time": time(19, 0), "minutes": 60}
    sheet.append([typed[column] for column in COLUMNS])
    file = io.BytesIO()
    book.save(file)

    page = tried(admin, file.getvalue(), "academy.xlsx")

    assert "2 rows ready" in page.says("#import-found")
    assert "19:00 Karachi" in page.says("#import-found")


@pytest.mark.parametrize(
    ("column", "value", "words"),
    [
        ("kind", "parent", "Row 3, kind: “parent” cannot be read. Enter tutor or course."),
        ("name", "", "Row 3, name: Enter a name."),
        ("email", "nobody", "Row 3, email:"),
        ("whatsapp", "12", "Row 3, whatsapp:"),
        ("zone", "Mars", "Row 3, zone:"),
        ("level", "P" * 61, "Row 3, level:"),
        ("tier", "32", "Row 3, tier: “32” cannot be read. Enter how many sessions the month has, 1 to 31."),
        ("first_day", "2 March", "Row 3, first_day:"),
        ("paid", "-1", "Row 3, paid:"),
        ("meet_link", "zoom", "Row 3, meet_link:"),
        ("days", "Someday", "Row 3, days:"),
        ("time", "7", "Row 3, time: “7” cannot be read. Enter a time like 19:00."),
        (
            "learner",
            "Zara https://x.example",
            "Row 3, learner: “Zara https://x.example” cannot be",
        ),
        ("minutes", "6_0", "Row 3, minutes: “6_0” cannot be read."),
        ("tier", "+8", "Row 3, tier: “+8” cannot be read."),
        ("minutes", "5", "Row 3, minutes:"),
        ("whatsapp", "97412345678", "Row 3, whatsapp: “97412345678” cannot be read. Enter it like 0300 1234567"),
        ("first_day", "02/03/2026", "“02/03/2026” cannot be read. Which number is the month?"),
        ("days", "Mon-Wed", "“Mon-Wed” cannot be read. This looks like a range of days."),
        ("days", "Mon 19:00 / Wed 20:00", "Row 3, time: “19:00” cannot be read. Each day has its own time."),
        ("zone", "EST", "“EST” is not a city, so clock changes would be missed. Choose a city, like America/New_York."),
        ("schedule_zone", "CET", "Row 3, schedule_zone:"),
        ("paid", "24.000", "Row 3, paid:"),
        ("subject", "Physics" * 9, "Row 3, subject:"),
        ("tutor_email", "who@example.org", "Row 3, tutor_email: No tutor has this e-mail or number."),
    ],
)
def test_every_error_names_its_row_and_column_and_nothing_is_written(admin, superuser, column, value, words):
    before = counts(superuser)

    page = tried(admin, csv_of(TUTOR, COURSE | {column: value}))

    assert words in page.says("#import-found")
    assert "nothing will be created" in page.says("#import-found")
    assert not page.soup.select("#import-save")
    assert counts(superuser) == before


NEW = {"subject": "Physix", "level": "PhD", "tier": "9", "minutes": "50"}


def offered(superuser) -> tuple[int, ...]:
    tables = ("subjects", "levels", "month_sizes", "session_lengths")
    return tuple(superuser.execute(f"select count(*) from {table}").fetchone()[0] for table in tables)


def test_what_the_academy_does_not_offer_yet_is_named_with_what_is_near(admin, superuser):
    before = offered(superuser)

    page = tried(admin, csv_of(TUTOR, COURSE | NEW))

    assert page.says("#import-unknown").startswith("Your academy does not offer these yet Subjects: Physix Levels: PhD")
    assert "no subject “Physix” yet. Did you mean Physics?" in page.says("#import-notices")
    assert offered(superuser) == before


@pytest.mark.usefixtures("cast_put_back")
def test_it_is_added_with_the_import_or_nothing_is(admin, superuser):
    rows = tried(admin, csv_of(TUTOR, COURSE | NEW)).soup.select_one("[name=rows]")["value"]
    before = offered(superuser), counts(superuser)

    admin.post("/admin/import", {"rows": rows}, status=422)
    assert "Tick the box below to add these" in admin.page.says("#import-found")
    assert admin.page.soup.select("#import-adds"), "it can be ticked now"
    assert (offered(superuser), counts(superuser)) == before

    admin.post("/admin/import", {"rows": rows, "adds": "yes"}, status=303)
    assert offered(superuser) == tuple(each + 1 for each in before[0])
    assert counts(superuser) != before[1]


@pytest.mark.usefixtures("cast_put_back")
def test_a_name_in_another_form_is_known(admin, superuser):
    superuser.execute("insert into levels (name) values ('Élémentaire')")

    page = tried(admin, csv_of(TUTOR, COURSE | {"level": " e\u0301le\u0301mentaire ", "subject": "PHYSICS"}))

    assert not page.soup.select("#import-unknown")


@pytest.mark.usefixtures("cast_put_back")
@pytest.mark.parametrize(
    ("retired", "column"),
    [
        ("update subjects set retired_at = now() where name = 'Math'", "subject"),
        ("update levels set retired_at = now() where name = 'O Levels'", "level"),
        ("update month_sizes set retired_at = now() where sessions = 8", "tier"),
        ("update session_lengths set retired_at = now() where minutes = 60", "minutes"),
    ],
)
def test_what_is_retired_is_not_imported(admin, superuser, retired, column):
    superuser.execute(retired)

    says = tried(admin, csv_of(TUTOR, COURSE)).says("#import-found")

    assert f"Row 3, {column}:" in says
    assert "retired" in says


def test_each_day_may_have_its_own_time(admin):
    page = tried(admin, csv_of(TUTOR, COURSE | {"days": "Mon(19:00)/Wed(20:30)", "time": ""}))
    assert "Mondays 19:00, Wednesdays 20:30 Karachi" in page.says("#import-found")

    says = tried(admin, csv_of(TUTOR, COURSE | {"days": "Mno 19:00 / Wed 20:30", "time": ""})).says("#main")
    assert "Row 3, days:" in says
    assert "Row 3, time:" not in says

    page = tried(admin, csv_of(TUTOR, COURSE | {"days": "Mon Wed 20:30"}))
    assert "Mondays 19:00, Wednesdays 20:30 Karachi" in page.says("#import-found")


@pytest.mark.usefixtures("cast_put_back")
def test_a_duration_of_its_own_stays_selected_in_the_forms_that_show_it(admin, superuser):
    rows = tried(admin, csv_of(TUTOR, COURSE | {"minutes": "50"})).soup.select_one("[name=rows]")["value"]
    admin.follow(admin.post("/admin/import", {"rows": rows, "adds": "yes"}, status=303))
    match = superuser.execute("select id from matches order by created_at desc limit 1").fetchone()[0]

    for url in (f"/admin/matches/{match}", f"/admin/matches/{match}/schedule"):
        admin.get(url)
        selected = admin.page.soup.select("[name=duration_mins] option[selected]")
        assert [each["value"] for each in selected] == ["50"], url


def test_every_bad_cell_of_a_schedule_is_named_at_once(admin):
    page = tried(admin, csv_of(TUTOR, COURSE | {"days": "Sunrise", "time": "25:00", "minutes": "5"}))
    assert "3 problems" in page.says("#import-found")


def test_with_one_bad_row_none_is_created_even_if_it_is_sent(admin, superuser):
    import json

    before = counts(superuser)
    rows = json.dumps([[2, TUTOR], [3, COURSE | {"tier": "0"}]])
    admin.post("/admin/import", {"rows": rows}, status=422)

    assert "Row 3, tier" in admin.page.says("#import-found")
    assert counts(superuser) == before


@pytest.mark.parametrize("rows", ["", "x", "{}", "[1]", '[["x", {}]]', "[[1, 2]]", "[]", "[" * 100_000])
def test_rows_that_are_none_are_refused(admin, rows):
    admin.post("/admin/import", {"rows": rows}, status=422)


@pytest.mark.parametrize(
    ("content", "name"),
    [
        (b"", "x.csv"),
        (b"PK nonsense", "x.xlsx"),
        (b"\xff\xfe\x00", "x.csv"),
        (b"", "x.xlsx"),
        (b"kind,name\ntutor," + b"x" * 140_000, "x.csv"),
        (b"kind\n" + b"\n" * 21_000, "x.csv"),
    ],
    ids=["empty", "no zip", "no utf-8", "empty xlsx", "a cell too long", "too many lines"],
)
def test_a_file_that_cannot_be_read_is_refused_in_words(admin, content, name):
    page = tried(admin, content, name, status=422)
    assert page.says(".callout")


def broken_xlsx(member):
    """A workbook of which one part is cut in the middle."""
    whole, cut = io.BytesIO(), io.BytesIO()
    Workbook().save(whole)
    with zipfile.ZipFile(whole) as before, zipfile.ZipFile(cut, "w") as after:
        for name in before.namelist():
            content = before.read(name)
            after.writestr(name, content[: len(content) // 2] if name == member else content)
    return cut.getvalue()


@pytest.mark.parametrize("member", ["xl/workbook.xml", "xl/worksheets/sheet1.xml", "[Content_Types].xml"])
def test_a_workbook_that_is_broken_inside_is_refused_in_words(admin, member):
    page = tried(admin, broken_xlsx(member), "x.xlsx", status=422)
    assert "cannot be read" in page.says(".callout")


def test_a_workbook_without_a_table_is_refused_in_words(admin):
    book, file = Workbook(), io.BytesIO()
    book.create_chartsheet("Chart")
    book.remove(book.worksheets[0])
    book.save(file)
    assert "cannot be read" in tried(admin, file.getvalue(), "x.xlsx", status=422).says(".callout")


def test_empty_rows_between_lose_nothing_and_keep_the_numbers(admin):
    book, file = Workbook(), io.BytesIO()
    book.active.append(COLUMNS)
    book.active.append([TUTOR[column] for column in COLUMNS])
    for number in range(30):
        book.active.cell(row=4 + 2 * number, column=1)
        for at, column in enumerate(COLUMNS, start=1):
            value = (COURSE | {"learner": f"Learner {number}"})[column]
            book.active.cell(
                row=4 + 2 * number, column=at, value="nobody" if number == 29 and column == "email" else value
            )
    book.save(file)
    found = tried(admin, file.getvalue(), "x.xlsx").says("#import-found")
    assert "Row 62, email" in found
    assert "Row 60: " in found
    text = csv_of(TUTOR, COURSE | {"email": "nobody"}).replace(b"\r\ncourse", b"\r\n\r\n\r\ncourse")
    assert "Row 5, email" in tried(admin, text).says("#import-found")


def xlsx_of(rows):
    """A workbook whose sheet is exactly this XML."""
    whole, changed = io.BytesIO(), io.BytesIO()
    Workbook().save(whole)
    sheet = f'<worksheet xmlns="{SPREADSHEET}"><sheetData>{rows}</sheetData></worksheet>'
    with zipfile.ZipFile(whole) as before, zipfile.ZipFile(changed, "w", zipfile.ZIP_DEFLATED) as after:
        for name in before.namelist():
            after.writestr(name, sheet if name == "xl/worksheets/sheet1.xml" else before.read(name))
    return changed.getvalue()


SPREADSHEET = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"


@pytest.mark.parametrize(
    ("rows", "says"),
    [
        (
            f'<row r="1"><c r="A1" t="inlineStr"><is><t>{"x" * 25_000_000}</t></is></c></row>',
            "20 MB when it is unpacked",
        ),
        ("".join(f'<row r="{row}"><c r="XFD{row}"><v>1</v></c></row>' for row in range(1, 19_001)), "100 columns"),
        ("".join(f'<row r="{row}"><c r="A{row}"><v>1</v></c></row>' for row in range(1, 20_002)), "20,000 lines"),
    ],
    ids=["a small file that unpacks to a large one", "a cell far to the right", "too many rows"],
)
def test_a_workbook_that_is_too_large_is_refused(admin, rows, says):
    content = xlsx_of(rows)
    assert len(content) < 400_000
    assert f"This file has more than {says}" in tried(admin, content, "x.xlsx", status=422).says(".callout")


def test_old_line_ends_and_a_nul_are_read(admin):
    assert "2 rows ready" in tried(admin, csv_of(TUTOR, COURSE).replace(b"\r\n", b"\r")).says("#import-found")
    assert "2 rows ready" in tried(admin, csv_of(TUTOR, COURSE).replace(b"Zara", b"Za\0ra")).says("#import-found")


@pytest.mark.parametrize(
    ("wrong", "column"),
    [
        ({"days": ""}, "days"),
        ({"days": " / "}, "days"),
        ({"minutes": "0"}, "minutes"),
        ({"days": "", "time": ""}, "days"),
        ({"email": "a@b@c"}, "email"),
        ({"email": "x" * 300 + "@b.example"}, "email"),
        ({"learner": "x" * 5000}, "learner"),
    ],
)
def test_half_a_schedule_and_what_is_too_long_are_named(admin, wrong, column):
    assert f"Row 3, {column}" in tried(admin, csv_of(TUTOR, COURSE | wrong)).says("#import-found")


def test_the_same_spreadsheet_again_creates_nothing_twice(admin, superuser):
    rows = tried(admin, csv_of(TUTOR, COURSE)).soup.select_one("[name=rows]")["value"]
    admin.post("/admin/import", {"rows": rows}, status=303)
    before = counts(superuser)

    admin.post("/admin/import", {"rows": rows}, status=422)

    assert "has a course in Math at this level already" in admin.page.says("#import-found")
    assert counts(superuser) == before


def test_semicolons_and_a_byte_order_mark_are_read_too(admin):
    page = tried(admin, b"\xef\xbb\xbf" + csv_of(TUTOR, COURSE, delimiter=";"))
    assert "2 rows ready" in page.says("#import-found")


def test_a_line_that_tells_the_separator_is_no_row(admin):
    page = tried(admin, b"sep=;\r\n" + csv_of(TUTOR, COURSE | {"tier": "0"}, delimiter=";"))
    assert "Row 3, tier" in page.says("#import-found")


@pytest.mark.parametrize(
    ("was", "column", "says"),
    [
        ("schedule_zone", "schedule_timezone", "“schedule_timezone”. Did you mean schedule_zone?"),
        ("minutes", "Duration", "“duration”. Did you mean minutes?"),
        ("learner", "student", "“student”. Did you mean learner?"),
        ("minutes", "xyzzy", "Unknown column “xyzzy”."),
        ("minutes", "time", "The column “time” appears twice. Delete one."),
        ("zone", "", "The column “zone” is missing. Add it."),
    ],
)
def test_a_column_that_is_not_known_twice_or_missing_stops_the_import(admin, superuser, was, column, says):
    header, _newline, rows = csv_of(TUTOR, COURSE).decode().partition("\r\n")
    named = ",".join(column if name == was else name for name in header.split(","))

    page = tried(admin, f"{named}\r\n{rows}".encode(), status=422)

    assert says in page.says(".callout")


def test_a_column_without_a_name_is_ignored_and_one_that_is_optional_may_be_missing(admin):
    kept = [column for column in COLUMNS if column not in ("minutes", "whatsapp")]
    lines = [[*kept, ""], *([row[column] for column in kept] + ["ours"] for row in (TUTOR, COURSE))]
    assert "2 rows ready" in tried(admin, "\n".join(map(",".join, lines)).encode()).says("#import-found")


def test_a_cell_beyond_the_last_column_is_not_dropped(admin):
    page = tried(admin, csv_of(TUTOR, COURSE) + b",more", status=422)
    assert "Row 3 has too many cells: “more”" in page.says(".callout")


def test_people_who_are_there_already_are_not_made_twice(admin, superuser):
    page = tried(admin, csv_of(TUTOR, TUTOR | {"subject": "Physics"}, COURSE, COURSE | {"learner": "Yusuf Khan"}))
    assert "Known tutor: Sana Qureshi, Physics" in page.says("#import-found")
    assert "Known family: Nadia Khan" in page.says("#import-found")


@pytest.mark.parametrize("url", ["/admin/import", "/admin/import/trial"])
def test_only_admins_import(client, world, url):
    others = [world.parent, world.student, world.tutor]
    ask_of_a_writing_view(client, url, {}, not_for=others, owner=world.admin, answers_get=url == "/admin/import")


def families(count):
    return [COURSE | {"email": f"family{number}@example.org"} for number in range(count)]


def test_an_import_takes_as_many_statements_for_500_rows_as_for_a_few(admin, superuser, statements):
    page = tried(admin, csv_of(TUTOR, *families(MOST_ROWS - 1)))
    assert "500 rows ready" in page.says("#import-found")
    statements.clear()

    admin.post("/admin/import", {"rows": page.soup.select_one("[name=rows]")["value"]}, status=303)

    assert counts(superuser)["matches"] == MOST_ROWS - 1
    assert len(statements) <= 40, statements


def test_every_error_of_a_row_is_shown_at_once(admin):
    wrong = {"email": "nobody", "days": "Sunrise", "subject": "A" * 61, "tutor_email": "who@example.org"}
    says = tried(admin, csv_of(TUTOR, COURSE | wrong)).says("#import-found")
    assert "4 problems" in says
    assert "has 61 characters. Enter at most 60." in says
    assert "No tutor has this e-mail or number" in says


@pytest.mark.parametrize(
    ("rows", "says"),
    [
        ([TUTOR | {"subject": "Physics"}, COURSE], "Sana Qureshi is not approved for Math, O Levels yet."),
        ([TUTOR, COURSE | {"first_day": "2026-02-02"}], "The first day, Mon 2 Feb 2026, is in the past."),
        (
            [TUTOR, COURSE, COURSE | {"learner": "Yusuf Khan", "email": "other@example.org", "name": "Omar Khan"}],
            "This Meet link belongs to Zara Khan with Sana Qureshi, too.",
        ),
        ([TUTOR, COURSE | {"paid": "10000"}], "10,000 of 24,000 PKR is paid."),
        (
            [TUTOR, COURSE, COURSE | {"learner": "Yusuf Khan", "name": "Nadiya Khan", "zone": "Asia/Dubai"}],
            "Row 3 has a different name for nadia@example.org: “Nadia Khan” is kept, “Nadiya Khan” is not imported.",
        ),
        (
            [TUTOR | {"email": "tutor@test.example", "name": "Tariq T."}],
            "CorvEd has a different name for tutor@test.example: “Tariq Tutor” is kept, “Tariq T.” is not imported.",
        ),
    ],
)
def test_the_trial_notices_what_is_unusual(admin, rows, says):  # situation 6
    page = tried(admin, csv_of(*rows))
    assert says in page.says("#import-notices")
    assert page.soup.select("#import-save"), "a notice stops nothing"


def test_a_month_taken_over_in_its_middle_is_imported_with_what_was_held_and_its_price(admin, superuser):
    rows = tried(admin, csv_of(TUTOR, COURSE | {"held_before": "3", "price": "20000", "paid": "20000"}))
    admin.post("/admin/import", {"rows": rows.soup.select_one("[name=rows]")["value"]}, status=303)
    query = "select held_before, price, status::text from packages"
    assert superuser.execute(query).fetchall() == [(3, 20000, "active")]


def test_people_with_a_number_alone_are_imported_and_known_the_next_time(admin, superuser):
    tutor = TUTOR | {"email": "", "whatsapp": "0300 1112223"}
    course = COURSE | {"email": "", "whatsapp": "0301 1112223", "tutor_email": "0300-1112223"}
    rows = tried(admin, csv_of(tutor, course)).soup.select_one("[name=rows]")["value"]
    admin.follow(admin.post("/admin/import", {"rows": rows}, status=303))

    found = superuser.execute("select whatsapp from users where email is null order by whatsapp").fetchall()
    assert found == [("+923001112223",), ("+923011112223",)]
    second = tried(admin, csv_of(course | {"learner": "Sara Khan"})).says("#import-found")
    assert "Known family" in second
    problems = tried(admin, csv_of(course | {"whatsapp": ""})).says("main")
    assert "Enter an e-mail address, or a WhatsApp number instead." in problems


def test_one_number_for_two_people_and_look_alike_learners_are_noticed(admin, world):
    alone = TUTOR | {"email": "", "name": "Sana Kureshi"}
    said = tried(admin, csv_of(TUTOR, alone)).says("#import-found")
    assert "Sana Qureshi has the same number. Sana Kureshi is added as a different person." in said

    twins = csv_of(TUTOR, COURSE, COURSE | {"learner": "Zara khan"})
    said = tried(admin, twins).says("#import-found")
    assert "The family has a learner Zara Khan already. Zara khan is added as another one." in said


@pytest.mark.parametrize(
    ("column", "value", "says"),
    [
        ("paid", "=1+1", "Row 2 has a formula without a result: “=1+1”. Enter the value."),
        ("learner", "#N/A", "Row 2 has the error #N/A in a cell."),
        ("first_day", datetime(2026, 12, 2, 19, 30), "2026-12-02 19:30"),
        ("time", time(19, 0, 30), "19:00:30"),
    ],
)
def test_nothing_of_a_workbooks_cell_is_dropped(admin, column, value, says):
    book = Workbook()
    book.active.append(COLUMNS)
    book.active.append([(COURSE | {column: value})[each] for each in COLUMNS])
    assert says in tried(admin, saved(book), "academy.xlsx", status=(200, 422)).says("main")


def test_a_second_sheet_with_rows_is_not_ignored(admin):
    book = Workbook()
    book.active.append(COLUMNS)
    book.create_sheet("March").append(COLUMNS)
    assert "The sheet “March” also has rows." in tried(admin, saved(book), "academy.xlsx", status=422).says("main")


def saved(book):
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def test_as_many_rows_as_are_read_at_once_fit_into_the_form_that_sends_them_back(app):
    rows = json.dumps([[number, row] for number, row in enumerate(families(MOST_ROWS))])

    assert len(quote_plus(rows)) < min(app.config["MAX_CONTENT_LENGTH"], app.config["MAX_FORM_MEMORY_SIZE"])


def test_more_rows_are_refused(admin):
    page = tried(admin, csv_of(*families(MOST_ROWS + 1)), status=422)

    assert "501 rows. Split it: at most 500" in page.says(".callout")


@pytest.mark.parametrize("column", ["learner", "tier", "first_day", "tutor_email"])
def test_a_column_that_courses_need_is_missed_by_name(admin, column):
    lines = csv_of(TUTOR, COURSE).decode().splitlines()
    at = lines[0].split(",").index(column)
    without = "\n".join(",".join(cell for n, cell in enumerate(line.split(",")) if n != at) for line in lines)
    tried(admin, without.encode(), status=422)
    assert f"The column “{column}” is missing." in admin.page.text


def test_a_file_of_only_a_header_is_refused(admin):
    tried(admin, csv_of().splitlines()[0], status=422)
    assert "no row below the names" in admin.page.text


def test_a_cell_that_is_too_long_is_refused_before_it_is_read(admin):
    long = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(workbook([["kind", "name"], ["tutor", "LONG"]]))) as book,
        zipfile.ZipFile(long, "w") as other,
    ):
        for part in book.namelist():
            other.writestr(part, book.read(part).replace(b"LONG", b"x" * 200_000))
    tried(admin, long.getvalue(), name="long.xlsx", status=422)
    assert "32,767 characters in one cell" in admin.page.text
