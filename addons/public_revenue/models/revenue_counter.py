from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import SQL


class RevenueCounter(models.Model):
    """The last number given in a register of an office and year: notices, cases, decisions.

    One statement draws the numbers of a whole batch; a rollback gives them back, so a register has no gaps and no
    number twice. Two batches of one office at the same moment: the second is repeated. Money never draws here.
    """

    _name = 'revenue.counter'
    _description = "Register of Numbers"
    _order = 'office_id, kind, year desc'
    _rec_name = 'kind'
    _log_access = False

    office_id = fields.Many2one('revenue.office', required=True, readonly=True, index=True, ondelete='restrict')
    kind = fields.Char("Register", required=True, readonly=True)
    year = fields.Integer(required=True, readonly=True, aggregator=None)
    last = fields.Integer("Last number given", required=True, readonly=True, aggregator=None)

    _register_unique = models.UniqueIndex("(office_id, kind, year)", "An office has one register of a kind a year.")

    @api.model_create_multi
    def create(self, vals_list):  # pylint: disable=method-required-super
        """Refused: numbers are drawn, see `_draw`."""
        raise UserError(self.env._("Numbers are given by the program."))

    def write(self, vals):  # pylint: disable=method-required-super
        """Refused: numbers are drawn, see `_draw`."""
        raise UserError(self.env._("Numbers are given by the program."))

    @api.ondelete(at_uninstall=False)
    def _unlink_never(self):
        raise UserError(self.env._("Numbers are given by the program."))

    @api.model
    def _draw(self, office, kind, count=1):
        """Return the next numbers of a register, as printed: office, register and year, running number.

        :param office: one `revenue.office`
        :param kind: letter of the register
        :rtype: list[str]
        """
        year = office._today().year
        [[last]] = self.env.execute_query(SQL(
            """
            INSERT INTO revenue_counter (office_id, kind, year, last) VALUES (%s, %s, %s, %s)
            ON CONFLICT (office_id, kind, year) DO UPDATE SET last = revenue_counter.last + EXCLUDED.last
            RETURNING last
            """, office.id, kind, year, count,
        ))
        self.invalidate_model(['last'])
        return [f'{office.code}-{kind}{year}-{number:05d}' for number in range(last - count + 1, last + 1)]
