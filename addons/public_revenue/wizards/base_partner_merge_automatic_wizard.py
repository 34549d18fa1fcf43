from odoo import api, models
from odoo.exceptions import UserError


class BasePartnerMergeAutomaticWizard(models.TransientModel):
    _inherit = 'base.partner.merge.automatic.wizard'

    def _merge(self, partner_ids, dst_partner=None, extra_checks=True):
        """Override of base: every button and the automatic run end here; not even the administrator passes."""
        partners = self.env['res.partner'].browse(partner_ids)
        self._refuse_public_persons(partners | (dst_partner or partners.browse()))
        return super()._merge(partner_ids, dst_partner, extra_checks)

    @api.model
    def _update_foreign_keys(self, src_partners, dst_partner):
        """Override of base: the step that rewrites keys by SQL and deletes rows that resist."""
        self._refuse_public_persons(src_partners | dst_partner)
        return super()._update_foreign_keys(src_partners, dst_partner)

    @api.model
    def _refuse_public_persons(self, partners):
        """Refuse persons with public debts or with a same-person link: a merge deletes what it cannot move."""
        partners = partners.exists()
        is_linked = any(len(partner._get_same_persons()) > 1 for partner in partners)
        if is_linked or partners._has_public_debts():
            raise UserError(self.env._(
                "%(names)s: contacts with public debts or linked as the same person are not merged."
                " Link them as the same person instead; that can be undone.",
                names=", ".join(partners.mapped('display_name')),
            ))
