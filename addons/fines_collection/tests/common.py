import base64

from freezegun import freeze_time

from odoo.fields import Command

from odoo.addons.fines_base.tests.common import FinesCommon
from odoo.addons.fines_collection.register import COLUMNS

TODAY = "2026-03-10"


class FinesCollectionCommon(FinesCommon):
    """Fines whose law doubles them from day 31 of the notification and enforces from day 61; a desk to pay at.

    The clock stands on 10 March 2026, 15:00 UTC.
    """

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.startClassPatcher(freeze_time(f"{TODAY} 15:00:00"))
        cls.company = cls.env.company
        cls.company._revenue_prepare_accounting()
        cls.currency = cls.company.currency_id
        calendar = cls.env["revenue.calendar"].create({"name": "Test calendar", "code": "test-fines"})
        (cls.office | cls.other_office).calendar_id = calendar
        cls.policy = cls._policy("notification", [
            {"code": "double", "kind": "surcharge", "method": "factor", "rate": 2, "start_after": 30,
             "phase": "surcharged"},
            {"code": "enforce", "kind": "phase", "start_after": 60, "phase": "enforcement"},
        ])
        (cls.offence | cls.range_offence).family_id = cls.policy.family_id
        journal = cls.env["account.journal"].create({
            "name": "Cash", "code": "TFC", "type": "cash", "company_id": cls.company.id})
        cls.channel = cls.env["revenue.channel"].create({
            "name": "Desks", "code": "test-fines", "company_id": cls.company.id, "journal_id": journal.id})
        cls.series = cls.env["revenue.series"].create({
            "code": "TF/", "office_id": cls.office.id, "company_id": cls.company.id, "year": 2026})

    @classmethod
    def _policy(cls, clock_event, steps):
        """A policy in force of a family of its own."""
        code = f"test-{clock_event}"
        family = cls.env["revenue.policy.family"].create({"name": code, "code": code})
        policy = cls.env["revenue.policy"].create({
            "name": code, "code": code, "family_id": family.id, "norm_id": cls.norm.id, "date_from": "2020-01-01",
            "clock_event": clock_event, "allocation": "interest surcharge charge",
            "step_ids": [Command.create(step) for step in steps]})
        policy._set_in_force()
        return policy

    @classmethod
    def _pay(cls, fine, amount, user=None):
        """Take money for a fine at the desk."""
        cls.payments = getattr(cls, "payments", 0) + 1
        receipts = cls.env["revenue.receipt"].with_user(user) if user else cls.env["revenue.receipt"]
        return receipts._collect(
            amount, cls.currency, cls.office._today(), cls.channel, f"test-{cls.payments}", series=cls.series,
            obligations=fine.sudo().obligation_id)

    def _assert_books_agree(self):
        for row in self.env["revenue.control"]._control():
            self.assertFalse(row["difference"] or row["count"], row)
        checks = self.env["revenue.check"]
        self.assertFalse(checks._check_fines_debts() + checks._check_fines_registers())


class RegisterCommon(FinesCollectionCommon):
    """An old register of two agencies with a ladder of penalties: +10 after 30 days, +20 more after 60."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.ladder = cls._policy("imposition", [
            {"code": f"late_{days}", "kind": "surcharge", "method": "fixed", "amount": amount, "start_after": days,
             "phase": "surcharged"} for days, amount in ((30, 10), (60, 20))])
        cls.offence.family_id = cls.ladder.family_id
        cls.profile = cls.env["fines.register.profile"].create({
            "name": "Old register", "code": "old", "company_id": cls.company.id, "cutover": "2026-03-01",
            "alias_ids": [
                Command.create({"kind": "agency", "text": "Police", "agency_id": cls.agency.id}),
                Command.create({"kind": "agency", "text": "Health", "agency_id": cls.other_agency.id}),
                Command.create({"kind": "offence", "text": "RED LIGHT", "offence_id": cls.offence.id}),
                Command.create({"kind": "office", "text": "N", "office_id": cls.office.id}),
                Command.create({"kind": "office", "text": "S", "office_id": cls.other_office.id}),
            ]})

    @classmethod
    def _row(cls, number, **values):
        """Texts of a row: a fine of 100 of 2 January 2025, nothing paid."""
        row = {
            "summons_number": str(number), "issue_date": "2025-01-02", "violation": "Red light", "fine_amount": "100.0",
            "penalty_amount": "0.0", "interest_amount": "0.0", "payment_amount": "0.0", "amount_due": "100.0",
            "county": "N", "issuing_agency": "POLICE"}
        return {**row, **{name: str(value) for name, value in values.items()}}

    @classmethod
    def _content(cls, *rows):
        lines = [",".join(COLUMNS), *(",".join(row[name] for name in COLUMNS) for row in rows)]
        return "\n".join(lines).encode()

    @classmethod
    def _import(cls, *rows, name="old.csv"):
        """Import rows in the transaction of the test."""
        content = cls._content(*rows)
        record = cls.env["fines.register.import"].create({
            "name": name, "file": base64.b64encode(content), "profile_id": cls.profile.id})
        record._update_state("running")
        for chunk in record._read_chunks(content, 0):
            record._import_rows(chunk)
        return record

    def _debt(self, record, number):
        return record.fine_ids.filtered(lambda fine: fine.number == str(number)).obligation_id

    def _entries(self, debt):
        return [(entry.kind, entry.amount, entry.step) for entry in debt.entry_ids.sorted("id")]
