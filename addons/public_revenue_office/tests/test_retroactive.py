from unittest.mock import patch

from odoo.exceptions import AccessError, UserError
from odoo.service.model import call_kw
from odoo.tests import tagged

from odoo.addons.public_revenue import rules
from odoo.addons.public_revenue_office.models.revenue_retroactive import MOVES

from .common import OfficeCommon


@tagged("post_install", "-at_install")
class TestRetroactive(OfficeCommon):
    """Fines of January doubled and were paid at 4,000 on 10 March; a decree says that they never doubled."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.legal = cls.make_user("r-legal", "legal", cls.office)
        cls.clerk = cls.make_user("r-clerk", "clerk", cls.office)
        cls.classPatch(type(cls.env["ir.cron"]), "_commit_progress", lambda *args, **kwargs: 60.0)
        cls.paid = cls.issue("B1-1", start="2026-01-10")
        cls.receipt = cls.collect(cls.paid, 4000, payer=cls.debtor)
        cls.open_debt = cls.issue("B1-2", start="2026-01-20")
        cls.young = cls.issue("B1-3", start="2026-03-05")
        cls.milder = cls.make_milder()

    @classmethod
    def make_milder(cls):
        norm = cls.env["revenue.norm"].create({"name": "Milder decree", "code": "TN-9", "kind": "decree"})
        family = cls.env["revenue.policy.family"].create({"name": "Milder", "code": "test-milder"})
        policy = cls.env["revenue.policy"].create({
            "name": "Never doubled", "code": "test-milder", "family_id": family.id, "norm_id": norm.id,
            "date_from": "2020-01-01", "allocation": "cost interest surcharge indexation charge"})
        policy._set_in_force()
        return policy

    def make_act(self, user=None, **values):
        return self.env["revenue.retroactive"].with_user(user or self.legal).create([{
            "name": "Decree 9", "decision": "9/2026", "grounds": "The decree reaches back", "cause": "policy",
            "policy_id": self.milder.id, "date_from": "2026-01-01", "date_to": "2026-02-28",
            "office_id": self.office.id, **values}])

    def run_background(self, limit=1):
        for _pass in range(12):
            self.env["revenue.retroactive"]._cron_run(limit)

    def preview(self, act):
        act.action_look()
        self.run_background()
        return act

    def approve(self, act):
        act.action_request()
        act.revenue_approval_ids.with_user(self.supervisor)._decide("approved", "")
        return act

    def snapshot(self):
        self.env.flush_all()
        self.env.cr.execute(
            "SELECT count(*), sum(id), (SELECT sum(version) FROM revenue_obligation) FROM revenue_entry")
        return self.env.cr.fetchone()

    def test_a_preview_names_what_was_taken_too_much_and_writes_no_debt(self):
        before = self.snapshot()
        act = self.preview(self.make_act())
        self.assertEqual(self.snapshot(), before)
        self.assertEqual(self.paid.policy_id, self.policy)
        lines = act.line_ids.sorted("id")
        self.assertRecordValues(lines, [
            {"obligation_id": self.paid.id, "receipt_id": self.receipt.id, "taken": 4000, "owed": 2000, "over": 2000},
            {"obligation_id": self.open_debt.id, "receipt_id": False, "taken": 0, "owed": 0, "over": 0}])
        self.assertRecordValues(act, [{
            "state": "ready", "looked_count": 2, "line_count": 2, "over_total": 2000, "payer_count": 1}])

    def test_what_was_taken_too_much_becomes_money_of_its_payer(self):
        act = self.approve(self.preview(self.make_act()))
        self.assertEqual(act.state, "approved")
        self.run_background()
        self.assertEqual(act.state, "done")
        credit = act.line_ids.credit_id
        self.assertRecordValues(credit, [{"balance": 2000, "payer_id": self.debtor.id, "obligation_id": self.paid.id}])
        self.assertRecordValues(self.paid | self.open_debt | self.young, [
            {"state": "closed", "policy_id": self.milder.id, "amount_today": 0},
            {"state": "open", "policy_id": self.milder.id, "amount_today": 2000},
            {"state": "open", "policy_id": self.policy.id, "amount_today": 2000}])
        self.assert_books_agree()

    def test_a_debt_that_has_not_grown_yet_follows_the_new_law_too(self):
        self.approve(self.preview(self.make_act(date_to="2026-03-31")))
        self.run_background()
        self.assertEqual(self.young.policy_id, self.milder)
        with self.at("2026-05-05 15:00:00"):
            self.young.invalidate_recordset()
            self.assertEqual(self.young.amount_today, 2000)
        self.assert_books_agree()

    def test_run_twice_nothing_changes(self):
        act = self.approve(self.preview(self.make_act()))
        self.run_background()
        before = self.snapshot()
        self.run_background()
        again = self.preview(self.make_act())
        self.assertEqual((again.line_count, again.over_total), (0, 0))
        self.run_background()
        self.assertEqual((self.snapshot(), act.line_ids.credit_id.balance), (before, 2000))

    def test_a_debt_that_changed_since_the_preview_is_left_out(self):
        act = self.preview(self.make_act())
        self.collect(self.open_debt, 4000, payer=self.debtor)
        self.approve(act)
        self.run_background()
        left = act.line_ids.filtered(lambda line: line.state == "skipped")
        self.assertEqual((left.obligation_id, left.problem), (self.open_debt, "The debt changed since the preview."))
        self.assertEqual((self.open_debt.policy_id, self.paid.policy_id), (self.policy, self.milder))

    def test_ux_53_one_debt_that_refuses_does_not_stop_those_beside_it(self):
        act, change = self.approve(self.preview(self.make_act())), type(self.env["revenue.retroactive"])._change
        problem = "The law cannot be read."

        def refuse(act, debts):
            if self.open_debt in debts:
                raise UserError(problem)
            return change(act, debts)

        with patch.object(self.registry["revenue.retroactive"], "_change", refuse):
            self.run_background(100)
        self.assertRecordValues(act.line_ids.sorted("id"), [
            {"obligation_id": self.paid.id, "state": "done", "problem": False},
            {"obligation_id": self.open_debt.id, "state": "skipped", "problem": problem}])
        self.assertEqual((self.paid.policy_id, self.open_debt.policy_id), (self.milder, self.policy))
        self.assert_books_agree()

    def test_a_version_of_the_law_that_is_not_in_force_is_not_applied(self):
        draft = self.milder.copy({"code": "test-draft", "name": "Only drafted"})
        with self.assertRaisesRegex(UserError, "is not in force"):
            self.make_act(policy_id=draft.id).action_look()

    def test_a_decision_lowers_the_amount_of_many_debts(self):
        act = self.approve(self.preview(self.make_act(cause="reduction", reduction=50)))
        self.assertEqual(act.over_total, 2000)
        self.run_background()
        self.assertRecordValues(self.paid | self.open_debt, [
            {"balance": 0, "amount_today": 0}, {"balance": 2000, "amount_today": 2000}])
        self.assertEqual(act.line_ids.credit_id.balance, 2000)
        self.assert_books_agree()

    def test_what_a_town_took_for_this_one_is_reached_too(self):
        """The debt and what was taken too much are ours, whoever took the money; its receipt is named."""
        town = self.env["res.company"].create({"name": "Town B", "currency_id": self.company.currency_id.id})
        town._revenue_prepare_accounting()
        office, payer = self.make_office("B9", town), self.env["res.partner"].create({"name": "Who paid"})
        debt = self.issue("B1-9", start="2026-01-12")
        receipt = self.collect(
            debt, 4000, channel=self.make_channel(town), series=self.make_series(office, "T/"), payer=payer)
        act = self.preview(self.make_act())
        line = act.line_ids.filtered(lambda line: line.obligation_id == debt)
        self.assertRecordValues(line, [{
            "receipt_id": receipt.id, "receipt_name": receipt.display_name, "taken": 4000, "over": 2000}])
        line.invalidate_recordset()
        [row] = line.with_user(self.legal).with_context(allowed_company_ids=self.company.ids).web_read(
            {"receipt_id": {"fields": {"display_name": {}}}, "payer_id": {"fields": {"display_name": {}}}})
        self.assertEqual((row["receipt_id"]["id"], row["payer_id"]["id"]), (receipt.id, payer.id))
        self.approve(act)
        self.run_background()
        self.assertEqual((line.state, line.credit_id.balance, line.credit_id.payer_id), ("done", 2000, payer))
        self.assert_books_agree()

    def test_ux_53_an_act_whose_preview_cannot_be_made_goes_back_and_the_next_goes_on(self):
        first, second = self.make_act(), self.make_act()
        preview = type(self.env["revenue.obligation"])._preview

        def fail(debts, *args):
            if self.env["revenue.retroactive"].browse(first.id).state == "looking":
                raise rules.UnknownIndex("index TM has no value on 2026-03-05")
            return preview(debts, *args)

        for act in (first, second):
            act.action_look()
        with patch.object(self.registry["revenue.obligation"], "_preview", fail):
            self.run_background()
        self.assertEqual((first.state, second.state), ("draft", "ready"))
        self.assertIn("index TM", first.message_ids[:1].body)

    def test_nobody_comes_to_owe_more(self):
        mild = self.issue("B1-4", start="2026-01-15", policy_id=self.milder.id)
        act = self.preview(self.make_act(policy_id=self.policy.id))
        self.assertEqual((act.worse_count, act.line_count), (1, 0))
        self.assertEqual(mild.amount_today, 2000)

    def test_sec_44_an_act_needs_its_preview_and_a_second_person(self):
        act = self.make_act()
        with self.assertRaisesRegex(UserError, "Look at what"):
            act.action_request()
        self.preview(act)
        act.action_request()
        with self.assertRaisesRegex(AccessError, "a second person must decide"):
            act.revenue_approval_ids.with_user(self.legal)._decide("approved", "")
        with self.assertRaisesRegex(UserError, "withdraw the request"):
            act.action_look()
        self.run_background()
        self.assertEqual((act.state, self.paid.policy_id), ("ready", self.policy))

    def test_what_was_previewed_no_longer_changes(self):
        act = self.preview(self.make_act())
        with self.assertRaisesRegex(UserError, "cannot be changed now"):
            act.policy_id = self.policy
        with self.assertRaisesRegex(UserError, "by hand"):
            act.line_ids[0].write({"over": 5})
        with self.assertRaises(AccessError):
            act.line_ids[0].with_user(self.legal).unlink()

    def test_letters_say_what_was_paid_and_what_was_owed(self):
        act = self.approve(self.preview(self.make_act()))
        self.run_background()
        line = act.line_ids.filtered("over")
        rows = line._get_papers()[0]["blocks"][0]["rows"]
        self.assertIn(["To", "Ana Pérez"], rows)
        self.assertIn("2,000", dict(rows)["Difference"])
        self.assertEqual(act.action_print_letters()["context"]["active_ids"], line.ids)

    def test_inv_12_only_the_moves_of_the_table_are_possible(self):
        for before in MOVES:
            for after in MOVES:
                act = self.make_act()
                for state in {"looking": ["looking"], "ready": ["looking", "ready"], "cancelled": ["cancelled"],
                              "approved": ["looking", "ready", "approved"],
                              "done": ["looking", "ready", "approved", "done"]}.get(before, []):
                    act._update_state(state)
                with self.subTest(before=before, after=after):
                    if after in MOVES[before]:
                        act._update_state(after)
                    else:
                        with self.assertRaisesRegex(UserError, "cannot go from"):
                            act._update_state(after)
                    self.assertEqual(act.state, after if after in MOVES[before] else before)

    def test_inv_12_each_role_previews_or_not_through_rpc(self):
        for role in ("clerk", "cashier", "supervisor", "accountant", "legal", "national", "auditor"):
            act = self.make_act()
            model = self.env["revenue.retroactive"].with_user(self.make_user(f"r2-{role}", role, self.office))
            with self.subTest(role=role):
                if role in ("supervisor", "legal"):
                    call_kw(model, "action_look", [act.ids], {})
                    self.assertEqual(act.state, "looking")
                else:
                    with self.assertRaises(AccessError):
                        call_kw(model, "action_look", [act.ids], {})
                    self.assertEqual(act.state, "draft")
                with self.assertRaises(UserError):
                    call_kw(model, "write", [act.ids, {"state": "approved"}], {})

    def test_sec_42_an_act_is_seen_in_its_office_only(self):
        act = self.preview(self.make_act())
        far = self.make_user("r-far", "supervisor", self.other_office)
        for model in ("revenue.retroactive", "revenue.retroactive.line"):
            self.assertFalse(self.env[model].with_user(far).search([]))
            self.assertTrue(self.env[model].with_user(self.clerk).search([]))
        with self.assertRaises(AccessError):
            act.with_user(far).action_cancel()

    def test_sec_42_lines_of_an_act_are_read_by_role_and_office_and_written_by_nobody_through_rpc(self):
        lines = self.preview(self.make_act()).line_ids
        self.assertTrue(lines)
        everywhere = {"national", "auditor", "legal"}
        for role in ("clerk", "cashier", "supervisor", "enforcement", "accountant", *sorted(everywhere)):
            for office in (self.office, self.other_office):
                user = self.make_user(f"rl-{role}-{office.id}", role, office)
                model = self.env["revenue.retroactive.line"].with_user(user)
                with self.subTest(role=role, office=office.name):
                    if role in ("cashier", "enforcement"):
                        with self.assertRaises(AccessError):
                            call_kw(model, "search", [[]], {})
                        continue
                    seen = lines if role in everywhere or office == self.office else lines.browse()
                    self.assertEqual(set(call_kw(model, "search", [[("id", "in", lines.ids)]], {})), set(seen.ids))
                    for name, arguments in (("write", [lines.ids, {"problem": "x"}]), ("unlink", [lines.ids]),
                                            ("create", [[{"retroactive_id": lines[0].retroactive_id.id}]])):
                        self.assertFalse(model.has_access(name))
                        with self.assertRaises(UserError):
                            call_kw(model, name, arguments, {})

    def test_an_act_without_its_facts_is_not_looked_at(self):
        with self.assertRaisesRegex(UserError, "lacks: Version that Applies"):
            self.make_act(policy_id=False).action_look()
