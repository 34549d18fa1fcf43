from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import SQL

READERS = ("public_revenue.public_revenue_group_supervisor,public_revenue.public_revenue_group_accountant,"
           "public_revenue.public_revenue_group_national")


class RevenueBankExpectedMixin(models.AbstractModel):
    """A paper that says what a bank will show: the host says which of its records, and what, and nothing else.

    To join: inherit, give `_get_bank_expected_domain` and `_get_bank_expected_sql`, and call `_expect_at_bank` when
    the paper leaves for the bank. What was forgotten is found every night and before proposals are made.
    """

    _name = "revenue.bank.expected.mixin"
    _description = "What a Bank Will Show"

    bank_expected_ids = fields.One2many(
        "revenue.bank.expected", "origin_id", string="Expected at the Bank", readonly=True, groups=READERS,
        domain=lambda self: [("origin_model", "=", self._name)])
    bank_status = fields.Selection(
        [("transit", "In transit"), ("matched", "Seen at the bank")], string="At the Bank",
        compute="_compute_bank_status", groups=READERS)

    @api.depends("bank_expected_ids.match_id")
    def _compute_bank_status(self):
        for record in self:
            expected = record.bank_expected_ids
            record.bank_status = expected and ("matched" if all(one.match_id for one in expected) else "transit")

    @api.model
    def _get_bank_expected_domain(self):
        """Records that a bank will show. Hook for the host.

        :rtype: Domain
        """
        return Domain.FALSE

    @api.model
    def _get_bank_expected_sql(self, ids):
        """What a bank will show of records. Hook for the host: SQL, so that who hands over needs no rights on accounts.

        Columns in this order: id of the record, name, company, office, journal of the bank (NULL: any), account in
        which the money stands until then, date, amount (money in is positive), reference. One row for each account.

        :param tuple ids: ids of records within `_get_bank_expected_domain`
        :rtype: SQL
        """
        raise NotImplementedError

    def _expect_at_bank(self):
        """Write down what the bank will show of these records, once, however often it is called."""
        if self:
            self.env.flush_all()
            self.env["revenue.bank.expected"]._insert(
                SQL("SELECT %s, x.* FROM (%s) x", self._name, self._get_bank_expected_sql(tuple(self.ids))))

    @api.model
    def _expect_missing(self):
        """Write down what was not written when it left: older papers, and those of addons installed later."""
        known = self.env["revenue.bank.expected"]._search([("origin_model", "=", self._name)]).subselect("origin_id")
        self.search(self._get_bank_expected_domain() & Domain("id", "not in", known))._expect_at_bank()
