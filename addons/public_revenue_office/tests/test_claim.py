import base64
from datetime import date

from odoo.exceptions import AccessError, UserError
from odoo.service.model import call_kw
from odoo.tests import tagged

from odoo.addons.public_revenue_office.models.revenue_claim import MOVES

from .common import OfficeCommon

ROLES = ("clerk", "cashier", "supervisor", "enforcement", "accountant", "legal", "national", "auditor")


@tagged("post_install", "-at_install")
class TestClaim(OfficeCommon):
    """Ana owes 2,000 since 1 March. She paid by transfer TR-77 on 5 March, naming a number that nobody keyed."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.clerk = cls.make_user("c-clerk", "clerk", cls.office)
        cls.debt = cls.issue("B1-1")
        cls.bank_series = cls.make_series(cls.other_office, "BK-")

    def pay_unknown(self, amount=2000, number="TR-77", paid_on=date(2026, 3, 5), **options):
        """Money that the bank brought to another office without a debt."""
        receipt = self.collect(amount=amount, paid_on=paid_on, channel=self.bank_channel, series=self.bank_series,
                               external_id=number, method="transfer", keys=[("slip", "", "X9-9")], **options)
        return self.env["revenue.credit"].search([("receipt_id", "=", receipt.id)])

    def open_claim(self, **values):
        return self.env["revenue.claim"].with_user(self.clerk).create([{
            "claimant_id": self.debtor.id, "obligation_ids": [(6, 0, self.debt.ids)], **values}])

    def use(self, claim, how=None):
        claim.action_search()
        rows = claim.found_ids.filtered(lambda row: row.how == how) if how else claim.found_ids
        rows[:1].action_use()
        return rows[:1]

    def decide(self, claim, user=None, **values):
        claim.write({"grounds": "The transfer is in the books", **values})
        claim.action_decide()
        if claim.status == "waiting":
            claim.revenue_approval_ids.with_user(user or self.supervisor)._decide("approved", "")
        return claim

    def test_a_list_names_who_claims_also_a_person_who_is_not_registered(self):
        claims = self.open_claim() | self.open_claim(claimant_id=False, claimant="Rita, from the market")
        self.assertEqual(claims.mapped("claimant_name"), [self.debtor.name, "Rita, from the market"])

    def test_money_of_another_office_is_found_by_its_number_and_pays_as_of_its_day(self):
        credit = self.pay_unknown()
        with self.at("2026-04-05 15:00:00"):
            claim = self.open_claim(proof_number="TR-77")
            found = self.use(claim, "number")
            self.assertRecordValues(found, [{
                "external_id": "TR-77", "paid_on": date(2026, 3, 5), "amount": 2000, "held": 2000,
                "office": "Office O2"}])
            self.assertRecordValues(claim, [
                {"credit_id": credit.id, "outcome": "apply", "target_id": self.debt.id}])
            self.decide(claim, consent="Asked at the desk")
        self.assertRecordValues(claim, [
            {"state": "applied", "decided_on": date(2026, 4, 5), "decided_by_id": self.clerk.id}])
        self.assertRecordValues(self.debt, [{"state": "closed", "balance": 0}])
        self.assertEqual(credit.balance, 0)
        self.assert_books_agree()

    def test_money_is_found_by_amount_and_days_by_keys_and_by_person(self):
        self.pay_unknown()
        claim = self.open_claim(claimant_id=False, obligation_ids=False, proof_amount=2000, proof_date="2026-03-08")
        self.assertEqual(claim._search_proof().mapped("how"), ["amount"])
        claim.proof_date = "2026-03-09"
        self.assertFalse(claim._search_proof())
        named = self.collect(amount=500, keys=[("slip", "", "B1-1X")])
        self.env.cr.execute("UPDATE revenue_key SET value = 'B11' WHERE credit_id IS NOT NULL AND value = 'B11X'")
        paid = self.collect(amount=10, payer=self.debtor, keys=[("slip", "", "Z")])
        claim.write({"obligation_ids": [(6, 0, self.debt.ids)], "claimant_id": self.debtor.id})
        self.assertEqual({(row.how, row.receipt_id) for row in claim._search_proof()},
                         {("key", named), ("person", paid)})

    def test_each_search_is_logged(self):
        logs = self.env["revenue.person.lookup"]
        before = logs.search_count([("kind", "=", "claim")])
        claim = self.open_claim(proof_number="TR-77")
        claim.action_search()
        last = logs.search([("kind", "=", "claim")], limit=1)
        self.assertEqual(logs.search_count([("kind", "=", "claim")]), before + 1)
        self.assertEqual((last.user_id, last.partner_ids), (self.clerk, self.debtor))

    def test_a_payment_moves_to_the_right_debt_with_its_day_and_receipt(self):
        wrong = self.issue("B1-2", partner_id=None)
        receipt = self.collect(wrong, paid_on=date(2026, 3, 5), payer=self.debtor)
        self.assertEqual(wrong.state, "closed")
        with self.at("2026-04-20 15:00:00"):
            claim = self.open_claim(kind="wrong_debt")
            self.use(claim, "person")
            self.assertRecordValues(claim, [
                {"outcome": "move", "receipt_id": receipt.id, "wrong_id": wrong.id, "target_id": self.debt.id}])
            self.decide(claim, consent="Asked by the payer")
        self.assertEqual((claim.state, claim.decided_by_id), ("applied", self.supervisor))
        self.assertRecordValues(self.debt | wrong, [
            {"state": "closed", "balance": 0}, {"state": "open", "balance": 4000}])
        self.assertEqual(self.debt.entry_ids.receipt_id, receipt)
        self.assertEqual(self.sums(self.debt), {"charge": 2000, "credit_applied": -2000})
        self.assertEqual(receipt.amount, 2000)
        self.assert_books_agree()

    def test_a_reversed_receipt_takes_a_moved_payment_back(self):
        wrong = self.issue("B1-2")
        receipt = self.collect(wrong, paid_on=date(2026, 3, 5), payer=self.debtor)
        claim = self.open_claim(kind="wrong_debt")
        claim.action_search()
        claim.found_ids.filtered("receipt_id").action_use()
        self.decide(claim, consent="Asked by the payer")
        receipt._reverse("Bounced", date(2026, 3, 10), "1")
        self.assertEqual((self.debt | wrong).mapped("balance"), [2000, 2000])
        self.assert_books_agree()

    def test_sec_44_moving_a_payment_needs_a_second_person(self):
        self.collect(self.issue("B1-2"), payer=self.debtor)
        claim = self.open_claim()
        self.use(claim)
        claim.write({"grounds": "Wrong number typed", "consent": "Asked"})
        claim.action_decide()
        self.assertEqual((claim.state, claim.status, self.debt.state), ("open", "waiting", "open"))
        with self.assertRaisesRegex(AccessError, "a second person must decide"):
            claim.revenue_approval_ids.with_user(self.clerk)._decide("approved", "")
        with self.assertRaisesRegex(UserError, "cannot be changed now"):
            claim.grounds = "Another"
        claim.revenue_approval_ids.with_user(self.supervisor)._decide("approved", "")
        self.assertEqual(self.debt.state, "closed")

    def test_sec_44_money_of_another_payer_is_applied_by_two_persons(self):
        other = self.env["res.partner"].create({"name": "Luis"})
        self.pay_unknown(payer=other)
        claim = self.open_claim(proof_number="TR-77")
        self.use(claim)
        claim.write({"grounds": "He paid for her", "consent": "His letter"})
        claim.action_decide()
        self.assertEqual((claim.status, self.debt.state), ("waiting", "open"))

    def test_sec_44_money_for_the_debt_of_another_person_is_applied_by_two_persons(self):
        other = self.env["res.partner"].create({"name": "Luis"})
        self.pay_unknown(payer=other)
        claim = self.open_claim(claimant_id=other.id, proof_number="TR-77")
        self.use(claim)
        claim.write({"grounds": "He paid for her", "consent": "His word"})
        claim.action_decide()
        self.assertEqual((claim.status, self.debt.state), ("waiting", "open"))

    def test_money_paid_twice_is_refunded_by_an_order(self):
        self.collect(self.debt, payer=self.debtor)
        self.collect(self.debt, payer=self.debtor)
        claim = self.open_claim(kind="paid_twice")
        claim.action_search()
        claim.found_ids.filtered("held").action_use()
        self.decide(claim, outcome="refund")
        self.assertEqual(claim.state, "refunded")
        self.assertRecordValues(claim.refund_id, [
            {"state": "draft", "amount": 2000, "payee_id": self.debtor.id, "decision": claim.number}])

    def test_a_payment_of_the_wrong_debt_may_be_refunded(self):
        wrong = self.issue("B1-2", partner_id=None)
        self.collect(wrong, payer=self.debtor)
        claim = self.open_claim(kind="wrong_debt")
        self.use(claim, "person")
        self.decide(claim, outcome="refund")
        self.assertRecordValues(claim.refund_id, [{"state": "draft", "amount": 2000, "payee_id": self.debtor.id}])
        self.assertEqual(wrong.state, "open")
        self.assert_books_agree()

    def test_ux_30_a_refusal_gives_reasons_remedy_and_new_deadline(self):
        norm = self.env["revenue.norm"].create({"name": "Claims", "code": "TN-3", "kind": "law"})
        self.env["revenue.claim.term"].create({
            "norm_id": norm.id, "date_from": "2020-01-01", "number": 10, "remedy": "Appeal to the director",
            "remedy_number": 15})
        claim = self.open_claim()
        self.assertEqual((claim.decide_until, claim.urgency), (date(2026, 3, 20), "later"))
        claim.write({"outcome": "reject", "grounds": "No such payment in the bank"})
        with self.assertRaisesRegex(UserError, "lacks: Remedy, Last Day of the Remedy"):
            claim.action_decide()
        claim._onchange_outcome()
        self.decide(claim)
        rows = claim._get_papers()[0]["blocks"][0]["rows"]
        for label, text in (("Reasons", "The transfer is in the books"), ("What you may do", "Appeal to the director"),
                            ("Until", "03/25/2026")):
            self.assertIn([label, text], rows)
        self.assertEqual(claim.state, "rejected")

    def test_a_claim_is_late_after_its_term_and_has_none_without_a_norm(self):
        self.assertFalse(self.open_claim().decide_until)

    def test_lists_not_yet_received_are_named(self):
        self.bank_channel.list_every_days = 7
        claim = self.open_claim(proof_date="2026-03-08")
        self.assertIn("awaited until 03/15/2026", claim.missing_lists)
        self.pay_unknown(paid_on=date(2026, 3, 8))
        claim.invalidate_recordset()
        self.assertFalse(claim.missing_lists)

    def test_an_open_claim_is_shown_on_the_debt_and_stops_no_term(self):
        self.open_claim()
        self.assertEqual(self.debt.open_claim_count, 1)
        self.assertFalse(self.debt.hold_ids)

    def test_one_screen_shows_all_movements(self):
        self.collect(self.debt, payer=self.debtor)
        self.collect(self.debt, payer=self.debtor)
        claim = self.open_claim()
        self.assertEqual((len(claim.entry_ids), len(claim.credit_ids), len(claim.receipt_ids)), (2, 1, 2))

    def test_a_request_of_a_citizen_page_is_registered_once(self):
        claims = self.env["revenue.claim"].with_user(self.clerk)
        vals = {"request_key": "web-1", "claimant": "Ana", "came_by": "portal",
                "obligation_ids": [(6, 0, self.debt.ids)]}
        first = claims._open(vals)
        self.assertEqual((claims._open(vals), first.came_by), (first, "portal"))
        with self.assertRaises(UserError):
            claims._open({"claimant": "Ana"})

    def test_proof_is_a_photo_or_a_paper(self):
        page = self.env["ir.attachment"].with_user(self.clerk).create(
            {"name": "slip.jpg", "datas": base64.b64encode(b"<html><script/></html>")})
        with self.assertRaisesRegex(UserError, "Only PDF"):
            self.open_claim(document_ids=[(4, page.id)])

    def test_nobody_names_money_that_was_not_found(self):
        credit = self.pay_unknown()
        with self.assertRaisesRegex(UserError, "begins with what"):
            self.open_claim(credit_id=credit.id)
        with self.assertRaisesRegex(UserError, "Look for the money"):
            self.open_claim().credit_id = credit
        with self.assertRaises(AccessError):
            self.env["revenue.claim.found"].with_user(self.supervisor).create(
                {"claim_id": self.open_claim().id, "how": "key", "credit_id": credit.id})

    def claim_in(self, state):
        """A claim that came to a state by the acts that lead there."""
        if state == "open":
            return self.open_claim()
        claim = self.open_claim()
        if state == "withdrawn":
            claim.action_withdraw()
        elif state == "rejected":
            self.decide(claim, outcome="reject", remedy="None", remedy_until="2026-04-01")
        else:
            self.pay_unknown(number=f"TR-{claim.id}", amount=50)
            claim.proof_number = f"TR-{claim.id}"
            self.use(claim, "number")
            self.decide(claim, consent="Asked", outcome="apply" if state == "applied" else "refund",
                        user=self.boss)
        self.assertEqual(claim.state, state)
        return claim

    def test_inv_12_only_the_moves_of_the_table_are_possible(self):
        self.boss = self.make_user("c-boss", "supervisor", self.office | self.other_office)
        for before in MOVES:
            for after in MOVES:
                claim = self.claim_in(before)
                with self.subTest(before=before, after=after):
                    if after in MOVES[before]:
                        claim._update_state(after, {"decided_on": "2026-03-10", "grounds": "x"})
                    else:
                        with self.assertRaisesRegex(UserError, "cannot go from"):
                            claim._update_state(after)
                    self.assertEqual(claim.state, after if after in MOVES[before] else before)

    def test_inv_12_each_role_ends_a_claim_or_not_through_rpc(self):
        for role in ROLES:
            claim = self.open_claim()
            model = self.env["revenue.claim"].with_user(self.make_user(f"c2-{role}", role, self.office))
            with self.subTest(role=role):
                if role in ("clerk", "supervisor"):
                    call_kw(model, "action_withdraw", [claim.ids], {})
                    self.assertEqual(claim.state, "withdrawn")
                else:
                    for method in ("action_withdraw", "action_decide", "action_search"):
                        with self.assertRaises(AccessError):
                            call_kw(model, method, [claim.ids], {})
                    self.assertEqual(claim.state, "open")
                with self.assertRaises(UserError):
                    call_kw(model, "write", [claim.ids, {"state": "applied"}], {})

    def test_sec_42_a_claim_is_seen_in_its_office_only(self):
        self.pay_unknown()
        claim = self.open_claim(proof_number="TR-77")
        claim.action_search()
        far = self.make_user("c-far", "clerk", self.other_office)
        for model in ("revenue.claim", "revenue.claim.found"):
            self.assertTrue(self.env[model].with_user(self.clerk).search([]), model)
            self.assertFalse(self.env[model].with_user(far).search([]), model)
        with self.assertRaises(AccessError):
            claim.with_user(far).action_search()
        with self.assertRaises(AccessError):
            self.env["revenue.claim"].with_user(far).create([{"office_id": self.office.id}])
