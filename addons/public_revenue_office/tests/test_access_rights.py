from odoo.exceptions import AccessError
from odoo.tests import tagged

from .common import OfficeCommon


@tagged("post_install", "-at_install")
class TestAccessRights(OfficeCommon):

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.session = cls.open_session()
        cls.other_desk = cls.make_desk("Far desk", cls.other_office, cls.make_series(cls.other_office, "F/"))
        cls.other_cashier = cls.make_user("o-far", "cashier", cls.other_office)
        cls.other_session = cls.open_session(user=cls.other_cashier, desk=cls.other_desk)

    def search(self, model, user):
        return self.env[model].with_user(user).search([])

    def test_a_cashier_sees_own_sessions_only(self):
        self.assertEqual(self.search("revenue.desk.session", self.cashier), self.session)
        colleague = self.make_user("o-colleague", "cashier", self.office)
        self.assertFalse(self.search("revenue.desk.session", colleague))
        with self.assertRaises(AccessError):
            self.session.with_user(colleague).action_count()

    def test_a_cashier_opens_no_desk_of_another_office(self):
        self.other_session.sudo()._keep({"state": "closed"})
        with self.assertRaises(AccessError):
            self.open_session(user=self.make_user("o-guest", "cashier", self.office), desk=self.other_desk)

    def test_a_cashier_who_moved_loses_the_old_office_at_once(self):
        self.assertEqual(self.search("revenue.desk.session", self.cashier), self.session)
        self.cashier.revenue_office_ids = self.other_office
        self.assertFalse(self.search("revenue.desk.session", self.cashier))

    def test_supervisor_and_accountant_see_their_office_and_the_auditor_all(self):
        for user in (self.supervisor, self.accountant):
            self.assertEqual(self.search("revenue.desk.session", user), self.session)
        self.assertEqual(self.search("revenue.desk.session", self.auditor), self.session | self.other_session)

    def test_the_auditor_writes_nothing(self):
        for model in ("revenue.desk", "revenue.desk.session", "revenue.desk.count", "revenue.deposit"):
            for operation in ("write", "create", "unlink"):
                with self.subTest(model=model, operation=operation):
                    self.assertFalse(self.env[model].with_user(self.auditor).has_access(operation))

    def test_a_supervisor_opens_no_session(self):
        with self.assertRaises(AccessError):
            self.open_session(user=self.supervisor)

    def test_the_screen_is_for_cashiers(self):
        for user in (self.supervisor, self.accountant, self.auditor):
            with self.subTest(user=user.login), self.assertRaises(AccessError):
                self.env["revenue.desk.collect"].with_user(user).action_open()

    def test_a_deposit_belongs_to_who_prepared_it_and_to_the_supervisor(self):
        self.issue("B1-1")
        self.pay(self.session, "B1-1")
        self.close(self.session, 2100)
        deposit = self.env["revenue.deposit"].with_user(self.cashier)._make(self.session)
        self.assertEqual(self.search("revenue.deposit", self.cashier), deposit)
        self.assertEqual(self.search("revenue.deposit", self.supervisor), deposit)
        self.assertFalse(self.search("revenue.deposit", self.other_cashier))

    def test_sessions_of_another_company_are_not_seen(self):
        company = self.env["res.company"].create({"name": "Elsewhere"})
        self.env.flush_all()
        self.env.cr.execute(
            "UPDATE revenue_desk_session SET company_id = %s WHERE id = %s", (company.id, self.other_session.id))
        self.env.invalidate_all()
        self.assertEqual(self.search("revenue.desk.session", self.auditor), self.session)
