from psycopg2.errors import ForeignKeyViolation, RestrictViolation

from odoo.exceptions import UserError
from odoo.tests import new_test_user, tagged
from odoo.tools import SQL, mute_logger

from .. import ledger
from .common import TODAY, CollectionCommon


@tagged("post_install", "-at_install")
class TestGuards(CollectionCommon):

    def setUp(self):
        super().setUp()
        self.debt = self.issue()
        self.receipt = self.collect(self.debt, 500)

    def refuse(self, query, error=RestrictViolation):
        with self.assertRaises(error), mute_logger("odoo.sql_db"), self.env.cr.savepoint():
            self.env.cr.execute(query)

    def test_inv_10_ledger_and_receipts_refuse_every_change_by_sql(self):
        for table in ("revenue_entry", "revenue_receipt"):
            with self.subTest(table=table):
                name = SQL.identifier(table)
                self.refuse(SQL("UPDATE %s SET amount = amount + 1", name))
                self.refuse(SQL("DELETE FROM %s", name))
                self.refuse(SQL("TRUNCATE %s CASCADE", name))

    def test_inv_10_ledger_and_receipts_refuse_every_change_by_the_orm(self):
        for record in (self.receipt, self.receipt.entry_ids[:1]):
            for action in (
                lambda r: r.write({"amount": 1}), lambda r: r.sudo().write({"amount": 1}), lambda r: r.unlink(),
                lambda r: r.copy(), lambda r: r.create({}),
            ):
                with self.subTest(model=record._name), self.assertRaises(UserError):
                    action(record)

    def test_a_receipt_takes_its_number_and_its_digest_only_once(self):
        self.refuse(SQL("UPDATE revenue_receipt SET number = 99"))
        self.refuse(SQL("UPDATE revenue_receipt SET digest = 'x'"))

    def test_inv_11_a_changed_row_is_named_by_the_check_of_digests(self):
        self.assertFalse(self.env["revenue.entry"]._find_tampered())
        self.assertFalse(self.env["revenue.receipt"]._find_tampered())
        entry = self.receipt.entry_ids[0]
        for table, record in (("revenue_entry", entry), ("revenue_receipt", self.receipt)):
            self.env.cr.execute(SQL("ALTER TABLE %s DISABLE TRIGGER USER", SQL.identifier(table)))
            self.env.cr.execute(SQL(
                "UPDATE %s SET amount = amount + 1 WHERE id = %s", SQL.identifier(table), record.id))
        self.assertEqual(self.env["revenue.entry"]._find_tampered(), entry.ids)
        self.assertEqual(self.env["revenue.receipt"]._find_tampered(), self.receipt.ids)

    def test_inv_11_every_digested_column_is_covered(self):
        entry = self.receipt.entry_ids[0]
        self.env.cr.execute(SQL("ALTER TABLE revenue_entry DISABLE TRIGGER USER"))
        changes = {"kind": "cost", "cause": "other", "step": "x", "value_date": "2020-01-01", "user_id": 1234,
                   "recorded_at": "2020-01-01 00:00:00", "channel_id": 4321}
        for column, value in changes.items():
            with self.subTest(column=column):
                self.env.cr.execute("SAVEPOINT changed")
                self.env.cr.execute(SQL(
                    "UPDATE revenue_entry SET %s = %s WHERE id = %s", SQL.identifier(column), value, entry.id))
                self.assertEqual(self.env["revenue.entry"]._find_tampered(), entry.ids)
                self.env.cr.execute("ROLLBACK TO changed")

    def test_an_entry_belongs_to_exactly_one_debt_or_credit(self):
        definition = self.env["revenue.entry"]._one_owner.get_definition(self.env.registry)
        self.assertIn("num_nonnulls", definition)
        self.env.cr.execute(SQL("SELECT 1 FROM pg_constraint WHERE conname = 'revenue_entry_one_owner'"))
        self.assertTrue(self.env.cr.fetchone())

    def test_a_migration_can_add_a_field_with_a_default_to_the_ledger(self):
        add = SQL("ALTER TABLE revenue_entry ADD COLUMN test_note varchar")
        fill = SQL("UPDATE revenue_entry SET test_note = 'default' WHERE test_note IS NULL")
        self.env.cr.execute(add)
        self.refuse(fill)
        with ledger.guards_lifted(self.env.cr, "revenue_entry"):
            self.env.cr.execute(fill)
        self.refuse(SQL("UPDATE revenue_entry SET test_note = 'changed'"))
        self.assertFalse(self.env["revenue.entry"]._find_tampered())

    def test_a_user_named_by_the_ledger_can_be_deleted_and_the_rows_stay(self):
        user = new_test_user(self.env, "leaver", groups="base.group_user,public_revenue.public_revenue_group_cashier")
        debt = self.issue("u")
        receipt = self.env["revenue.receipt"].with_user(user)._collect(
            2000, self.currency, TODAY, self.channel, "u-1", series=self.series, obligations=debt)
        self.assertEqual(receipt.sudo().user_id, user)
        user.unlink()
        self.env.flush_all()
        self.env.invalidate_all()
        self.assertFalse(self.env["revenue.entry"]._find_tampered())
        [shown] = receipt.with_env(self.env).web_read({"amount": {}, "user_id": {"fields": {}}})
        self.assertEqual(shown["amount"], 2000)

    def test_a_person_with_debts_is_neither_deleted_nor_merged(self):
        with self.assertRaises(ForeignKeyViolation), mute_logger("odoo.sql_db"), self.env.cr.savepoint():
            self.debtor.unlink()
        twin = self.env["res.partner"].create({"name": "Ana Pérez"})
        wizard = self.env["base.partner.merge.automatic.wizard"].create({})
        with self.assertRaises(UserError):
            wizard._merge((self.debtor | twin).ids, self.debtor)
        self.assertTrue(self.debtor.exists())

    def test_configuration_in_use_is_not_deleted(self):
        for record in (self.office, self.concept, self.channel, self.series, self.policy):
            with self.subTest(model=record._name), self.assertRaises(UserError):
                record.unlink()

    def test_the_ledger_is_not_uninstalled_while_it_holds_rows(self):
        module = self.env["ir.module.module"].search([("name", "=", "public_revenue_collection")])
        account = self.env["ir.module.module"].search([("name", "=", "account")])
        for record in (module, account):
            for method in ("button_uninstall", "module_uninstall"):
                with self.subTest(module=record.name, method=method), self.assertRaisesRegex(UserError, "ledger"):
                    getattr(record, method)()

    def test_the_check_of_the_database_finds_a_missing_trigger(self):
        def failing():
            return [row["name"] for row in self.env["revenue.check"]._run_all() if not row["ok"]]
        self.assertFalse(failing())
        self.env.cr.execute(SQL("DROP TRIGGER revenue_entry_guard_update ON revenue_entry"))
        self.assertEqual(failing(), ["Triggers of the ledger"])
