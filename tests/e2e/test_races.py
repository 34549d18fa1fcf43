"""Two transactions on one debt, one slip, one posting, in both orders and at both isolation levels."""
import itertools
import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import date

import pytest
from harness.kernel import LEVELS, REPEATABLE

DESKS = 2
PAIRS = list(itertools.product(LEVELS, LEVELS))
BOTH_ORDERS = pytest.mark.parametrize("order", [(0, 1), (1, 0)], ids=["forth", "back"])
ALL_LEVELS = pytest.mark.parametrize("levels", PAIRS, ids=lambda pair: "-".join(level.split()[1] for level in pair))
pytestmark = pytest.mark.usefixtures("books_agree")
keys = (f"race:{number}" for number in itertools.count(1))


@pytest.fixture
def debt(kernel, province):
    """One debt of 2,000 in its term."""
    with kernel.env() as env:
        [debt_id] = province.issue(env)
    return debt_id


def payment(province, debts, amount=2000, desk=0, **options):
    """Work that pays debts at a desk."""
    key = next(keys)
    return lambda env: province.collect(env, province.desks[desk], debts, amount, key, **options).id


def read(env, debt_id):
    """A debt, the receipts that name it, and the credits that came from it."""
    debt = env["revenue.obligation"].browse(debt_id)
    return debt, debt.receipt_ids, env["revenue.credit"].search([("obligation_id", "=", debt_id)])


# === MONEY AGAINST MONEY === #

@BOTH_ORDERS
@ALL_LEVELS
def test_inv_16_two_payments_of_one_debt_give_two_receipts_and_a_credit(
        kernel, province, meeting, debt, order, levels):
    works = [payment(province, [debt], desk=0), payment(province, [debt], desk=1)]
    receipts = meeting.hold(works[order[0]], works[order[1]], levels)
    with kernel.env() as env:
        record, paying, credit = read(env, debt)
        assert record.state == "closed"
        assert paying.ids == [receipts[0]]
        assert (credit.reason, credit.balance, credit.receipt_id.id) == ("paid_twice", 2000, receipts[1])


@ALL_LEVELS
def test_payments_of_several_debts_in_opposite_orders_do_not_wait_for_each_other(
        kernel, province, meeting, levels):
    with kernel.env() as env:
        debts = province.issue(env, 3)
    meeting.hold(payment(province, debts, 6000, 0), payment(province, debts[::-1], 6000, 1), levels)
    with kernel.env() as env:
        assert env["revenue.obligation"].browse(debts).mapped("state") == ["closed"] * 3
        credits = env["revenue.credit"].search([("obligation_id", "in", debts)])
        assert credits.mapped("balance") == [6000]


@ALL_LEVELS
def test_two_first_payments_for_another_company_share_one_channel(kernel, meeting, levels):
    with kernel.env() as env:
        company, collector = env["res.company"].create([{"name": f"Town {next(keys)}"} for _i in range(2)]).ids

    def find(env):
        return env["revenue.channel"]._get_others(company, collector).id

    first, second = meeting.hold(find, find, levels)
    assert first == second


# === MONEY AGAINST THE DEBT ITSELF === #

@ALL_LEVELS
def test_inv_16_a_payment_that_meets_the_annulment_becomes_a_credit(kernel, province, meeting, debt, levels):
    pay = payment(province, [debt])
    meeting.hold(annulment(debt), pay, levels)
    with kernel.env() as env:
        record, _receipts, credit = read(env, debt)
        assert (record.state, record.balance) == ("closed", 0)
        assert (credit.reason, credit.balance) == ("after_annulment", 2000)


@ALL_LEVELS
def test_inv_16_an_annulment_that_meets_the_payment_gives_it_back(kernel, province, meeting, debt, levels):
    pay = payment(province, [debt])
    meeting.hold(pay, annulment(debt), levels)
    with kernel.env() as env:
        record, _receipts, credit = read(env, debt)
        assert (record.state, record.balance) == ("closed", 0)
        assert credit.balance == 2000


@BOTH_ORDERS
@ALL_LEVELS
def test_inv_16_a_payment_and_a_correction_at_once_leave_the_difference_as_a_credit(
        kernel, province, meeting, debt, order, levels):
    def correct(env):
        record = env["revenue.obligation"].browse(debt)
        record._adjust(-500, "adjustment", "appeal upheld", record.date, "R-1")

    works = [payment(province, [debt]), correct]
    meeting.hold(works[order[0]], works[order[1]], levels)
    with kernel.env() as env:
        record, _receipts, credit = read(env, debt)
        assert (record.state, record.balance, sum(credit.mapped("balance"))) == ("closed", 0, 500)


@BOTH_ORDERS
@ALL_LEVELS
def test_inv_16_a_payment_and_a_transfer_at_once_do_not_lose_each_other(
        kernel, province, meeting, debt, order, levels):
    def transfer(env):
        env["revenue.obligation"].browse(debt)._transfer(
            env["revenue.office"].browse(province.offices[0]), "moved", date.today())

    works = [payment(province, [debt], 700), transfer]
    meeting.hold(works[order[0]], works[order[1]], levels)
    with kernel.env() as env:
        record, _receipts, credit = read(env, debt)
        assert (record.state, record.balance, sum(credit.mapped("balance"))) == ("open", 1300, 0)


@pytest.fixture
def fine(kernel, province):
    """A notified fine of 2,000 with its debt."""
    with kernel.env() as env:
        number = next(keys).removeprefix("race:")
        office = env["revenue.office"].browse(province.offices[0])
        agency = env["fines.agency"].create({
            "name": "Police", "code": f"POL{number}", "office_ids": office.ids, "concept_id": province.concept})
        norm = env["revenue.norm"].search([("code", "=", "E2E-1")])
        offence = env["fines.offence"].search([("code", "=", "E2E")]) or env["fines.offence"].create(
            {"code": "E2E", "name": "Crossing on red", "norm_id": norm.id, "amount": 2000})
        record = env["fines.fine"].create({
            "agency_id": agency.id, "office_id": office.id, "number": number, "infraction_date": date.today(),
            "notified_on": date.today(), "person_name": "Ana Pérez", "line_ids": [(0, 0, {"offence_id": offence.id})]})
        record.action_register()
        assert record.obligation_id.balance == 2000
        return record.id


def change_of_debtor(fine):
    def change(env):
        record = env["fines.fine"].browse(fine)
        record._change_debtor({"person_name": "Eva Ruiz"}, "Sold before", "R-1", "notification")
        return record.obligation_id.id
    return change


@BOTH_ORDERS
@ALL_LEVELS
def test_a_payment_and_a_change_of_debtor_at_once_give_the_money_back_and_leave_the_right_debt(
        kernel, province, meeting, fine, order, levels):
    with kernel.env() as env:
        wrong = env["fines.fine"].browse(fine).obligation_id.id
    works = [payment(province, [wrong]), change_of_debtor(fine)]
    meeting.hold(works[order[0]], works[order[1]], levels)
    with kernel.env() as env:
        record = env["fines.fine"].browse(fine)
        old, right = env["revenue.obligation"].browse(wrong), record.obligation_id
        assert (old.state, old.balance, right.state, right.balance) == ("closed", 0, "open", 2000)
        assert (record.state, record.person_name, right in old) == ("registered", "Eva Ruiz", False)
        assert sum(env["revenue.credit"].search([("obligation_id", "=", wrong)]).mapped("balance")) == 2000


@ALL_LEVELS
def test_a_correction_that_meets_the_change_of_debtor_follows_it_in_a_version_of_its_own(kernel, meeting, fine, levels):
    with kernel.env() as env:
        wrong = env["fines.fine"].browse(fine).obligation_id.id
    first, second = meeting.hold(change_of_debtor(fine), correction_of_name(fine), levels)
    with kernel.env() as env:
        record = env["fines.fine"].browse(fine)
        assert (record.version, record.person_name, record.version_ids.mapped("version")) == (3, "Eva Ruiz Gil", [1, 2])
        assert (record.obligation_id.id, second) == (first, first)
        assert env["revenue.obligation"].browse(wrong).state == "closed"


def correction_of_name(fine):
    def correct(env):
        record = env["fines.fine"].browse(fine)
        record._correct({"person_name": "Eva Ruiz Gil"}, "Second surname")
        return record.obligation_id.id
    return correct


@ALL_LEVELS
def test_a_receipt_is_reversed_once_however_many_ask(kernel, province, meeting, debt, levels):
    with kernel.env() as env:
        receipt_id = payment(province, [debt])(env)

    def reverse(env):
        return env["revenue.receipt"].browse(receipt_id)._reverse("bounced cheque", date.today(), "A-1").id

    first, second = meeting.hold(reverse, reverse, levels)
    assert first == second
    with kernel.env() as env:
        record, _receipts, credit = read(env, debt)
        assert (record.state, record.balance, sum(credit.mapped("balance"))) == ("open", 2000, 0)


def annulment(debt):
    def annul(env):
        reason = env.ref("public_revenue_collection.revenue_close_reason_annulled")
        env["revenue.obligation"].browse(debt)._close(reason, "D-1")
    return annul


# === ONE NOTICE, MANY TIMES === #

def test_inv_01_fifty_notices_on_eight_connections_make_one_receipt(kernel, province, debt):
    key, desk, start = next(keys), province.desks[0], threading.Barrier(8)

    def notify(lane):
        start.wait(10)
        answers = []
        for _repetition in range(lane, 50, 8):
            with kernel.env() as env, env["revenue.collector"]._money_cursor() as own:
                receipt = province.collect(own, desk, [debt], 2000, key)
                answers.append((receipt.id, receipt.number, receipt.digest))
        return answers

    with ThreadPoolExecutor(8) as pool:
        answers = [answer for part in pool.map(notify, range(8)) for answer in part]
    assert len(answers) == 50
    assert len(set(answers)) == 1
    with kernel.env() as env:
        assert env["revenue.receipt"].search_count([("external_id", "=", key)]) == 1
        record, receipts, credit = read(env, debt)
        assert (record.state, len(receipts), credit.ids) == ("closed", 1, [])


@ALL_LEVELS
def test_inv_13_the_same_notice_twice_at_once_gets_the_first_answer(kernel, province, meeting, debt, levels):
    pay = payment(province, [debt])
    first, second = meeting.hold(pay, pay, levels)
    assert first == second


@ALL_LEVELS
def test_inv_13_another_content_under_the_same_key_is_a_conflict(kernel, province, meeting, debt, levels):
    key, desk = next(keys), province.desks[0]

    def collect(amount):
        return lambda env: province.collect(env, desk, [debt], amount, key).id

    with pytest.raises(Exception, match="already recorded with other content"):
        meeting.hold(collect(2000), collect(1000), levels)
    with kernel.env() as env:
        assert env["revenue.receipt"].search([("external_id", "=", key)]).amount == 2000


# === MONEY AND DEBT THAT MEET === #

@BOTH_ORDERS
@ALL_LEVELS
def test_inv_03_money_for_a_slip_that_is_keyed_at_this_moment_finds_it(kernel, province, meeting, order, levels):
    slip = f"S-{next(keys)}"
    pay = payment(province, [], keys=[("slip", "", slip)])

    def issue(env):
        return province.issue(env, slips=[slip])[0]

    works = [pay, issue]
    results = meeting.hold(works[order[0]], works[order[1]], levels)
    debt_id, receipt_id = results[order.index(1)], results[order.index(0)]
    with kernel.env() as env:
        env["revenue.credit"]._cron_match()
    with kernel.env() as env:
        debt = env["revenue.obligation"].browse(debt_id)
        assert (debt.state, debt.receipt_ids.ids) == ("closed", [receipt_id])
        assert env["revenue.credit"].search([("receipt_id", "=", receipt_id)]).balance == 0


# === CLOSING WHILE MONEY COMES IN === #

def closing(posting_id, then_post=False):
    def close(env):
        posting = env["revenue.posting"].browse(posting_id)
        posting.action_post() if then_post else posting.action_close()
    return close


def find_posting(kernel, receipt_id):
    with kernel.env() as env:
        return env["revenue.receipt"].browse(receipt_id).entry_ids.posting_id.id


@pytest.mark.parametrize("then_post", [False, True], ids=["close", "post"])
@ALL_LEVELS
def test_a_payment_in_flight_is_in_the_posting_that_was_waiting_for_it(
        kernel, province, meeting, debt, levels, then_post):
    with kernel.env() as env:
        [other] = province.issue(env)
        before = payment(province, [other])(env)
    posting_id = find_posting(kernel, before)
    receipt_id, _nothing = meeting.hold(payment(province, [debt]), closing(posting_id, then_post), levels)
    assert find_posting(kernel, receipt_id) == posting_id
    with kernel.env() as env:
        assert env["revenue.posting"].browse(posting_id).state == ("posted" if then_post else "closed")


@ALL_LEVELS
def test_a_payment_that_meets_the_closing_goes_into_a_new_posting(kernel, province, meeting, debt, levels):
    with kernel.env() as env:
        [other] = province.issue(env)
        before = payment(province, [other])(env)
    posting_id = find_posting(kernel, before)
    _nothing, receipt_id = meeting.hold(closing(posting_id), payment(province, [debt]), levels)
    assert find_posting(kernel, receipt_id) != posting_id


@ALL_LEVELS
def test_two_who_close_an_office_at_once_leave_one_chain_of_seals(kernel, province, meeting, levels):
    with kernel.env() as env:
        debts = province.issue(env, 2, age=40)   # the surcharge goes into another journal than the money
        payment(province, debts, 8000)(env)
    with kernel.env() as env:
        postings = env["revenue.posting"].search([("state", "=", "open"), ("date", "=", date.today())])
        assert len(postings) == 2
    meeting.hold(closing(postings.ids[0]), closing(postings.ids[1]), levels)
    with kernel.env() as env:
        ends = env["revenue.posting"].search([("state", "!=", "open")])
        assert len(ends.filtered(lambda posting: posting not in ends.previous_id)) == 1
        assert len(ends.filtered(lambda posting: not posting.previous_id)) == 1


@pytest.mark.parametrize("first", LEVELS)
def test_two_who_post_at_once_make_one_journal_entry(kernel, province, meeting, debt, first):
    with kernel.env() as env:
        receipt_id = payment(province, [debt])(env)
    posting_id = find_posting(kernel, receipt_id)
    with kernel.env() as env:
        closing(posting_id)(env)
    # Requests and schedules post, and these run at REPEATABLE READ.
    meeting.hold(closing(posting_id, True), closing(posting_id, True), (first, REPEATABLE))
    with kernel.env() as env:
        posting = env["revenue.posting"].browse(posting_id)
        found = env["account.move"].search([("journal_id", "=", posting.journal_id.id)])
        assert posting.move_id in found
        assert found == env["revenue.posting"].search([("move_id", "in", found.ids)]).move_id
