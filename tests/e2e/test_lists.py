"""Payment lists whose worker is killed in the middle, and lists that meet each other's debts."""
import itertools
import multiprocessing
import os
import signal
import time
from datetime import date

import pytest
from harness.kernel import LEVELS

ROWS, CHUNK, AMOUNT = 90, 20, 2000
DESKS = 1
ALL_LEVELS = pytest.mark.parametrize(
    "levels", list(itertools.product(LEVELS, LEVELS)), ids=lambda pair: "-".join(level.split()[1] for level in pair))
pytestmark = pytest.mark.usefixtures("books_agree")
names = (f"list-{number}" for number in itertools.count(1))


@pytest.fixture(scope="module")
def channel(kernel, province):
    """The post office's channel, and the series of the office's lists."""
    with kernel.env() as env:
        office = env["revenue.office"].browse(province.offices[0])
        office.list_series_id = env["revenue.series"].create({
            "code": "LST/", "office_id": office.id, "company_id": province.company, "year": date.today().year})
        desk_channel = env["revenue.channel"].browse(province.desks[0].channel)
        return env["revenue.channel"].create({
            "name": "Post", "code": "e2e-post", "company_id": province.company, "kind": "post",
            "journal_id": desk_channel.journal_id.id}).id


@pytest.fixture
def small_chunks(monkeypatch):
    from odoo.addons.public_revenue_office.models import revenue_payment_list_post
    monkeypatch.setattr(revenue_payment_list_post, "CHUNK", CHUNK)


def hand_in(kernel, province, channel, slips):
    """A list that is on its way, with one row for each slip.

    :return: its id
    """
    with kernel.env() as env:
        record = env["revenue.payment.list"].create({
            "office_id": province.offices[0], "channel_id": channel, "reference": next(names),
            "control_count": len(slips), "control_amount": AMOUNT * len(slips)})
        env["revenue.payment.list.row"].create([
            {"list_id": record.id, "key": slip, "paid_on": date.today(), "amount": AMOUNT} for slip in slips])
        record.action_check()
        record.action_post()
        return record.id


def issue(kernel, province, count):
    """Slips of debts that are open."""
    slips = [f"S{next(names)}".replace("-", "").upper() for _number in range(count)]
    with kernel.env() as env:
        province.issue(env, amount=AMOUNT, slips=slips)
    return slips


def post(kernel, record_id):
    """Post chunk by chunk, each in a transaction of its own, as the job does."""
    while True:
        with kernel.env() as env:
            record = env["revenue.payment.list"].browse(record_id)
            if record.state != "posting":
                return
            record._post_next()


def read(env, record_id):
    record = env["revenue.payment.list"].browse(record_id)
    return record, record.row_ids.sorted("number").receipt_id


def assert_numbers_follow(env, province):
    """Every number of the series up to the last one was given once."""
    series = env["revenue.office"].browse(province.offices[0]).list_series_id
    numbers = env["revenue.receipt"].search([("series_id", "=", series.id)]).mapped("number")
    assert sorted(numbers) == list(range(1, series.number_last + 1))


def work_until_killed(kernel, record_id, ready):
    """A worker that posts two chunks and stands still in the third, after the last statement before its commit."""
    from odoo.addons.public_revenue_collection.models.revenue_collector_receipt import RevenueCollector
    number, calls = RevenueCollector._number, itertools.count(1)

    def stop(self, receipts):
        result = number(self, receipts)
        if next(calls) == 3:
            ready.set()
            time.sleep(60)
        return result

    RevenueCollector._number = stop
    post(kernel, record_id)
    os._exit(1)


def test_inv_01_a_list_whose_worker_is_killed_goes_on_without_a_double_and_without_a_gap(
        kernel, province, channel, small_chunks):
    slips = issue(kernel, province, ROWS)
    record_id = hand_in(kernel, province, channel, slips)
    context = multiprocessing.get_context("fork")
    ready = context.Event()
    kernel.let_go()
    worker = context.Process(target=work_until_killed, args=(kernel, record_id, ready))
    worker.start()
    assert ready.wait(60), "the worker did not come to its third chunk"
    os.kill(worker.pid, signal.SIGKILL)
    worker.join(10)
    with kernel.env() as env:
        record, receipts = read(env, record_id)
        assert (record.state, record.posted_count, len(receipts)) == ("posting", 2 * CHUNK, 2 * CHUNK)
        assert_numbers_follow(env, province)
    post(kernel, record_id)
    with kernel.env() as env:
        record, receipts = read(env, record_id)
        assert (record.state, record.posted_count, len(receipts)) == ("posted", ROWS, ROWS)
        assert record.amount == ROWS * AMOUNT
        assert env["revenue.receipt"].search_count([("external_id", "=like", f"list:{record_id}/%")]) == ROWS
        assert not record.credit_count
        assert receipts.mapped("number") == sorted(receipts.mapped("number"))
        assert_numbers_follow(env, province)


@ALL_LEVELS
def test_inv_16_two_lists_over_the_same_debts_at_once_pay_each_once_and_keep_the_rest(
        kernel, province, channel, meeting, levels):
    slips = issue(kernel, province, 12)
    ours, theirs = (hand_in(kernel, province, channel, side) for side in (slips, slips[::-1]))
    meeting.hold(lambda env: env["revenue.payment.list"].browse(ours)._post_next(),
                 lambda env: env["revenue.payment.list"].browse(theirs)._post_next(), levels)
    with kernel.env() as env:
        debts = env["revenue.obligation"].search([("key_ids.value", "in", slips)])
        for record_id, reasons in ((ours, []), (theirs, ["paid_twice"] * 12)):
            record, receipts = read(env, record_id)
            assert (record.state, record.posted_count) == ("posted", 12)
            assert env["revenue.credit"].search([("receipt_id", "in", receipts.ids)]).mapped("reason") == reasons
        assert (set(debts.mapped("state")), sum(debts.mapped("balance"))) == ({"closed"}, 0)
        assert_numbers_follow(env, province)


@ALL_LEVELS
def test_inv_16_a_list_and_a_desk_that_meet_at_a_debt_take_it_once(kernel, province, channel, meeting, levels):
    slips = issue(kernel, province, 6)
    record_id = hand_in(kernel, province, channel, slips)
    with kernel.env() as env:
        debt_id = env["revenue.key"]._find("slip", slips[3])[0].id
    key = next(names)
    meeting.hold(lambda env: province.collect(env, province.desks[0], [debt_id], AMOUNT, key).id,
                 lambda env: env["revenue.payment.list"].browse(record_id)._post_next(), levels)
    with kernel.env() as env:
        record, _receipts = read(env, record_id)
        assert (record.posted_count, record.row_ids.filtered("has_credit").mapped("number")) == (6, [4])
        assert_numbers_follow(env, province)
