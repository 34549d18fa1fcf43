from odoo.exceptions import AccessError
from odoo.tests import tagged

from .common import CollectionCommon

STAFF = ("clerk", "cashier", "supervisor", "enforcement", "accountant")
ALL_OFFICES = ("national", "auditor", "legal", "admin")
MONEY = ("revenue.obligation", "revenue.entry", "revenue.receipt", "revenue.posting", "revenue.key")


@tagged("post_install", "-at_install")
class TestAccessRights(CollectionCommon):

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.own = cls.issue("own")
        cls.foreign = cls.issue("foreign", office_id=cls.other_office.id)
        cls.receipt = cls.collect(cls.own)
        cls.staff = {role: cls.make_user(f"t-{role}", role, cls.office) for role in STAFF + ALL_OFFICES}

    def test_staff_browse_their_own_offices_only(self):
        for role in STAFF:
            for model in MONEY:
                with self.subTest(role=role, model=model):
                    records = self.env[model].with_user(self.staff[role]).search([])
                    offices = records.sudo().mapped(
                        "obligation_id.office_id" if model == "revenue.key" else "office_id")
                    self.assertEqual(offices, self.office)

    def test_those_who_answer_for_the_whole_see_all_offices(self):
        for role in ALL_OFFICES:
            with self.subTest(role=role):
                debts = self.env["revenue.obligation"].with_user(self.staff[role]).search([])
                self.assertEqual(debts & (self.own | self.foreign), self.own | self.foreign)

    def test_a_foreign_id_is_refused(self):
        with self.assertRaises(AccessError):
            self.foreign.with_user(self.staff["cashier"]).read(["amount"])

    def test_an_officer_who_moves_sees_the_new_office_in_the_same_process(self):
        cashier = self.staff["cashier"]
        debts = self.env["revenue.obligation"].with_user(cashier)
        self.assertEqual(debts.search([]), self.own)
        cashier.revenue_office_ids = self.other_office
        self.assertEqual(debts.search([]), self.foreign)

    def test_nobody_writes_money_by_hand(self):
        for role, user in self.staff.items():
            for model in ("revenue.obligation", "revenue.entry", "revenue.receipt", "revenue.key", "revenue.credit"):
                for operation in ("create", "write", "unlink"):
                    with self.subTest(role=role, model=model, operation=operation):
                        self.assertFalse(self.env[model].with_user(user).has_access(operation))

    def test_only_the_accountant_and_the_supervisor_close_days(self):
        postings = self.env["revenue.posting"].search([("office_id", "=", self.office.id)])
        for role in ("clerk", "cashier", "auditor"):
            with self.subTest(role=role), self.assertRaises(AccessError):
                postings.with_user(self.staff[role]).action_close()
        postings.with_user(self.staff["accountant"]).action_post()
        self.assertEqual(set(postings.mapped("state")), {"posted"})

    def test_the_auditor_reads_everything_and_writes_nothing(self):
        auditor = self.staff["auditor"]
        # Working papers of the auditor, which other modules add, are the auditor's own.
        models = [name for name, model in self.env.registry.items() if name.startswith("revenue.") and model._auto
                  and not model._abstract and not model._transient
                  and model._original_module in ("public_revenue", "public_revenue_collection")]
        for name in models:
            with self.subTest(model=name):
                model = self.env[name].with_user(auditor)
                self.assertTrue(model.has_access("read"))
                self.assertFalse(any(model.has_access(op) for op in ("write", "create", "unlink")))

    def test_an_exact_key_shows_a_debt_of_another_office_to_a_cashier(self):
        found, state = self.env["revenue.key"].with_user(self.staff["cashier"])._find("slip", "foreign")
        self.assertEqual((found.sudo(), state), (self.foreign, "found"))

    def test_a_cashier_collects_a_debt_of_another_office(self):
        receipt = self.env["revenue.receipt"].with_user(self.staff["cashier"])._collect(
            2000, self.currency, self.receipt.paid_on, self.channel, "x-1", series=self.series,
            obligations=self.foreign)
        self.assertEqual(receipt.office_id, self.office)
        self.assertEqual(self.foreign.state, "closed")
