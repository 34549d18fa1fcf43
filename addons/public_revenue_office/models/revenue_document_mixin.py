from odoo import api, fields, models
from odoo.exceptions import UserError

from odoo.addons.public_revenue.files import check_file


class RevenueDocumentMixin(models.AbstractModel):
    """Papers kept with a record: who reads the record reads them, they are only added."""

    _name = "revenue.document.mixin"
    _description = "Papers Kept with a Record"

    document_ids = fields.Many2many("ir.attachment", string="Documents", copy=False, help="PDF, JPEG or PNG.")

    @api.model_create_multi
    def create(self, vals_list):
        """Override to keep what was added."""
        records = super().create(vals_list)
        for record in records:
            record._keep_documents(record.document_ids)
        return records

    def write(self, vals):
        """Override to keep what was added, and what was there."""
        before = {record.id: record.document_ids for record in self} if "document_ids" in vals else {}
        result = super().write(vals)
        for record in self.browse(before):
            if before[record.id] - record.document_ids:
                raise UserError(self.env._("Documents are only added."))
            record._keep_documents(record.document_ids - before[record.id])
        return result

    def _keep_documents(self, files):
        """Bind new files to their record, so that its readers read them and nobody else."""
        here = files.filtered(lambda file: file.res_model == self._name and file.res_id == self.id)
        for file in files:
            self._check_document(file, file in here)
        (files - here).write({"res_model": self._name, "res_id": self.id, "public": False})

    def _check_document(self, file, is_here):
        """Take only what the user has just handed in, and only what can be read as a paper or a photo."""
        host = self.env.get(file.res_model or "")
        is_free = not file.res_id or is_here or (host is not None and host._transient)
        if not is_free or file.public or file.type != "binary" or file.create_uid != self.env.user:
            raise UserError(self.env._("The file %s belongs elsewhere.", file.name))
        check_file(self.env, file.raw or b"")
