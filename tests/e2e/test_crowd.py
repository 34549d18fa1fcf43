"""Everything at once: money, corrections, annulments, reversals, transfers, refunds, closing and posting.

E2E_SECONDS says how long (20 by default; a release is tried for 600 and more).
"""
import os
from datetime import date

import pytest
from harness import books, world
from harness.crowd import Crowd
from harness.kernel import LEVELS, REPEATABLE

OFFICES, DESKS = 2, 4
SECONDS = float(os.environ.get("E2E_SECONDS", "20"))
SEED = int(os.environ.get("E2E_SEED", "1"))
WRITERS = 5
DEBTS = 30


@pytest.fixture(scope="module")
def town(kernel, province):
    """A second company, whose debts the first one collects and the other way round."""
    with kernel.env() as env:
        return world.build_town(env, province)


class Actor:
    """One of many who act on the same debts, with cursors of either isolation level."""

    def __init__(self, province, town, debts):
        self._places = [province, town]
        self._debts = debts
        self._count = 0

    def step(self, kernel, dice):
        """One random act, repeated after serialization failures like a request.

        :return: what was done, or that it was "refused": in words, or by the rule itself
        """
        from odoo.exceptions import UserError

        from odoo.addons.public_revenue import rules
        name = dice.choices(list(self.ACTS), self.ACTS.values())[0]
        state = dice.getstate()

        def work(env):
            dice.setstate(state)   # a repetition does the same again
            return getattr(self, name)(env, dice)

        try:
            # Only requests and schedules post: under READ COMMITTED the second of two would post the same again.
            _result, failed = kernel.retry(work, REPEATABLE if name == "post" else dice.choice(LEVELS), tries=50)
        except UserError:
            return f"{name} refused"
        except rules.RuleError:   # nothing is saved then either, but a user would not be told in words
            return f"{name} refused by the rule"
        return f"{name} repeated" if failed else name

    #: Acts with their weights: money is the most frequent.
    ACTS = {"pay": 40, "pay_again": 8, "pay_unknown": 8, "issue": 8, "adjust": 8, "reverse": 6, "close": 2, "hold": 4,
            "transfer": 4, "match": 3, "refund": 2, "refresh": 2, "close_postings": 2, "post": 1}

    def pick(self, env, dice, count=1):
        return env["revenue.obligation"].browse(dice.sample(self._debts, count))

    def key(self, dice):
        return f"crowd:{os.getpid()}:{dice.getrandbits(60)}"

    def pay(self, env, dice):
        debts = self.pick(env, dice, dice.randint(1, 3))
        place = dice.choice(self._places)
        place.collect(env, dice.choice(place.desks), debts.ids, dice.choice([50, 200, 2000, 5000]), self.key(dice))

    def pay_again(self, env, dice):
        """The same notice from two processes, one after the other or at once."""
        number = dice.randrange(40)
        place = self._places[0]
        place.collect(env, place.desks[0], [self._debts[number % DEBTS]], 10, f"again:{number}")

    def pay_unknown(self, env, dice):
        place = self._places[0]
        place.collect(env, dice.choice(place.desks), [], 300, self.key(dice),
                      keys=[("slip", "", f"W{dice.randrange(200)}")])

    def issue(self, env, dice):
        self._places[0].issue(env, slips=[f"W{dice.randrange(200)}"], amount=dice.choice([100, 500]))

    def adjust(self, env, dice):
        debt = self.pick(env, dice)
        kind, amount = dice.choice([("adjustment", -100), ("adjustment", 150), ("reduction", -50), ("cost", 30)])
        debt._adjust(amount, kind, "correction", debt.date, "R-1")

    def reverse(self, env, dice):
        receipts = env["revenue.receipt"].search([("reversal_of_id", "=", False)], order="id desc", limit=50)
        if receipts:
            dice.choice(receipts)._reverse("bounced cheque", date.today(), "A-1")

    def close(self, env, dice):
        reason = dice.choice(["annulled", "written_off"])
        self.pick(env, dice)._close(env.ref(f"public_revenue_collection.revenue_close_reason_{reason}"), "D-1")

    def hold(self, env, dice):
        debt = self.pick(env, dice)
        running = debt.hold_ids.filtered(lambda hold: not hold.date_to)
        if running:
            running._release(date.today())
        else:
            debt._hold("review", debt.date, None, "appeal")

    def transfer(self, env, dice):
        place = self._places[0]
        self.pick(env, dice)._transfer(env["revenue.office"].browse(dice.choice(place.offices)), "moved", date.today())

    def match(self, env, dice):
        env["revenue.credit"]._cron_match()

    def refund(self, env, dice):
        credits = env["revenue.credit"].search([("balance", ">", 0), ("reason", "!=", "for_others")], limit=20)
        if credits:
            credit = dice.choice(credits)
            channel = self._places[credit.company_id.id != self._places[0].company].desks[0].channel
            credit._refund("cash", "RF-1", env["revenue.channel"].browse(channel))

    def refresh(self, env, dice):
        env["revenue.obligation"]._refresh()

    def close_postings(self, env, dice):
        postings = env["revenue.posting"].search([("state", "=", "open")])
        dice.choice(postings).action_close()

    def post(self, env, dice):
        env["revenue.posting"].search([("state", "=", "closed")], limit=2).action_post()


def look(kernel, dice):
    """One reader's look at the books: every snapshot must agree with itself."""
    with kernel.env(REPEATABLE) as env:
        wrong = books.find_wrong(env.cr)
    assert not wrong, wrong
    return "look"


def test_inv_04_the_books_agree_at_every_commit_whatever_happens_at_once(kernel, province, town, capsys):
    with kernel.env() as env:
        debts = province.issue(env, DEBTS - 10, age=40) + town.issue(env, 10, age=10)
    crowd = Crowd(kernel, SECONDS)
    for number in range(WRITERS):
        crowd.add(Actor(province, town, debts).step, f"{SEED}:{number}")
    crowd.add(look, "reader")
    counts = crowd.gather()
    with capsys.disabled():
        print("\n" + ", ".join(f"{count} {word}" for word, count in sorted(counts.items())))
    assert counts["look"] and counts["pay"]
    post_everything(kernel)
    with kernel.env() as env:
        assert not books.find_wrong(env.cr)
        assert not books.find_failed_checks(env)
        assert not books.find_unbalanced(env.cr)


def post_everything(kernel):
    for _chunk in range(100):
        with kernel.env() as env:
            postings = env["revenue.posting"].search([("state", "!=", "posted")], limit=20, order="date, id")
            if not postings:
                return
            postings.action_post()
    raise AssertionError("postings do not end")
