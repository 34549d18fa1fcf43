from odoo import fields, models


class FinesAgency(models.Model):
    _inherit = "fines.agency"

    concept_id = fields.Many2one(
        "revenue.concept", string="Revenue Concept", ondelete="restrict", index="btree_not_null",
        help="What its fines are in the books. Empty: fines.")

    def _get_concept(self):
        """The concept under which fines of this agency are owed.

        :rtype: recordset of revenue.concept
        """
        if self.concept_id:
            return self.concept_id
        # Cached, unlike env.ref, which asks the database each time: this runs once for each fine of a register.
        concept_id = self.env["ir.model.data"]._xmlid_to_res_id(
            "fines_collection.revenue_concept_fine", raise_if_not_found=True)
        return self.env["revenue.concept"].browse(concept_id)
