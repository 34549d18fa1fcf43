from odoo import api, fields, models
from odoo.exceptions import UserError

from ..slip import normalise_number, normalise_series

#: What is written about a slip after it was set aside.
WRITABLE = {"kind", "note"}


class FinesBatchAside(models.Model):
    """A slip of a batch that cannot become a fine of its own: its number is registered. It counts in the totals."""

    _name = "fines.batch.aside"
    _description = "Slip Set Aside"
    _order = "batch_id, id"
    _rec_name = "number"

    batch_id = fields.Many2one("fines.batch", required=True, readonly=True, ondelete="restrict", index=True)
    kind = fields.Selection(
        [("repeated", "The same slip again"), ("clash", "Another slip with the same number")], required=True,
        default="repeated")
    series = fields.Char(readonly=True)
    number = fields.Char(required=True, readonly=True)
    person_name = fields.Char("Name and Surnames", readonly=True)
    currency_id = fields.Many2one(related="batch_id.currency_id")
    amount = fields.Monetary(readonly=True)
    fine_id = fields.Many2one(
        "fines.fine", string="Already Registered", readonly=True, ondelete="restrict", index="btree_not_null")
    note = fields.Char(help="What was found out about the two slips.")

    _amount_positive = models.Constraint("CHECK (amount >= 0)", "The amount of a slip cannot be negative.")

    # CRUD METHODS

    @api.model_create_multi
    def create(self, vals_list):  # pylint: disable=method-required-super
        """Refused: a slip is set aside while it is keyed, because its number is taken."""
        raise UserError(self.env._("A slip is set aside where it is keyed."))

    def write(self, vals):
        if not vals.keys() <= WRITABLE:
            raise UserError(self.env._("A slip that was set aside stays as it was keyed."))
        self.batch_id._check_open()
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_closed(self):
        self.batch_id._check_open()

    # BUSINESS METHODS

    @api.model
    def _set_aside(self, batch, values):
        """Keep what was keyed of a slip whose number is taken.

        :param batch: one open fines.batch
        :param dict values: series, number, slip_amount, person_name
        :raise UserError: when the number is free
        """
        series, number = normalise_series(values.get("series")), normalise_number(values.get("number"))
        key = (batch.agency_id.id, series, number)
        fine = self.env["fines.fine"]._find_slips([key]).get(key)
        if not fine:
            raise UserError(self.env._("The number %s is not registered: save the row.", number))
        # another name on the paper is another slip; what the other office registered is not shown
        known = fine._filtered_access("read").person_name
        is_same = not values.get("person_name") or not known or known == values["person_name"]
        return super().create([{
            "batch_id": batch.id, "series": series, "number": number, "fine_id": fine.id,
            "amount": values.get("slip_amount") or 0, "person_name": values.get("person_name"),
            "kind": "repeated" if is_same else "clash",
        }])
