import random
from datetime import date, timedelta

from odoo.exceptions import UserError
from odoo.tests import tagged

from ..models.revenue_collector import Wanted
from .common import TODAY, CollectionCommon

SCENARIOS, DEBTS, PAYMENTS = 8, 6, 14


@tagged("post_install", "-at_install")
class TestCollectMany(CollectionCommon):
    """What is taken at once is booked as if each payment had come alone."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.whole = cls.concept.copy({"name": "Whole", "code": "test-whole", "partial_allowed": False})

    def draw_debts(self, seed, side):
        """Debts of all ages; one is annulled, some take no part of their amount."""
        dice, vals_list = random.Random(f"debts {seed}"), []
        for number in range(DEBTS):
            start = TODAY - timedelta(dice.randrange(75))
            vals_list.append(self.vals(
                f"{side}{seed}-{number}", dice.choice((500, 2000, 333.33)), start.isoformat(),
                concept_id=dice.choice((self.concept, self.whole)).id))
        debts = self.env["revenue.obligation"]._issue(vals_list)
        debts[dice.randrange(DEBTS)]._close(
            self.env.ref("public_revenue_collection.revenue_close_reason_annulled"), "R-1")
        return debts

    def draw_payments(self, seed, side, debts):
        """Payments that meet each other's debts: in part, in full, too much, of several debts, of none."""
        dice, wanted = random.Random(f"payments {seed}"), []
        for number in range(PAYMENTS):
            paid = debts.browse(dice.sample(debts.ids, dice.choice((0, 1, 1, 1, 2))))
            wanted.append(Wanted(
                dice.choice((100, 500, 666.66, 2000, 4000)), TODAY - timedelta(dice.randrange(40)),
                f"{side}{seed}:{number}", payer=dice.choice((None, self.debtor)), obligations=paid,
                keys=() if paid else (("slip", "", f"{side}{seed}-later-{number}"),),
                method=dice.choice(("cash", "list", "card"))))
        return wanted

    def tell_books(self, side, debts, receipts):
        """All that was booked, told without ids."""
        names = {debt.id: number for number, debt in enumerate(debts)}
        told = [
            (debt.state, debt.balance, debt.amount_due, debt.valid_until, debt.version,
             [self.tell(entry, names) for entry in debt.entry_ids.sorted("id")]) for debt in debts]
        for receipt in receipts:
            told.append((
                receipt.number, receipt.amount, receipt.paid_on, receipt.method, receipt.conditions,
                receipt.payer_name, sorted(self.tell(entry, names) for entry in receipt.entry_ids),
                [(credit.reason, credit.amount, credit.balance, credit.value_date, credit.payer_id.name,
                  [key.value.removeprefix(side) for key in credit.key_ids]) for credit in receipt.credit_ids]))
        excess = self.env["revenue.credit"].search([("obligation_id", "in", debts.ids), ("receipt_id", "=", False)])
        return told, [(names[credit.obligation_id.id], credit.reason, credit.balance) for credit in excess.sorted("id")]

    def tell(self, entry, names):
        return (entry.kind, entry.amount, entry.value_date, entry.step or "", entry.cause or "",
                names.get(entry.obligation_id.id, -1), entry.channel_id.id)

    def test_inv_04_many_payments_at_once_book_what_they_book_one_by_one(self):
        for seed in range(SCENARIOS):
            with self.subTest(seed=seed):
                told = {}
                for side in ("A", "B"):
                    series = self.make_series(self.office, f"{side}{seed}/")
                    debts = self.draw_debts(seed, side)
                    wanted = self.draw_payments(seed, side, debts)
                    if side == "A":
                        receipts = self.env["revenue.receipt"].union(*(
                            self.collect(one.obligations, one.amount, one.external_id, one.paid_on, series=series,
                                         payer=one.payer, keys=one.keys, method=one.method) for one in wanted))
                    else:
                        receipts = self.take(wanted, series)
                    told[side] = self.tell_books(side, debts, receipts)
                self.assertEqual(told["A"], told["B"])
        self.assert_books_agree()

    def take(self, wanted, series=None):
        return self.env["revenue.collector"]._collect_many(
            wanted, self.currency, self.channel, series=series or self.series)

    def test_inv_08_numbers_of_many_follow_each_other_in_their_order(self):
        debts = self.issue("a") + self.issue("b") + self.issue("c")
        receipts = self.take([Wanted(2000, TODAY, f"m{debt.id}", obligations=debt) for debt in debts[::-1]])
        self.assertEqual(receipts.mapped("number"), [1, 2, 3])
        self.assertEqual([receipt.obligation_ids for receipt in receipts], [debts[2], debts[1], debts[0]])
        self.assertEqual((self.collect(self.issue("d")).number, self.series.number_last), (4, 4))
        self.assertFalse(self.env["revenue.receipt"]._find_tampered())

    def test_inv_01_a_payment_that_comes_twice_among_many_gets_its_first_receipt(self):
        debt, other = self.issue("a"), self.issue("b")
        [known] = self.collect(debt, external_id="m1")
        receipts = self.take([
            Wanted(2000, TODAY, "m2", obligations=other), Wanted(2000, TODAY, "m1", obligations=debt),
            Wanted(2000, TODAY, "m2", obligations=other)])
        self.assertEqual(receipts.ids[1:], [known.id, receipts.ids[0]])
        self.assertEqual((self.series.number_last, other.balance), (2, 0))
        unknown = Wanted(700, TODAY, "m3", keys=(("slip", "", "later"),))
        receipt, again = self.take([unknown, unknown])
        self.assertEqual((again, self.series.number_last, receipt.credit_ids.mapped("amount")), (receipt, 3, [700]))
        self.assert_books_agree()

    def test_inv_03_one_that_cannot_be_taken_stops_all_of_them(self):
        debt = self.issue("a")
        with self.assertRaisesRegex(UserError, "in the future"), self.env.cr.savepoint():
            self.take([Wanted(2000, TODAY, "m1", obligations=debt), Wanted(1, date(2026, 3, 11), "m2")])
        self.assertEqual((debt.balance, self.series.number_last), (2000, 0))
        self.assertFalse(self.env["revenue.receipt"].search([("external_id", "in", ("m1", "m2"))]))
