import re

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import format_date

from odoo.addons.fines_base.slip import normalise_number

from .. import register


class FinesRegisterQuarantine(models.Model):
    """A row of a register that cannot become a fine as it is: it waits here, is found, corrected, and tried again.

    open -> imported, or open -> dismissed (there is no fine behind it).
    """

    _name = "fines.register.quarantine"
    _description = "Row in Quarantine"
    _order = "import_id desc, row"
    _rec_name = "summons_number"

    import_id = fields.Many2one("fines.register.import", required=True, readonly=True, ondelete="cascade", index=True)
    company_id = fields.Many2one(related="import_id.company_id", store=True, index=True)
    cutover = fields.Date(related="import_id.cutover", string="Cut-over")
    row = fields.Integer(required=True, readonly=True, aggregator=None, help="Its place in the file.")
    summons_number = fields.Char("Number")
    issue_date = fields.Char("Date", help="Year, month and day, as in 2024-02-27.")
    violation = fields.Char("Infraction")
    fine_amount = fields.Char("Fine")
    penalty_amount = fields.Char("Penalty")
    interest_amount = fields.Char("Interest")
    payment_amount = fields.Char("Payment")
    amount_due = fields.Char("Due")
    county = fields.Char("Place")
    issuing_agency = fields.Char("Agency")
    number_key = fields.Char(compute="_compute_number_key", store=True, readonly=True)
    problems = fields.Json(readonly=True, help="Code, column and text of each problem.")
    reason = fields.Selection(
        [
            ("no_number", "No number"), ("bad_number", "Not a number"), ("no_date", "No date"),
            ("bad_date", "Not a date"), ("late_date", "Date after the cut-over"), ("bad_amount", "Not an amount"),
            ("zero_amount", "Amount of zero"), ("due_higher", "More due than there is"),
            ("due_negative", "Negative amount due"), ("number_twice", "Number twice"),
            ("number_taken", "Number of another fine"), ("unknown_agency", "Unknown agency"),
            ("unknown_offence", "Unknown infraction"), ("unknown_office", "Place without office"),
            ("refused", "Refused by the law of fines"),
        ],
        required=True, readonly=True)
    message = fields.Text("What is Wrong", compute="_compute_message")
    note = fields.Char(help="What was found out, and the document that proves it.")
    state = fields.Selection(
        [("open", "To be checked"), ("imported", "Imported"), ("dismissed", "No fine")],
        required=True, default="open", readonly=True)
    fine_id = fields.Many2one(
        "fines.fine", string="Became", readonly=True, ondelete="restrict", index="btree_not_null")

    _row_unique = models.UniqueIndex("(import_id, row)", "This row of the file is already in quarantine.")
    _number_lookup = models.Index("(number_key) WHERE state = 'open'")
    _dismissed_with_note = models.Constraint(
        "CHECK (state <> 'dismissed' OR note IS NOT NULL)", "Write down why there is no fine behind this row.")

    # COMPUTE METHODS

    @api.depends("summons_number")
    def _compute_number_key(self):
        for record in self:
            record.number_key = normalise_number(record.summons_number) if record.summons_number else False

    @api.depends("problems", "cutover")
    def _compute_message(self):
        for record in self:
            record.message = "\n".join(record._explain(*problem) for problem in record.problems or ())

    def _explain(self, code, column, value):
        """One problem in words, for the clerk who can mend it."""
        # pylint: disable=prefer-env-translation
        _ = self.env._
        label = self._fields[column]._description_string(self.env) if column in self._fields else column
        words = {
            "no_number": _("The number is missing: look the fine up in the papers."),
            "bad_number": _("%(value)s is not a number of a slip.", value=value),
            "no_date": _("The date is missing: without it no term can be counted."),
            "bad_date": _("%(value)s is not a date written as year-month-day.", value=value),
            "late_date": _("%(value)s is after the cut-over (%(day)s).", value=value,
                           day=format_date(self.env, self.cutover) if self.cutover else ""),
            "bad_amount": _("%(label)s: %(value)s is not an amount of this currency.", label=label, value=value or "?"),
            "zero_amount": _("The amount of the fine is zero: nothing was imposed."),
            "due_higher": _(
                "%(value)s is due, but fine, penalty and interest less the payment give less.", value=value),
            "due_negative": _(
                "The amount due %(value)s is negative and does not follow from the payment.", value=value),
            "number_twice": _("The number %(value)s is in this file twice; the first row was imported.", value=value),
            "number_taken": _("The number %(value)s belongs to another fine already.", value=value),
            "unknown_agency": _("The profile does not know the agency %(value)s.", value=value or "?"),
            "unknown_offence": _("The profile does not know the infraction %(value)s.", value=value or "?"),
            "unknown_office": _("The profile names no office for the place %(value)s.", value=value or "?"),
        }
        return words.get(code, value)

    # CRUD METHODS

    def write(self, vals):
        if "state" in vals:
            raise UserError(self.env._("Use the buttons to move a row on."))
        if any(record.state != "open" for record in self):
            raise UserError(self.env._("A row that has left the quarantine does not change."))
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_never(self):
        raise UserError(self.env._("A row of a register is not deleted. Correct it, or dismiss it with a note."))

    # ACTION METHODS

    def action_retry(self):
        """Try again with what is written now; what still cannot be says why."""
        self.check_access("write")
        waiting = self.filtered(lambda record: record.state == "open")
        self.env["fines.register.writer"]._retry(waiting)
        done = waiting.filtered(lambda record: record.state == "imported")
        return {
            "type": "ir.actions.client", "tag": "display_notification",
            "params": {
                "type": "success" if done == waiting else "warning",
                "message": self.env._("%(done)s of %(count)s rows imported.", done=len(done), count=len(waiting)),
                "next": {"type": "ir.actions.client", "tag": "soft_reload"},
            },
        }

    def action_dismiss(self):
        """Say that there is no fine behind rows; the note tells why. For supervisors."""
        self.check_access("write")
        if not self.env.user.has_group("public_revenue.public_revenue_group_supervisor"):
            raise UserError(self.env._("A supervisor decides that there is no fine behind a row."))
        if not all(self.mapped("note")):
            raise UserError(self.env._("Write down why there is no fine behind this row."))
        self._update_state("dismissed")

    # BUSINESS METHODS

    def _update_state(self, state, values=None):
        """The one gate of the state: open -> imported or dismissed."""
        moving = self.filtered(lambda record: record.state == "open")
        super(FinesRegisterQuarantine, moving).write({**(values or {}), "state": state})

    def _get_texts(self):
        """The row as the reader of files gives it.

        :rtype: dict[str, str]
        """
        self.ensure_one()
        return {name: (self[name] or "").strip() for name in register.COLUMNS}

    @api.model
    def _is_checking(self, value, factor=None):
        """Whether a printed number is known here, under check. Tells nothing else of the row.

        :param str value: as typed: the number, with or without letters before it
        :param str factor: second factor: must be one of the row's own texts; None where the caller is entitled without
        """
        normalise = self.env["revenue.key"]._normalise
        typed = normalise(value)
        digits = re.search(r"[0-9]*$", typed).group()
        numbers = {normalise_number(text) for text in (typed, digits) if text}
        # sudo: an exact number is answered to whoever may ask (design, section 6); the row itself is not shown
        rows_sudo = self.sudo().search([("number_key", "in", list(numbers)), ("state", "=", "open")])
        return any(
            factor is None or normalise(factor) in map(normalise, row_sudo._get_texts().values())
            for row_sudo in rows_sudo)
