"""What comes through HTTP to a server with four workers: many cashiers, failures, killed workers."""
import os
import random
import signal
import statistics
import threading
import time
from concurrent.futures import ThreadPoolExecutor

import pytest
from harness.cashier import Cashier
from harness.client import Broken

OFFICES, DESKS = 2, 28
PAYMENTS = 15
FAILING = 0.3
KILLS = 10
#: Seconds between two payments of a cashier, on average; a real one needs half a minute and more.
PAUSE = float(os.environ.get("E2E_PAUSE", "0.5"))
POINTS = ("claimed", "allocated", "housed", "numbered", "committed")
pytestmark = pytest.mark.usefixtures("books_agree")


@pytest.fixture
def watcher(ground, database):
    connection = ground.connect(database)
    yield connection.cursor()
    connection.close()


def issue(kernel, province, desk, count):
    """Debts for a desk with what is to be paid: nominal and doubled ones in turn.

    :return: (id, amount) pairs
    """
    with kernel.env() as env:
        doubled = province.issue(env, count, age=40, office=desk.office)
        nominal = province.issue(env, count, age=10, office=desk.office)
    return [(debts[number], amount) for number in range(count)
            for debts, amount in ((doubled, 4000), (nominal, 2000))][:count]


# === TWENTY CASHIERS === #

def work(cashier, debts):
    """Collect one debt after the other; almost every third payment fails after its number was drawn."""
    dice = random.Random(cashier.desk.login)
    for debt, amount in debts:
        time.sleep(dice.uniform(0, 2 * PAUSE))
        fault = "fail:numbered" if dice.random() < FAILING else None
        cashier.collect([debt], amount, f"{cashier.desk.login}:{debt}", fault)


def test_inv_06_twenty_cashiers_with_failures_get_numbers_without_gaps(server, kernel, province, capsys):
    desks = province.desks[:20]
    debts = [issue(kernel, province, desk, PAYMENTS) for desk in desks]
    cashiers = [Cashier(server, desk) for desk in desks]
    with ThreadPoolExecutor(len(cashiers)) as pool:
        list(pool.map(work, cashiers, debts))
    tell_figures(cashiers, server, capsys)
    assert sum(cashier.failures for cashier in cashiers) > 20 * PAYMENTS * FAILING / 2
    with kernel.env() as env:
        for cashier, own in zip(cashiers, debts, strict=True):
            check_series(env, cashier, PAYMENTS)
            records = env["revenue.obligation"].browse([debt for debt, _amount in own])
            assert set(records.mapped("state")) == {"closed"}, "an intended payment was lost"
            assert not records.credit_ids


def check_series(env, cashier, count):
    """The receipts of a desk are 1...N, and each is what its cashier was told."""
    receipts = env["revenue.receipt"].search([("series_id", "=", cashier.desk.series)], order="number")
    assert receipts.mapped("number") == list(range(1, count + 1))
    assert {receipt.external_id: receipt.number for receipt in receipts} == {
        key: answer["number"] for key, answer in cashier.answers.items()}


def tell_figures(cashiers, server, capsys):
    """Put the speed into the output: a timed test would fail on a busy machine and prove nothing."""
    seconds = sorted(second for cashier in cashiers for second in cashier.client.seconds)
    retries, given_up = server.count_retries()
    with capsys.disabled():
        print(f"\n{len(seconds)} requests of {len(cashiers)} cashiers, pause {PAUSE} s: "
              f"median {statistics.median(seconds):.3f} s, p95 {seconds[int(len(seconds) * 0.95)]:.3f} s, "
              f"longest {seconds[-1]:.3f} s; {retries} repeated by the server, {given_up} given up")
    assert not given_up


# === KILLED WORKERS === #

@pytest.mark.parametrize("point", POINTS * 2)
def test_inv_13_a_payment_whose_worker_is_killed_is_repeated_and_gets_one_receipt(
        server, kernel, province, watcher, point):
    cashier = Cashier(server, province.desks[20 + POINTS.index(point)])
    [(debt, amount)] = issue(kernel, province, cashier.desk, 1)
    key = f"killed:{debt}"
    with ThreadPoolExecutor(1) as pool:
        asked = pool.submit(cashier.ask, [debt], amount, key, f"pause:{point}:60")
        backend = kill(find_waiting(watcher, point), server, watcher)
        with pytest.raises(Broken):
            asked.result(30)
    wait_until_gone(watcher, backend)
    with kernel.env() as env:
        before = env["revenue.receipt"].search([("external_id", "=", key)])
        assert len(before) == (1 if point == "committed" else 0)
        told = {"id": before.id, "number": before.number, "amount": before.amount}
    first = cashier.collect([debt], amount, key)
    assert cashier.collect([debt], amount, key) == first
    if point == "committed":
        assert first == told
    with kernel.env() as env:
        record = env["revenue.obligation"].browse(debt)
        assert (record.state, record.receipt_ids.ids, record.credit_ids.ids) == ("closed", [first["id"]], [])


def test_inv_01_cashiers_whose_workers_are_killed_at_random_lose_nothing(server, kernel, province, watcher, capsys):
    desks, stop = province.desks[20:26], threading.Event()
    debts = [issue(kernel, province, desk, PAYMENTS) for desk in desks]
    cashiers = [Cashier(server, desk) for desk in desks]

    def work_on(cashier, own):
        while not stop.is_set():
            for debt, amount in own:
                cashier.collect([debt], amount, f"storm:{debt}", "name:claimed")

    with ThreadPoolExecutor(len(cashiers)) as pool:
        works = [pool.submit(work_on, cashier, own) for cashier, own in zip(cashiers, debts, strict=True)]
        try:
            for _number in range(KILLS):
                time.sleep(0.3)
                kill(find_busy(watcher), server, watcher)
        finally:
            stop.set()
        for one in works:
            one.result(60)
    breaks = sum(cashier.breaks for cashier in cashiers)
    with capsys.disabled():
        print(f"\n{KILLS} workers killed among {len(cashiers)} cashiers: {breaks} connections broke before the answer")
    assert breaks >= KILLS / 2
    for cashier, own in zip(cashiers, debts, strict=True):
        first = dict(cashier.answers)
        assert [cashier.collect([debt], amount, f"storm:{debt}") for debt, amount in own] == list(first.values())
    with kernel.env() as env:
        for cashier, own in zip(cashiers, debts, strict=True):
            for debt, _amount in own:
                record, answer = env["revenue.obligation"].browse(debt), cashier.answers[f"storm:{debt}"]
                assert (record.state, record.receipt_ids.ids, record.credit_ids.ids) == ("closed", [answer["id"]], [])


def find_waiting(watcher, point):
    """The database process of the request that stands still at a point.

    :return: its pid and the name of its worker
    """
    return find(watcher, "query LIKE %s", [f"SELECT 'revenue fault {point}'%"])


def find_busy(watcher):
    """Any process that is in the middle of a payment."""
    return find(watcher, "backend_xid IS NOT NULL", [])


def find(watcher, condition, values):
    deadline = time.monotonic() + 20
    while time.monotonic() < deadline:
        watcher.execute(
            f"""SELECT pid, application_name FROM pg_stat_activity
                 WHERE datname = current_database() AND application_name LIKE 'revenue-worker-%%' AND {condition}
              ORDER BY random()""", values)
        row = watcher.fetchone()
        if row:
            return row
        time.sleep(0.01)
    raise AssertionError(f"nobody found: {condition}")


def kill(found, server, watcher):
    """SIGKILL the worker that a database process serves.

    :return: pid of the database process
    """
    backend, name = found
    worker = int(name.removeprefix("revenue-worker-"))
    assert worker in server.get_children(), "only processes that this test started"
    os.kill(worker, signal.SIGKILL)
    return backend


def wait_until_gone(watcher, backend):
    """Until the database has noticed that its client is dead."""
    deadline = time.monotonic() + 20
    while time.monotonic() < deadline:
        watcher.execute("SELECT 1 FROM pg_stat_activity WHERE pid = %s", [backend])
        if not watcher.fetchall():
            return
        time.sleep(0.01)
    raise AssertionError("the dead worker's transaction is still there")


# === TWO CLIENTS, ONE DEBT === #

@pytest.mark.parametrize("order", [(0, 1), (1, 0)], ids=["forth", "back"])
def test_inv_16_two_cashiers_take_money_for_one_debt_at_the_same_moment(server, kernel, province, watcher, order):
    pair = [Cashier(server, desk) for desk in province.desks[26:]]
    first, second = pair[order[0]], pair[order[1]]
    [(debt, amount)] = issue(kernel, province, first.desk, 1)
    with ThreadPoolExecutor(2) as pool:
        one = pool.submit(first.ask, [debt], amount, f"one:{debt}", "pause:numbered:1")
        find_waiting(watcher, "numbered")
        two = pool.submit(second.ask, [debt], amount, f"two:{debt}")
        receipts = [one.result(30)["id"], two.result(30)["id"]]
    with kernel.env() as env:
        record = env["revenue.obligation"].browse(debt)
        assert (record.state, record.receipt_ids.ids) == ("closed", receipts[:1])
        credit = record.credit_ids
        assert (credit.reason, credit.balance, credit.receipt_id.id) == ("paid_twice", amount, receipts[1])
