from datetime import date

from freezegun import freeze_time

from odoo.tests import new_test_user

from odoo.addons.base.tests.common import BaseCommon

TODAY = date(2026, 3, 10)
NOW = "2026-03-10 15:00:00"


class CollectionCommon(BaseCommon):
    """One company with two offices, a policy that doubles after 30 days, a desk channel and a series.

    The clock stands on 10 March 2026, 15:00 UTC.
    """

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.startClassPatcher(freeze_time(NOW))
        cls.company = cls.env.company
        # Whatever the database speaks, the tests read English.
        cls.env["ir.default"].set("res.partner", "lang", "en_US")
        (cls.company.partner_id | cls.env.user.partner_id).lang = "en_US"
        cls.company._revenue_prepare_accounting()
        cls.territory = cls.env["revenue.territory"].create(
            {"name": "Test province", "code": "T1", "country_id": cls.env.ref("base.cu").id, "kind": "province"})
        cls.calendar = cls.env["revenue.calendar"].create({"name": "Test calendar", "code": "test"})
        cls.office = cls.make_office("O1")
        cls.other_office = cls.make_office("O2")
        cls.policy = cls.make_policy()
        cls.concept = cls.env["revenue.concept"].create(
            {"name": "Fines", "code": "test-fines", "family_id": cls.policy.family_id.id})
        cls.channel = cls.make_channel(cls.company)
        cls.series = cls.make_series(cls.office, "A/")
        cls.debtor = cls.env["res.partner"].create({"name": "Ana Pérez"})
        cls.currency = cls.company.currency_id

    @classmethod
    def make_office(cls, code, company=None):
        return cls.env["revenue.office"].create({
            "name": f"Office {code}", "code": f"test-{code}", "territory_id": cls.territory.id, "tz": "UTC",
            "calendar_id": cls.calendar.id, "company_id": (company or cls.env.company).id})

    @classmethod
    def make_policy(cls):
        """30 days nominal, doubled from day 31, enforcement from day 61 (the shape of DL 99/1987)."""
        family = cls.env["revenue.policy.family"].create({"name": "Fines", "code": "test-fines"})
        norm = cls.env["revenue.norm"].create({"name": "Test norm", "code": "TN-1", "kind": "law"})
        policy = cls.env["revenue.policy"].create({
            "name": "Test policy", "code": "test-policy", "family_id": family.id, "norm_id": norm.id,
            "date_from": "2020-01-01", "allocation": "cost interest surcharge indexation charge",
            "step_ids": [
                (0, 0, {"code": "double", "kind": "surcharge", "method": "factor", "rate": 2, "start_after": 30,
                        "phase": "surcharged"}),
                (0, 0, {"code": "enforce", "kind": "phase", "start_after": 60, "phase": "enforcement"}),
            ],
        })
        policy._set_in_force()
        return policy

    @classmethod
    def make_channel(cls, company, **values):
        journal = cls.env["account.journal"].with_company(company).create({
            "name": "Cash", "code": f"C{cls.env['revenue.channel'].search_count([])}", "type": "cash",
            "company_id": company.id})
        return cls.env["revenue.channel"].create({
            "name": "Desks", "code": f"desk-{company.id}-{journal.id}", "company_id": company.id,
            "journal_id": journal.id, **values})

    @classmethod
    def make_series(cls, office, code):
        return cls.env["revenue.series"].create({
            "code": code, "office_id": office.id, "company_id": office.company_id.id, "year": 2026})

    @classmethod
    def make_user(cls, login, role, offices):
        user = new_test_user(cls.env, login, groups=f"base.group_user,public_revenue.public_revenue_group_{role}")
        user.revenue_office_ids = offices
        return user

    @classmethod
    def vals(cls, key, amount=2000, start="2026-03-01", **values):
        """Values of one debt for `_issue`; the clock starts on the day of the imposition."""
        day = date.fromisoformat(start)
        return {
            "office_id": cls.office.id, "concept_id": cls.concept.id, "partner_id": cls.debtor.id, "amount": amount,
            "date": day, "clock_start": day, "origin_model": "res.partner", "origin_id": cls.debtor.id,
            "origin_key": f"test:{key}", "keys": [("slip", "", key)], **values,
        }

    @classmethod
    def issue(cls, key="B1-1", amount=2000, start="2026-03-01", **values):
        return cls.env["revenue.obligation"]._issue([cls.vals(key, amount, start, **values)])

    @classmethod
    def collect(cls, obligations=None, amount=2000, external_id=None, paid_on=TODAY, **options):
        cls.last_id = getattr(cls, "last_id", 0) + 1
        options.setdefault("series", cls.series)
        return cls.env["revenue.receipt"]._collect(
            amount, cls.currency, paid_on, options.pop("channel", cls.channel), external_id or f"p{cls.last_id}",
            obligations=obligations, **options)

    def at(self, moment):
        """Move the clock inside a with block."""
        return freeze_time(moment)

    def sums(self, record):
        """Entries of an obligation or a credit, as sums by kind."""
        return {kind: total for kind, total in self.env["revenue.entry"]._read_group(
            [(f"{record._name.split('.')[1]}_id", "=", record.id)], ["kind"], ["amount:sum"]) if total}

    def assert_books_agree(self):
        """INV-04 and INV-05 in short: nothing differs anywhere."""
        for row in self.env["revenue.control"]._control():
            self.assertFalse(row["difference"] or row["count"], row)
        self.assertFalse(self.env["revenue.control"]._find_breaks())
