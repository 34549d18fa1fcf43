from odoo import models
from odoo.exceptions import UserError


class RevenueDeskCollect(models.TransientModel):
    """Several slips in one receipt: what a new search finds is added to what is chosen."""

    _inherit = "revenue.desk.collect"

    def action_add(self):
        """Button: look for what was typed and keep what is chosen, whosever it is and wherever it is owed."""
        self.check_access("write")
        self.ensure_one()
        self._refuse_bill()
        kept = {line.debt_id: line.copy_data()[0] for line in self.line_ids.filtered("is_chosen")}
        self.action_find()
        self._refuse_bill()
        for line in self.line_ids.filtered(lambda line: line.debt_id in kept):
            line.write({"is_chosen": True, "amount": kept.pop(line.debt_id)["amount"]})
        self.line_ids = [(0, 0, {name: value for name, value in vals.items() if name != "collect_id"})
                         for vals in kept.values()]

    def _refuse_bill(self):
        if self.bill_id:
            raise UserError(self.env._("A bill is paid on its own, with a receipt of its own."))
