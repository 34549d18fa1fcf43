from odoo import api, models
from odoo.exceptions import UserError

from ..paper import render
from .revenue_paper_mixin import PAPER_REPORT


class IrActionsReport(models.Model):
    _inherit = 'ir.actions.report'

    @api.model
    def _render_qweb_pdf(self, report_ref, res_ids=None, data=None):
        """Override of base: papers are drawn here, all in one document and in the order asked for."""
        name = self._get_report(report_ref).report_name
        if not name.startswith(PAPER_REPORT):
            return super()._render_qweb_pdf(report_ref, res_ids=res_ids, data=data)
        ids = [res_ids] if isinstance(res_ids, int) else list(dict.fromkeys(res_ids or ()))
        model, _colon, size = name.removeprefix(PAPER_REPORT).partition(':')
        return self._render_papers(model, ids, size), 'pdf'

    @api.model
    def _render_papers(self, model, ids, size=''):
        """Return the papers of records as one PDF.

        :param str model: a model with `revenue.paper.mixin`
        :param list ids: records to print
        :param str size: another size than the papers' own
        :raise AccessError: for who may not read one of them
        :rtype: bytes
        """
        records = self.env[model].browse(ids).exists()
        records.check_access('read')
        if not records:
            raise UserError(self.env._("There is nothing to print."))
        return render([{**paper, 'size': size} if size else paper for paper in records._freeze_papers()])
