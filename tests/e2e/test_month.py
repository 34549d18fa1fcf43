"""A month of one office, from the event file to figures that were worked out without the database."""
import io
import os
from datetime import date
from decimal import Decimal

import pytest
from freezegun import freeze_time
from harness import books
from harness.kernel import Kernel
from month import expected, script, town
from month.player import Player
from psycopg2 import errors

SLIPS_A_DAY = int(os.environ.get("MONTH_SLIPS", "30"))


@pytest.fixture(scope="module")
def events():
    """The events of the month, through their file."""
    stream = io.StringIO()
    script.write(stream, SLIPS_A_DAY)
    stream.seek(0)
    return list(script.read(stream))


@pytest.fixture(scope="module")
def month(events):
    return expected.Month(events)


@pytest.fixture(scope="module", params=list(town.SHAPES))
def player(ground, request, events, month):
    """The month played: in one province, and among three towns that collect for each other."""
    database = ground.copy(f"month_{request.param}")
    kernel = Kernel(ground, database)
    with kernel.env() as env:
        place = town.build(env, request.param)
    player = Player(kernel, place, month.get_bank_rows)
    player.play(events)
    player.remitted = player.remit(date(2026, 4, 1), script.LAST)
    player.report(date(2026, 4, 2), date(2026, 3, 1), script.LAST)
    yield player
    kernel.close()
    ground.drop(database)


def test_the_control_report_is_zero_every_night(player):
    assert player.controls
    assert not any(player.controls.values()), player.controls


def test_each_office_collected_each_day_what_the_paper_says(player, month):
    names = {place.office: name for name, place in player.town.places.items()}
    with player.kernel.env() as env:
        env.cr.execute("SELECT date, office_id, method, sum(amount) FROM revenue_receipt GROUP BY 1, 2, 3")
        found = {(day, names[office], method): Decimal(amount) for day, office, method, amount in env.cr.fetchall()}
    wanted = {(*place, method): amount for place, methods in month.collected.items()
              for method, amount in methods.items()}
    assert found == wanted


def test_what_went_to_the_bank_each_day_is_what_the_desks_held(player, month):
    names = {place.office: name for name, place in player.town.places.items()}
    with player.kernel.env() as env:
        deposits = env["revenue.deposit"].search([])
        found = {(deposit.date, names[deposit.office_id.id]): Decimal(str(deposit.cash_amount)) for deposit in deposits}
        cheques = sum(deposits.mapped("cheque_amount"))
        differences = [Decimal(str(session.difference)) for session in env["revenue.desk.session"].search([
            ("difference", "!=", 0)])]
    assert {place: amount for place, amount in found.items() if amount} == {
        place: amount for place, amount in month.deposits.items() if amount}
    assert cheques == sum(
        amount for methods in month.collected.values() for method, amount in methods.items()
        if method == "cheque" and amount > 0)
    assert differences == [amount for *_place, amount in month.differences]


def test_every_amount_has_a_home(player, month):
    """What belongs to payers is held for them; what was given back is gone."""
    with player.kernel.env() as env:
        held = env["revenue.credit"].search([("reason", "!=", "for_others")])
        refunded = sum(env["revenue.refund"].search([("state", "=", "paid")]).mapped("amount"))
        assert (Decimal(str(sum(held.mapped("balance")))), Decimal(str(refunded))) == (
            month.get_held(), month.refunded)


def test_what_is_open_at_the_end_is_worth_what_the_law_says(player, month):
    with player.kernel.env() as env:
        debts = env["revenue.obligation"].search([("state", "=", "open")])
        accruals = debts._get_accruals(date(2026, 3, 31))
        found = {}
        for debt in debts:
            count, amount = found.get(debt.office_id.id, (0, Decimal(0)))
            found[debt.office_id.id] = count + 1, amount + accruals[debt.id].amount
    wanted = month.get_open(date(2026, 3, 31))
    assert {name: found[place.office] for name, place in player.town.places.items()} == wanted


def test_each_company_collected_for_each_other_what_the_paper_says(player, month):
    companies = {name: place.company for name, place in player.town.places.items()}
    wanted = {}
    for (taker, owner), amount in month.for_others.items():
        if companies[taker] != companies[owner]:
            pair = companies[taker], companies[owner]
            wanted[pair] = wanted.get(pair, 0) + amount
    with player.kernel.env() as env:
        env.cr.execute(
            """SELECT e.company_id, o.company_id, -sum(e.amount) FROM revenue_entry e
                 JOIN revenue_credit c ON c.id = e.credit_id JOIN revenue_obligation o ON o.id = c.obligation_id
                WHERE e.kind IN ('for_others', 'rounding') AND c.reason = 'for_others' GROUP BY 1, 2""")
        assert {(taker, owner): Decimal(amount) for taker, owner, amount in env.cr.fetchall()} == wanted


def test_remittances_close_every_clearing_account_to_zero(player):
    assert bool(player.remitted) == (len(player.town.companies) > 1)
    with player.kernel.env() as env:
        env.cr.execute(
            """SELECT a.company_id, a.role, sum(l.balance) FROM revenue_account a
                 JOIN account_move_line l ON l.account_id = a.account_id AND l.company_id = a.company_id
                WHERE a.role IN ('others', 'due_from_others') AND l.parent_state = 'posted'
             GROUP BY 1, 2 HAVING sum(l.balance) <> 0""")
        assert not env.cr.fetchall()


def test_the_bank_has_shown_all_but_the_last_day(player, month):
    """Each deposit and each list stands on the bank's file once, although the second file repeats the first."""
    with player.kernel.env() as env:
        expected = env["revenue.bank.expected"].search([("office_id", "=", player.town.places["A"].office)])
        transit = expected.filtered(lambda row: not row.match_id)
        assert Decimal(str(sum(transit.mapped("amount")))) == sum(
            amount for day, office, amount in ((*place, amount) for place, amount in month.deposits.items())
            if (day, office) == (script.LAST, "A"))
        lines = env["account.bank.statement.line"].search([])
        assert len(lines) == len(month.get_bank_rows("A", script.LAST))


def test_every_paper_receipt_has_a_fate(player, events):
    papers = [event for event in events if event["kind"] == "paper"]
    with player.kernel.env() as env:
        numbers = env["revenue.contingency.number"]._read_group([], ["fate"], ["__count"])
        books = env["revenue.contingency.book"].browse(player.town.places["A"].books)
        assert (set(books.mapped("state")), dict(numbers)["used"]) == ({"closed"}, len(papers))


def test_transferred_debts_are_where_the_paper_says(player, month):
    with player.kernel.env() as env:
        lines = env["revenue.transfer.line"].search([])
        assert (len(lines), len(lines.filtered(lambda line: line.state == "rejected"))) == (
            month.transferred, month.returned)


def test_a_claim_with_its_proof_is_applied_and_one_without_is_rejected(player, month):
    with player.kernel.env() as env:
        assert dict(env["revenue.claim"]._read_group([], ["state"], ["__count"])) == month.claims


def test_statistics_show_what_each_agency_imposed_and_each_channel_brought(player, month):
    names = {place.office: name for name, place in player.town.places.items()}
    with player.kernel.env() as env:
        while env["revenue.statistic"]._refresh():
            pass
        env.cr.execute(
            """SELECT a.name, sum(d.amount) FROM revenue_statistic_day d
                 LEFT JOIN revenue_statistic_agency a ON a.id = d.agency_id
                WHERE d.measure = 'imposed' AND d.date <= %s GROUP BY 1""", [script.LAST])
        imposed = {name: Decimal(amount) for name, amount in env.cr.fetchall()}
        env.cr.execute(
            """SELECT d.office_id, c.code, -sum(d.amount) FROM revenue_statistic_day d
                 JOIN revenue_channel c ON c.id = d.channel_id
                WHERE d.measure IN ('collected', 'credit_received', 'for_others') AND d.date <= %s
             GROUP BY 1, 2 HAVING sum(d.amount) <> 0""", [script.LAST])
        collected = {(names[office], code.removeprefix("mes-")): Decimal(amount)
                     for office, code, amount in env.cr.fetchall()}
    assert imposed == {f"M{office} Organismo {office}": amount for office, amount in month.get_imposed().items()}
    assert collected == {place: amount for place, amount in month.by_channel.items() if amount}


def test_statistics_show_what_is_pending_for_each_agency(player, month):
    offices = {place.office: name for name, place in player.town.places.items()}
    agencies = {f"M{name} Organismo {name}": name for name in player.town.places}
    with freeze_time(f"{script.LAST} 20:00:00"), player.kernel.env() as env:
        while env["revenue.obligation"]._refresh(script.LAST) == 10000:
            pass
        for company in env["res.company"].browse(player.town.companies):
            env["revenue.statistic.stock"]._take(company, script.LAST)
        groups = env["revenue.statistic.stock"]._read_group(
            [("date", "=", script.LAST)], ["agency_id", "office_id"], ["count:sum", "amount_due:sum"])
        found = {(agencies[agency.name], offices[office.id]): (count, Decimal(str(amount)))
                 for agency, office, count, amount in groups}
        env.cr.rollback()
    assert found == month.get_pending(script.LAST)


def test_balances_roll_forward_without_a_difference(player, month):
    names = {place.office: name for name, place in player.town.places.items()}
    with player.kernel.env() as env:
        rows = env["revenue.statistic.balance"]._get_roll(env["revenue.office"].browse(names), script.FIRST)
    assert {names[row["office_id"]]: row["imposed"] for row in rows} == month.get_imposed()
    assert not [row for row in rows if row["difference"] or row["opening"]]


def test_a_closed_month_stays_as_reported_whatever_is_corrected_later(player, month):
    def read(env):
        env.cr.execute("SELECT id, period_id, measure, count, amount FROM revenue_period_figure ORDER BY id")
        return env.cr.fetchall()

    with freeze_time("2026-04-03 15:00:00"), player.kernel.env() as env:
        periods, reported = env["revenue.period"].search([]), read(env)
        assert (len(periods), set(periods.mapped("state"))) == (len(player.town.companies), {"closed"})
        debt = env["revenue.obligation"].search(
            [("state", "=", "open"), ("office_id", "=", player.town.places["A"].office)], limit=1)
        debt._adjust(-10, "adjustment", "Error de escritura", date(2026, 3, 5), "R-9")
        assert env["revenue.statistic"]._refresh()
        assert read(env) == reported
        assert not periods._find_broken()
        assert {entry.date for entry in debt.entry_ids.filtered(lambda entry: entry.amount == -10)} == {
            date(2026, 4, 3)}
        with pytest.raises(errors.RestrictViolation), env.cr.savepoint():
            env["revenue.posting"]._get_open([(
                debt.company_id.id, debt.office_id.id, date(2026, 3, 30), debt.company_id.revenue_journal_id.id,
                "opening")])
        figures = sum(Decimal(str(amount)) for *_rest, measure, _count, amount in reported if measure == "imposed")
        assert figures == sum(month.get_imposed().values())
        env.cr.rollback()


def test_what_was_collected_is_shared_as_the_norm_says(player, month):
    companies = {name: place.company for name, place in player.town.places.items()}
    wanted = month.get_shared(companies)
    with player.kernel.env() as env:
        statements = env["revenue.remittance.statement"].search([])
        groups = env["revenue.remittance.statement.line"]._read_group(
            [("beneficiary", "=", "residence")], ["name"], ["amount:sum"])
        shares = {office: Decimal(str(round(amount, 2))) for office, amount in groups}
        assert set(statements.mapped("state")) == {"posted"}
        assert shares == {f"Oficina {office}": amount * expected.SHARE for office, amount in wanted.items() if amount}
        for statement in statements:
            amount = sum(wanted[name] for name, company in companies.items() if company == statement.company_id.id)
            assert Decimal(str(statement.amount)) == amount
            assert Decimal(str(round(statement.payable_amount, 2))) == amount * (1 - expected.SHARE)


#: What somebody who may do everything in the database does to one payment, and the class by which it must be named.
BREAKS = {
    "missing": "DELETE FROM revenue_entry WHERE id = %(entry)s",
    "double": """INSERT INTO revenue_entry (obligation_id, credit_id, kind, amount, currency_id, company_id, office_id,
                        concept_id, posting_id, receipt_id, channel_id, date, value_date, recorded_at, user_id, cause,
                        step, digest)
                 SELECT obligation_id, credit_id, kind, amount, currency_id, company_id, office_id, concept_id,
                        posting_id, receipt_id, channel_id, date, value_date, recorded_at, user_id, cause, step, digest
                   FROM revenue_entry WHERE id = %(entry)s""",
    "amount": "UPDATE revenue_entry SET amount = amount + 1 WHERE id = %(entry)s",
    "date": "UPDATE revenue_entry SET date = date - 1 WHERE id = %(entry)s",
    "place": "UPDATE revenue_entry SET office_id = %(other)s WHERE id = %(entry)s",
}


def pick_payment(env, office, method):
    """A receipt of an office in the middle of the month that paid one debt, and its entry."""
    receipts = env["revenue.receipt"].search([
        ("office_id", "=", office), ("method", "=", method), ("date", "=", "2026-03-20")])
    return next((receipt, receipt.entry_ids) for receipt in receipts if len(receipt.entry_ids) == 1)


@pytest.mark.parametrize("method", ["cash", "card", "list"])
@pytest.mark.parametrize("kind", list(BREAKS))
def test_each_of_five_breaks_is_named_exactly(player, kind, method):
    """One row of the books is falsified: its class, its record, its day, its office and its channel, nothing else."""
    place, other = player.town.places["A"], player.town.places["A2"]
    with player.kernel.env() as env:
        receipt, entry = pick_payment(env, place.office, method)
        env.flush_all()
        env.cr.execute("ALTER TABLE revenue_entry DISABLE TRIGGER USER")
        env.cr.execute(BREAKS[kind], {"entry": entry.id, "other": other.office})
        env.invalidate_all()
        found = env["revenue.control"]._find_breaks()
        wanted = receipt if kind == "missing" else entry
        if kind == "double":
            wanted = env["revenue.entry"].search([("receipt_id", "=", receipt.id)], limit=1)
        assert [(row["class"], row["model"], row["id"], row["day"], row["office_id"], row["channel_id"])
                for row in found] == [
                    (kind, wanted._name, wanted.id, date(2026, 3, 20), place.office, receipt.channel_id.id)]
        env.cr.rollback()


def test_untouched_books_have_no_break(player):
    with player.kernel.env() as env:
        assert not env["revenue.control"]._find_breaks()


def test_every_check_of_the_database_passes(player):
    with player.kernel.env() as env:
        assert not books.find_failed_checks(env)
        assert not books.find_unbalanced(env.cr)
