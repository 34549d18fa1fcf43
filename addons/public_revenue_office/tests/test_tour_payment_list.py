from freezegun import freeze_time

from odoo.tests import HttpCase, tagged

from odoo.addons.public_revenue.sheet import write_book
from odoo.addons.public_revenue_collection.tests.common import NOW

from .. import payment_file
from .test_payment_list import PaymentListCommon


@tagged("post_install", "-at_install")
class TestTourPaymentList(PaymentListCommon, HttpCase):
    """The guide docs/es/listas.md in a browser, for which the clock must go on."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.startClassPatcher(freeze_time(NOW, tick=True))
        cls.post.name = "Post offices"
        for user in (cls.clerk, cls.supervisor):
            user.password = user.login

    def give_file(self):
        rows = [["B1-1", "", "05/03/2026", 2000, "Ana"], ["B1-2", "", "05/03/2026", 2500, ""]]
        content = write_book({payment_file.SHEET: [[*payment_file.COLUMNS.values()], *rows]})
        self.env["ir.attachment"].create({
            "name": "listas.xlsx", "type": "binary", "url": "/listas.xlsx", "public": True, "raw": content})

    def test_ux_58_a_list_is_handed_in_decided_posted_and_corrected(self):
        self.issue("B1-1")
        for side, identity in (("left", "85010112345"), ("right", "90010112345")):
            self.issue("B1-2", 2500, origin_key=side, keys=[("slip", "", "B1-2"), ("identity", "", identity)])
        self.give_file()
        path = "/odoo/action-public_revenue_office.revenue_payment_list_action"
        self.start_tour(f"{path}/new", "listas", login="o-clerk")
        record = self.env["revenue.payment.list"].search([("reference", "=", "P-7")])
        self.start_tour(f"{path}/{record.id}", "listas.2", login="o-supervisor")
        self.start_tour(f"{path}/{record.id}", "listas.3", login="o-clerk")
        self.run_job()
        self.start_tour(f"{path}/{record.id}", "listas.4", login="o-clerk")
        self.run_job()
        self.start_tour(f"{path}/{record.id}", "listas.5", login="o-clerk")
        self.env.invalidate_all()
        self.assertRecordValues(record, [
            {"state": "posted", "amount": 4500, "refused_count": 0, "accepted_by_id": self.supervisor.id}])
        self.assert_books_agree()
