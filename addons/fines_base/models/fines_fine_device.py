from psycopg2.errors import UniqueViolation

from odoo import api, fields, models
from odoo.exceptions import ConcurrencyError
from odoo.tools import SQL

from ..slip import normalise_number, normalise_series


class FinesFine(models.Model):
    """Fines that a device writes under the numbers of its own range and sends when it can, perhaps twice."""

    _inherit = "fines.fine"

    device_uuid = fields.Char("Device Identifier", readonly=True, copy=False)
    submission_uuid = fields.Char("Submission", readonly=True, copy=False)

    _submission_unique = models.UniqueIndex(
        "(device_uuid, submission_uuid) WHERE submission_uuid IS NOT NULL",
        "This submission of the device is already a fine.")

    @api.model
    def _submit(self, device, submissions):
        """Take what a device sends: each submission becomes a fine or, where its number clashes, a conflict; once.

        :param str device: identifier of the device, that of a checkbook of kind electronic
        :param submissions: (submission identifier, values of a fine with agency_id, series and number)
        :return: a fine or a conflict for each submission, in order; a repeated one gets its first answer
        :rtype: list[recordset]
        """
        self.check_access("create")
        answers = self._find_answers(device, [submission for submission, __ in submissions])
        for submission, values in submissions:
            if submission not in answers:
                answers[submission] = self._take_submission(device, submission, values)
        return [answers[submission] for submission, __ in submissions]

    @api.model
    def _find_answers(self, device, names):
        """What became of submissions that came before.

        :rtype: dict[str, recordset]
        """
        answers = {}
        self.flush_model(["device_uuid", "submission_uuid"])
        for model in (self, self.env["fines.slip.conflict"]):  # loop: two tables
            rows = self.env.execute_query(SQL(
                "SELECT id, submission_uuid FROM %s WHERE device_uuid = %s AND submission_uuid = ANY(%s)",
                SQL.identifier(model._table), device, names))
            answers.update((name, model.browse(record_id)) for record_id, name in rows)
        return answers

    @api.model
    def _take_submission(self, device, submission, values):
        key = (values["agency_id"], normalise_series(values.get("series")), normalise_number(values["number"]))
        values = {**values, "series": key[1], "number": key[2]}
        cause, fine_id = self._find_clash(device, key)
        if not cause:
            try:
                with self.env.cr.savepoint():
                    fine = self.create({**values, "device_uuid": device, "submission_uuid": submission})
                    fine.flush_recordset()
                    return fine
            except UniqueViolation as error:
                # The same number, or this very submission, came in another transaction at the same moment. This one
                # cannot see it yet: repeated, it gives the first answer or names the fine that stands.
                raise ConcurrencyError(f"slip {key} of {device}") from error
        return self.env["fines.slip.conflict"]._record(device, submission, values, cause, fine_id)

    @api.model
    def _find_clash(self, device, key):
        """Why a number cannot become a fine of the device.

        :return: (cause of a conflict or None, id of the fine that carries the number or None)
        :rtype: tuple[str | None, int | None]
        """
        [place] = self.env["fines.checkbook.number"]._locate([key])
        if place.fine_id:
            return "taken", place.fine_id
        if place.fate:
            return "fated", None
        rows = self.env.execute_query(SQL(
            "SELECT 1 FROM fines_checkbook WHERE id = %s AND kind = 'electronic' AND device_uuid = %s"
            " AND state NOT IN ('lost', 'closed')", place.checkbook_id, device))
        return (None, None) if rows else ("foreign", None)
