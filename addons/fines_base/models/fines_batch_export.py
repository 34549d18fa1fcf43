import base64

from odoo import fields, models

from odoo.addons.public_revenue.sheet import write_book

from .. import slip_file
from .fines_fine_person import PERSONAL


class FinesBatch(models.Model):
    """The files of a batch: what an agency without connection carries to its office, and the empty one to fill."""

    _inherit = "fines.batch"

    exchange_file = fields.Binary(compute="_compute_exchange_file", groups=PERSONAL)
    template_file = fields.Binary(compute="_compute_template_file")

    def _compute_exchange_file(self):
        for batch in self:
            batch.exchange_file = base64.b64encode(batch._make_exchange_file())

    def _compute_template_file(self):
        rows = [list(slip_file.COLUMNS.values()), [slip_file.EXAMPLE[name] for name in slip_file.COLUMNS]]
        self.template_file = base64.b64encode(write_book({slip_file.SLIPS: rows}))

    def action_download_template(self):
        """Download an empty file with the columns and one example."""
        self.check_access("read")
        self.ensure_one()
        return self._download("template_file", self.env._("template.xlsx"))

    def action_export(self):
        """Download the slips of the batch as the file that the office reads. Who takes it away is logged."""
        self.check_access("read")
        self.ensure_one()
        self.env["revenue.person.lookup"]._log("export", self.display_name, self.fine_ids.partner_id)
        return self._download("exchange_file", f"boletas-{self.agency_id.code}-{self.id}.xlsx")

    def _download(self, field, name):
        return {"type": "ir.actions.act_url", "target": "download",
                "url": f"/web/content/{self._name}/{self.id}/{field}/{name}?download=true"}

    def _make_exchange_file(self):
        """The rows with their totals, signed with the key of the agency.

        :rtype: bytes
        """
        self.ensure_one()
        rows = [fine._get_slip_texts() for fine in self.fine_ids.sorted("id")]
        control = slip_file.make_control(self.agency_id.code, rows)
        signature = self.agency_id._sign_exchange(control, rows)
        heading = list(slip_file.COLUMNS.values())
        return write_book({
            slip_file.SLIPS: [heading, *([texts[name] for name in slip_file.COLUMNS] for texts in rows)],
            slip_file.CONTROL: [
                ["Dato", "Valor"], *map(list, zip(("Agencia", "Boletas", "Suma"), control, strict=True)),
                ["Firma", signature]],
        })
