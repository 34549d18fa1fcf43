from psycopg2.errors import UniqueViolation

from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged
from odoo.tools import SQL, mute_logger

from .common_towns import TownsCommon

CLEARING = ("others", "due_from_others")


@tagged("post_install", "-at_install")
class TestRemittance(TownsCommon):
    """Three towns that collect for each other settle, two by two."""

    def test_all_collect_for_all_and_every_clearing_account_goes_to_zero(self):
        kept = {(holder, owner): self.take(holder, owner, 100 * (i + 1))
                for i, (holder, owner) in enumerate([(x, y) for x in self.towns for y in self.towns if x != y])}
        self.take_back(kept[self.a, self.b])
        self.assert_books_agree()
        self.remit_all()
        self.assertFalse(self.get_balances(*CLEARING))
        self.assert_books_agree()
        self.take_back(kept[self.a, self.c])
        self.take(self.a, self.b, 70)
        self.assert_books_agree()
        self.remit_all()
        self.assertFalse(self.get_balances(*CLEARING))
        self.assert_books_agree()
        self.assertFalse(self.env["revenue.remittance.pair"].search([("difference", "!=", 0)]))

    def test_what_both_collected_is_set_off_and_one_payment_is_made(self):
        self.take(self.a, self.b, 300)
        self.take(self.b, self.a, 200)
        [order] = self.prepare(self.a)
        self.assertRecordValues(order, [
            {"held_amount": 300, "due_amount": 200, "amount": 100, "line_count": 2, "payer_name": "Town A"}])
        self.remit(order.with_env(self.env))
        self.assertFalse(self.get_balances(*CLEARING))
        self.assertEqual((self.get_money(self.a), self.get_money(self.b)), (-100, 100))
        self.assertEqual((order.move_id.ref, order.with_env(self.env).receiver_move_id.ref), (order.number,) * 2)

    def test_equal_amounts_are_set_off_without_a_payment(self):
        self.take(self.a, self.b)
        self.take(self.b, self.a)
        [order] = self.prepare(self.a)
        self.assertEqual(order.amount, 0)
        self.remit(order.with_env(self.env))
        self.assertFalse(order.move_id)
        self.assertFalse(self.get_balances(*CLEARING))
        self.assert_books_agree()

    def test_the_one_that_is_owed_money_waits_for_the_other(self):
        self.take(self.a, self.b)
        with self.assertRaisesRegex(UserError, "Nothing is to be paid"):
            self.as_(self.b).create([{"office_id": self.place[self.b]["office"].id, "date_to": "2026-03-10",
                                      "receiver_company_id": self.a.id}])
        self.assertFalse(self.prepare(self.b))

    def test_inv_05_at_each_moment_what_one_holds_is_what_the_other_expects(self):
        self.take(self.a, self.b)
        self.take(self.b, self.a, 200)
        [order] = self.prepare(self.a).with_env(self.env)
        for act in (self.approve, self.pay, self.receive):
            act(order)
            self.env.flush_all()
            self.assert_books_agree()
        self.env.cr.execute("UPDATE revenue_remittance_line SET amount = amount + 1 WHERE remittance_id = %s",
                            (order.id,))
        wrong = [row["name"] for row in self.env["revenue.control"]._control() if row["difference"] or row["count"]]
        self.assertEqual(wrong, ["Collected for other companies against what they expect"])

    def test_money_on_its_way_is_shown_between_the_two(self):
        self.take(self.a, self.b)
        [order] = self.prepare(self.a).with_env(self.env)
        self.approve(order)
        self.pay(order)
        [pair] = self.env["revenue.remittance.pair"].search([("holder_id", "=", self.a.id)])
        self.assertRecordValues(pair, [{"held": 0, "on_way": 300, "due": 300, "difference": 0}])

    def test_a_receipt_taken_back_before_it_is_remitted_is_not_remitted(self):
        self.take_back(self.take(self.a, self.b))
        self.assertFalse(self.prepare(self.a))

    def test_a_receipt_taken_back_after_it_was_remitted_is_a_claim_in_the_next(self):
        receipt = self.take(self.a, self.b)
        self.remit_all()
        self.take_back(receipt)
        self.assertEqual(receipt.credit_ids.balance, -300)
        self.assert_books_agree()
        self.assertFalse(self.prepare(self.a))
        [order] = self.prepare(self.b).with_env(self.env)
        self.assertRecordValues(order, [{"held_amount": 0, "due_amount": -300, "amount": 300}])
        self.remit(order)
        self.assertEqual((self.get_money(self.a), self.get_money(self.b)), (0, 0))
        self.assertFalse(self.get_balances(*CLEARING))
        self.assertEqual(receipt.credit_ids.balance, 0)

    def test_a_receipt_taken_back_while_its_remittance_is_under_way_is_a_claim_too(self):
        receipt = self.take(self.a, self.b)
        [order] = self.prepare(self.a).with_env(self.env)
        self.approve(order)
        self.take_back(receipt)
        self.pay(order)
        self.assert_books_agree()
        self.receive(order)
        self.assert_books_agree()
        self.remit_all()
        self.assertFalse(self.get_balances(*CLEARING))

    def test_what_is_booked_after_the_day_waits_for_the_next(self):
        with self.at("2026-03-09 15:00:00"):
            self.take(self.a, self.b, 300, paid_on=self.place[self.a]["office"]._today())
        self.take(self.a, self.b, 50)
        [order] = self.prepare(self.a, "2026-03-09")
        self.assertEqual((order.amount, order.line_count), (300, 1))

    def test_two_remittances_of_a_pair_are_never_under_way_at_once(self):
        self.take(self.a, self.b)
        [order] = self.prepare(self.a)
        self.assertFalse(self.prepare(self.a))
        with self.assertRaisesRegex(UserError, "is under way"):
            self.as_(self.a).create([{"office_id": self.place[self.a]["office"].id, "date_to": "2026-03-10",
                                      "receiver_company_id": self.b.id}])
        with self.assertRaises(UniqueViolation), mute_logger("odoo.sql_db"), self.env.cr.savepoint():
            self.env.cr.execute(SQL(
                """INSERT INTO revenue_remittance (number, company_id, office_id, receiver_company_id,
                       receiver_office_id, currency_id, date_to, held_amount, due_amount, amount, state)
                   SELECT 'X', receiver_company_id, receiver_office_id, company_id, office_id, currency_id, date_to,
                          0, 0, 0, 'draft' FROM revenue_remittance WHERE id = %s""", order.id))
        order.action_cancel()
        self.assertEqual(len(self.prepare(self.a)), 1)

    def test_sec_44_a_remittance_needs_a_second_person(self):
        self.take(self.a, self.b)
        [order] = self.prepare(self.a)
        order.write({"channel_id": self.place[self.a]["bank"].id, "payment_reference": "TR-1"})
        with self.assertRaisesRegex(UserError, "cannot go from"):
            order.action_pay()
        order.action_request()
        with self.assertRaisesRegex(AccessError, "a second person must decide"):
            order.revenue_approval_ids.with_user(self.place[self.a]["accountant"])._decide("approved", "")
        with self.assertRaises(AccessError):
            order.revenue_approval_ids.with_user(self.place[self.b]["supervisor"])._decide("approved", "")
        order.revenue_approval_ids.with_user(self.place[self.a]["supervisor"])._decide("approved", "")
        self.assertEqual(order.state, "approved")

    def test_inv_12_only_the_moves_of_the_table_are_possible(self):
        self.take(self.a, self.b)
        [order] = self.prepare(self.a).with_env(self.env)
        acts = {"pay": self.pay, "receive": self.receive, "cancel": lambda order: order.action_cancel()}
        for before, step, refused in (
            ("draft", self.approve, ("pay", "receive")), ("approved", self.pay, ("receive",)),
            ("paid", self.receive, ("pay", "cancel")), ("received", None, ("pay", "receive", "cancel")),
        ):
            self.assertEqual(order.state, before)
            for name in refused:
                with self.subTest(before=before, act=name), self.assertRaises(UserError), self.env.cr.savepoint():
                    acts[name](order)
            if step:
                step(order)

    def test_money_is_paid_and_received_with_an_account_of_the_company_and_a_number_only(self):
        self.take(self.a, self.b)
        [order] = self.prepare(self.a)
        self.approve(order)
        with self.assertRaisesRegex(UserError, "Enter the bank account"):
            order.action_pay()
        order.sudo()._keep({"channel_id": self.place[self.b]["bank"].id, "payment_reference": "TR-1"})
        with self.assertRaisesRegex(UserError, "no bank account of this company"):
            order.with_user(self.env.user).action_pay()

    def test_what_was_counted_is_not_changed_by_hand(self):
        self.take(self.a, self.b)
        [order] = self.prepare(self.a)
        for values in ({"amount": 1}, {"state": "paid"}, {"receiver_reference": "X"}, {"date_to": "2026-03-01"}):
            with self.subTest(values=values), self.assertRaisesRegex(UserError, "cannot be changed now"):
                order.write(values)
        with self.assertRaisesRegex(UserError, "cannot be deleted"):
            order.sudo().unlink()
        with self.assertRaisesRegex(UserError, "follow from the receipts"):
            order.line_ids.sudo().write({"amount": 1})

    def test_inv_19_users_of_one_company_reach_nothing_of_two_others(self):
        self.take(self.a, self.b)
        [order] = self.prepare(self.a)
        self.assertEqual(self.as_(self.b).search([]), order)
        self.assertEqual(self.as_(self.b, model="revenue.remittance.line").search_count([]), 1)
        for model in ("revenue.remittance", "revenue.remittance.line", "revenue.remittance.pair"):
            self.assertFalse(self.as_(self.c, model=model).search([]), model)
        with self.assertRaises(AccessError):
            self.as_(self.c).browse(order.ids).read(["amount"])
        self.assertFalse(self.as_(self.b, model="revenue.credit").search([("reason", "=", "for_others")]))

    def test_sec_42_each_side_acts_for_itself_only(self):
        self.take(self.a, self.b)
        [order] = self.prepare(self.a)
        theirs = self.as_(self.b).browse(order.ids)
        for act in ("action_request", "action_cancel"):
            with self.subTest(act=act), self.assertRaises(AccessError):
                getattr(theirs, act)()
        self.approve(order)
        with self.assertRaises(AccessError):
            theirs.action_pay()
        with self.assertRaisesRegex(UserError, "cannot be changed now"):
            theirs.write({"payment_reference": "X"})
        self.pay(order.with_env(self.env))
        with self.assertRaises(AccessError):
            order.action_receive()
        with self.assertRaises(AccessError):
            order.with_user(self.auditor).action_receive()

    def test_the_form_opens_for_both_sides_and_the_auditor(self):
        self.take(self.a, self.b)
        [order] = self.prepare(self.a)
        self.approve(order)
        self.pay(order.with_env(self.env))
        spec = {name: {"fields": {"display_name": {}}} if field.type == "many2one" else {}
                for name, field in order._fields.items()
                if name in ("channel_id", "paid_by_id", "number", "amount", "status", "office_id", "company_id")}
        for side in (order, self.as_(self.b).browse(order.ids), self.as_(self.b, "supervisor").browse(order.ids)):
            self.env.invalidate_all()
            self.assertEqual(side.web_read(spec)[0]["channel_id"]["display_name"], "Bank A")
        self.assertEqual(self.as_(self.b).browse(order.ids).is_receiver, True)

    def test_the_paper_prints_as_it_was_approved(self):
        self.take(self.a, self.b)
        self.take(self.b, self.a, 200)
        [order] = self.prepare(self.a)
        self.approve(order)
        [paper] = order._get_papers()
        self.a.name = "Another name"
        self.assertEqual(order._get_papers(), [paper])
        self.assertIn(["Paid to", "Town B"], paper["blocks"][0]["rows"])
        self.assertEqual([row[1:3] for row in paper["blocks"][1]["rows"]], [["Town A", "1"], ["Town B", "1"]])

    def test_the_screen_prepares_all_that_is_owed(self):
        self.take(self.a, self.b)
        self.take(self.a, self.c, 40)
        screen = self.as_(self.a, model="revenue.remittance.prepare").create({})
        self.assertEqual(screen.office_id, self.place[self.a]["office"])
        found = self.as_(self.a).search(screen.action_prepare()["domain"])
        self.assertEqual(sorted(found.mapped("receiver_name")), ["Town B", "Town C"])
        with self.assertRaisesRegex(UserError, "Nothing is to be paid"):
            screen.action_prepare()
