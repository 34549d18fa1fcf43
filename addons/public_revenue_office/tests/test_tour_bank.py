from freezegun import freeze_time

from odoo.tests import HttpCase, tagged

from odoo.addons.public_revenue_collection.tests.common import NOW

from .test_bank import BankCommon

FILE = """Fecha;Referencia;Concepto;Importe
02/01/2026;;COMISION DE ENERO;-3,00
10/03/2026;777;DEPOSITO;2.000,00
10/03/2026;778;DEPOSITO;490,00
10/03/2026;779;DEPOSITO;cinco
"""


@tagged("post_install", "-at_install")
class TestTourBank(BankCommon, HttpCase):
    """The guide docs/es/banco.md in a browser, for which the clock must go on."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.hand_over()
        cls.hand_over("778", "B1-2", 500)
        cls.profile.unlink()
        cls.bank.name = "Treasury account"
        cls.accountant.password = cls.accountant.login
        cls.env["ir.attachment"].create({
            "name": "banco.csv", "type": "binary", "url": "/banco.csv", "public": True, "raw": FILE.encode()})
        cls.startClassPatcher(freeze_time(NOW, tick=True))

    def start(self, action, tour):
        self.start_tour(f"/odoo/action-public_revenue_office.{action}", tour, login=self.accountant.login)

    def test_ux_58_a_statement_is_taken_in_matched_undone_and_its_rest_seen_by_age(self):
        self.start("revenue_bank_exception_action", "banco")
        self.env.invalidate_all()
        [file] = self.env["revenue.bank.import"].search([])
        self.assertRecordValues(file, [{
            "state": "entered", "line_count": 4, "entered_count": 3, "row_count": 1,
            "exception_reason": "The bank sends it again"}])
        self.start("revenue_bank_proposal_action", "banco.2")
        self.env.invalidate_all()
        matches = self.env["revenue.bank.match"].search([], order="id")
        self.assertRecordValues(matches, [
            {"amount": 2000, "difference": 0, "rank": "safe", "note": False},
            {"amount": 490, "difference": -10, "rank": False, "note": "Fee of March"}])
        self.start("revenue_bank_match_action", "banco.3")
        self.env.invalidate_all()
        self.assertRecordValues(matches, [
            {"state": "undone", "undo_reason": "Another slip"}, {"state": "matched", "undo_reason": False}])
        self.start("revenue_bank_exception_action", "banco.4")
        self.assert_books_agree()
