import base64
import hashlib

from odoo import fields, models
from odoo.exceptions import UserError
from odoo.tools import SQL

from odoo.addons.public_revenue.models.res_partner import PERSONAL
from odoo.addons.public_revenue.sheet import BadCell, BadSheet, write_book

from .. import payment_file


class RevenuePaymentList(models.Model):
    _inherit = "revenue.payment.list"

    template_file = fields.Binary(compute="_compute_template_file")
    error_file = fields.Binary(compute="_compute_error_file", groups=PERSONAL)

    def _compute_template_file(self):
        rows = [[*payment_file.COLUMNS.values()], [*payment_file.EXAMPLE.values()]]
        self.template_file = base64.b64encode(write_book({payment_file.SHEET: rows}))

    def _compute_error_file(self):
        """The refused rows as a file: corrected, it is read into the same list, each row in its place."""
        refused = self.row_ids.search([("list_id", "in", self.ids), ("state", "=", "refused")]).grouped("list_id")
        for record in self:
            heading = [payment_file.ROW, *payment_file.COLUMNS.values(), payment_file.ERROR]
            rows = [[row.number, *row._get_texts().values(), row.problem] for row in refused.get(record, ())]
            record.error_file = base64.b64encode(write_book({payment_file.SHEET: [heading, *rows]}))

    # === ACTION METHODS === #

    def action_read(self):
        """Button: read the file; what is there already is not entered again."""
        self.check_access("write")
        self.ensure_one()
        self._check_entering()
        if not self.file:
            raise UserError(self.env._("Choose the file first."))
        entered, changed, known = self._enter(self._read_file())
        return self._notify(self.env._(
            "%(entered)s rows entered, %(changed)s corrected, %(known)s were already there. %(refused)s with errors.",
            entered=entered, changed=changed, known=known, refused=self.refused_count))

    def action_download_template(self):
        """Button: an empty file with the columns of a list."""
        return self._download("template_file", self.env._("payments.xlsx"))

    def action_download_errors(self):
        """Button: the refused rows, with what is wrong with each."""
        return self._download("error_file", self.env._("errors.xlsx"))

    def _download(self, name, file_name):
        self.check_access("read")
        self.ensure_one()
        return {"type": "ir.actions.act_url", "target": "download",
                "url": f"/web/content/{self._name}/{self.id}/{name}/{file_name}?download=true"}

    def _notify(self, message):
        return {"type": "ir.actions.client", "tag": "display_notification",
                "params": {"message": message, "type": "success", "next": {"type": "ir.actions.client",
                                                                          "tag": "soft_reload"}}}

    # === READING === #

    def _check_entering(self):
        if self.state != "draft":
            raise UserError(self.env._("The list %s is no longer being entered.", self.number))

    def _examine(self, vals):
        """Fingerprint of a file that is given; a file of corrections does not change that of the first one."""
        if "file" not in vals or self.row_ids:
            return {}
        content = base64.b64decode(vals["file"] or b"")
        return {"digest": hashlib.sha256(content).hexdigest() if content else False}

    def _read_file(self):
        """Rows of the file as texts.

        :raise UserError: in words, when it is no such file
        """
        try:
            rows = payment_file.read_file(base64.b64decode(self.file))
        except BadSheet as error:
            raise UserError(self.env._("%(file)s cannot be read: %(error)s", file=self.file_name or "",
                                       error=error)) from error
        except BadCell as error:
            raise UserError(self.env._("%(file)s has no column %(column)s. Use the template.",
                                       file=self.file_name or "", column=error.args[0])) from error
        numbers = [number for number, __ in rows]
        if len(set(numbers)) != len(numbers):
            raise UserError(self.env._("Two rows of the file have the same number in the column %s.",
                                       payment_file.ROW))
        return rows

    def _enter(self, rows):
        """Enter rows by their number in the file; a row that is there is corrected, or left as it is.

        :param list rows: (number, texts)
        :return: how many were entered, corrected, and there already
        :rtype: tuple[int, int, int]
        """
        lines = self.env["revenue.payment.list.row"]
        known = {line.number: line for line in lines.search([("list_id", "=", self.id)])}
        fresh, changed, same = [], 0, 0
        for number, texts in rows:
            values = lines._prepare_values(texts)
            line = known.get(number)
            if not line:
                fresh.append({"list_id": self.id, "number": number, **values})
            elif line._differs(values):
                line._correct(values)
                changed += 1
            else:
                same += 1
        lines.create(fresh)
        return len(fresh), changed, same

    def _mark_repeats(self):
        """Show rows that say the same as an earlier one: same number, day and amount."""
        self.env.flush_all()
        # Read and written apart: joined, a list of which the database has no figures yet takes the square of its rows.
        rows = self.env.execute_query(SQL(
            """SELECT id, first FROM (
                   SELECT id, repeat_of, nullif(first_value(number) OVER (
                              PARTITION BY key_value, paid_on, amount ORDER BY number), number) AS first
                     FROM revenue_payment_list_row WHERE list_id = %s) f
                WHERE repeat_of IS DISTINCT FROM first ORDER BY id""", self.id))
        if rows:
            self.env.cr.execute(SQL(
                """UPDATE revenue_payment_list_row r SET repeat_of = v.first::integer
                     FROM (VALUES %s) AS v (id, first) WHERE r.id = v.id""",
                SQL(", ").join(SQL("(%s, %s)", *row) for row in rows)))
        self.row_ids.invalidate_model(["repeat_of"])
        self.invalidate_recordset(["repeated_count"])
