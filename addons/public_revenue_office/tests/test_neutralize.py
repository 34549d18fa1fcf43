from odoo.modules.neutralize import get_neutralization_queries
from odoo.tests import tagged
from odoo.tools import SQL

from .test_bank import BankCommon

NAME = "Zoila Zurrapa"
DOCUMENT = "91919276543"


@tagged("post_install", "-at_install")
class TestNeutralize(BankCommon):
    """A copy of a database in which a person paid, claimed, gave a cheque and stands in a bank's file."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.profile.column_counterparty = "Concepto"
        cls.debtor.write({"name": NAME, "email": "zurrapa@example.com"})
        cls.env["res.partner.bank"].create({"acc_number": DOCUMENT, "partner_id": cls.debtor.id})
        cls.desk.method_ids = [(0, 0, {"method": "cheque", "channel_id": cls.bank_channel.id})]
        cls.debt = cls.issue("B8-1", amount=900, keys=[("slip", "", "B8-1"), ("identity", "", DOCUMENT)])
        cls.receipt = cls.pay(cls.open_session(100), "B8-1", method="cheque", payment_reference=DOCUMENT,
                              cheque_bank="Metropolitan", cheque_drawer=NAME)
        cls.bounce = cls.env["revenue.cheque.bounce"].with_user(cls.cashier).create(
            {"receipt_id": cls.receipt.id, "bank_reference": "R-9", "reason": "funds", "note": f"{NAME} was told"})
        cls.claim = cls.env["revenue.claim"].create({
            "office_id": cls.office.id, "obligation_ids": [(6, 0, cls.debt.ids)], "claimant": NAME,
            "contact": "Calle Zurrapa 5", "story": f"I, {NAME}, paid", "grounds": f"{NAME} paid"})
        cls.claim.message_post(body=f"{NAME} called")
        cls.lines = cls.enter_file(f"10/03/2026;{DOCUMENT};{NAME};900,00;", name="zurrapa.csv")
        cls.wrong = cls.take(f"10/03/2026;{DOCUMENT};{NAME};nothing;", name="wrong.csv")
        cls.wrong.action_read()
        cls.propose()

    def find(self, text):
        """Columns of all tables that hold a text."""
        self.env.flush_all()
        tables = {}
        for table, column in self.env.execute_query(SQL(
                """SELECT c.table_name, c.column_name FROM information_schema.columns c
                     JOIN information_schema.tables t USING (table_schema, table_name)
                    WHERE c.table_schema = current_schema() AND t.table_type = 'BASE TABLE'
                      AND c.data_type IN ('character varying', 'text', 'jsonb')""")):
            tables.setdefault(table, []).append(column)
        return {
            (table, column) for table, columns in tables.items()
            for column, count in zip(columns, self.env.execute_query(SQL("SELECT %s FROM %s", SQL(", ").join(
                SQL("count(*) FILTER (WHERE %s::text ILIKE %s)", SQL.identifier(column), f"%{text}%")
                for column in columns), SQL.identifier(table)))[0], strict=True) if count}

    def neutralize(self):
        self.env.flush_all()
        self.env.cr.execute(SQL("SET CONSTRAINTS ALL IMMEDIATE"))
        for query in get_neutralization_queries(["base", "mail", *self.env["revenue.check"]._get_suite_modules()]):
            self.env.cr.execute(query)
        self.env.invalidate_all()

    def test_sec_49_no_table_of_a_copy_holds_the_name_or_the_numbers_of_a_person(self):
        known = {table for table, _column in self.find("zurrapa")}
        self.assertLessEqual({
            "res_partner", "revenue_claim", "revenue_receipt", "revenue_cheque_bounce", "account_bank_statement_line",
            "account_move_line", "revenue_bank_import_row", "mail_message"}, known)
        self.assertTrue(self.find(DOCUMENT))
        self.neutralize()
        self.assertFalse(self.find("zurrapa"))
        self.assertFalse(self.find(DOCUMENT))

    def test_a_copy_with_papers_of_an_office_passes_every_check(self):
        self.neutralize()
        self.assert_books_agree()
        for result in self.env["revenue.check"]._run_all():
            with self.subTest(result["name"]):
                self.assertTrue(result["ok"], result["detail"])
