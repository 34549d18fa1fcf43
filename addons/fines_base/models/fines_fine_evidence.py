from odoo import api, fields, models


class FinesFine(models.Model):
    """Photos that prove the infraction."""

    _inherit = "fines.fine"

    evidence_ids = fields.One2many("fines.evidence", "fine_id", string="Evidence", copy=False)
    evidence_count = fields.Integer(compute="_compute_evidence_count")

    @api.depends("evidence_ids")
    def _compute_evidence_count(self):
        counts = dict(self.env["fines.evidence"]._read_group([("fine_id", "in", self.ids)], ["fine_id"], ["__count"]))
        for fine in self:
            fine.evidence_count = counts.get(fine._origin, 0)

    def action_open_evidence(self):
        """Open the photos of the fine, and add to them (smart button)."""
        self.check_access("read")
        self.ensure_one()
        return {
            **self.env["ir.actions.act_window"]._for_xml_id("fines_base.fines_evidence_action"),
            "domain": [("fine_id", "=", self.id)], "context": {"default_fine_id": self.id},
        }
