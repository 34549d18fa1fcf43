from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import format_date

#: Debts that one request may move; more go in the background.
AT_ONCE = 200
#: What a person may still change of a transfer; the rest was decided when it was sent.
FREE = {"document_ids"}


class RevenueTransfer(models.Model):
    """A note by which an office gives debts to the office of their debtors.

    The debts go at once, with their dates: a transfer starts no clock anew. What the other office says of each is on
    the lines. Both offices read the note.
    """

    _name = "revenue.transfer"
    _description = "Transfer of Debts"
    _inherit = ["revenue.document.mixin", "revenue.paper.mixin", "mail.thread"]
    _order = "id desc"
    _rec_name = "number"

    number = fields.Char(required=True, readonly=True, copy=False)
    office_id = fields.Many2one(
        "revenue.office", string="Sent by", required=True, readonly=True, ondelete="restrict", index=True)
    to_office_id = fields.Many2one(
        "revenue.office", string="Sent to", required=True, readonly=True, ondelete="restrict", index=True)
    company_id = fields.Many2one("res.company", required=True, readonly=True, ondelete="restrict")
    reason = fields.Text(required=True, readonly=True)
    sent_on = fields.Date(required=True, readonly=True)
    sent_by_id = fields.Many2one("res.users", string="Officer", required=True, readonly=True, ondelete="restrict")
    line_ids = fields.One2many("revenue.transfer.line", "transfer_id", string="Debts", readonly=True)
    line_count = fields.Integer("Number of Debts", compute="_compute_counts")
    going_count = fields.Integer("Still to Be Sent", compute="_compute_counts")
    waiting_count = fields.Integer("Not yet Acknowledged", compute="_compute_counts")
    problem_count = fields.Integer("Not Sent", compute="_compute_counts")
    status = fields.Selection(
        [("going", "Being sent"), ("waiting", "Not yet acknowledged"), ("answered", "Answered")],
        compute="_compute_counts")
    is_incoming = fields.Boolean(
        "For my Offices", compute="_compute_is_incoming", search="_search_is_incoming")

    _number_unique = models.UniqueIndex("(number)", "There is already a transfer with this number.")
    _two_offices = models.Constraint("CHECK (office_id <> to_office_id)", "A transfer goes to another office.")

    # === COMPUTE METHODS === #

    @api.depends("line_ids.state", "line_ids.problem")
    def _compute_counts(self):
        groups = self.env["revenue.transfer.line"]._read_group(
            [("transfer_id", "in", self.ids)], ["transfer_id", "state"], ["__count", "problem:count"])
        for transfer in self:
            mine = {state: (count, problems) for one, state, count, problems in groups if one == transfer}
            transfer.line_count = sum(count for count, _problems in mine.values())
            transfer.going_count, transfer.problem_count = mine.get("draft", (0, 0))
            transfer.waiting_count = mine.get("sent", (0, 0))[0]
            transfer.status = "going" if transfer.going_count else "waiting" if transfer.waiting_count else "answered"

    @api.depends("to_office_id")
    @api.depends_context("uid")
    def _compute_is_incoming(self):
        for transfer in self:
            transfer.is_incoming = transfer.to_office_id in self.env.user.revenue_scope_ids

    @api.model
    def _search_is_incoming(self, operator, _value):
        if operator not in ("in", "not in"):
            return NotImplemented
        return [("to_office_id", operator, self.env.user.revenue_scope_ids.ids)]

    # === CRUD METHODS === #

    @api.model_create_multi
    def create(self, vals_list):  # pylint: disable=method-required-super
        """Refused: a transfer says who sent debts from where, see `_send`."""
        raise UserError(self.env._("A transfer is made by sending debts."))

    def write(self, vals):
        """Override: what was sent stays as it was sent."""
        if any(name in self._fields and name not in FREE and not name.startswith("message_") for name in vals):
            raise UserError(self.env._("A transfer that was sent does not change: answer it."))
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_never(self):
        raise UserError(self.env._("A transfer is not deleted: it says where debts went."))

    # === ACTION METHODS === #

    def action_accept(self):
        """Button of the receiving office: all that has come and waits is here."""
        self.check_access("write")
        self.line_ids.filtered(lambda line: line.state == "sent").action_accept()

    def action_retry(self):
        """Button of the sending office: send what was stopped by a problem."""
        self.check_access("write")
        self.line_ids.filtered(lambda line: line.state == "draft")._send_all()

    def action_cancel(self):
        """Button of the sending office: what has not gone yet stays."""
        self.check_access("write")
        self.line_ids.filtered(lambda line: line.state == "draft").action_cancel()

    def action_open_lines(self):
        """Smart button: the debts of the note."""
        self.check_access("read")
        action = self.env["ir.actions.actions"]._for_xml_id("public_revenue_office.revenue_transfer_line_action")
        return {**action, "domain": [("transfer_id", "in", self.ids)], "context": {}}

    # === BUSINESS METHODS === #

    @api.model
    def _send(self, obligations, to_office, reason, documents=()):
        """Send debts of one office to another of the same company.

        :param obligations: open debts that the user may read
        :param to_office: the office of the debtor
        :param str reason: why, in words
        :param documents: attachments of the user, not bound yet
        :return: the transfer; more than AT_ONCE debts follow in the background
        """
        self.check_access("create")
        obligations.check_access("read")
        self._check_sendable(obligations, to_office)
        office = obligations.office_id
        [number] = self.env["revenue.counter"]._draw(office, "T")
        transfer = super().create([{
            "number": number, "office_id": office.id, "to_office_id": to_office.id, "company_id": office.company_id.id,
            "reason": reason, "sent_on": office._today(), "sent_by_id": self.env.uid,
            "document_ids": [fields.Command.link(file.id) for file in documents]}])
        texts = obligations._describe()
        lines = self.env["revenue.transfer.line"]._add([
            transfer._prepare_line(debt, texts[debt.id]["title"]) for debt in obligations])
        lines._send_all()
        return transfer

    def _prepare_line(self, debt, title):
        return {
            "transfer_id": self.id, "office_id": self.office_id.id, "to_office_id": self.to_office_id.id,
            "company_id": self.company_id.id, "obligation_id": debt.id, "title": title,
            "partner_id": debt.partner_id.id, "currency_id": debt.currency_id.id, "imposed_on": debt.date,
            "clock_start": debt.clock_start}

    @api.model
    def _check_sendable(self, obligations, to_office):
        """Refuse what cannot be sent, in words. Serves as a hook; call super."""
        if len(obligations.office_id) != 1:
            raise UserError(self.env._("Choose debts of one office."))
        if to_office == obligations.office_id:
            raise UserError(self.env._("The debts are at %s already.", to_office.name))
        if to_office.company_id != obligations.company_id:
            raise UserError(self.env._(
                "%(office)s belongs to %(company)s: debts do not move between companies. Money for them is taken at "
                "any desk and remitted.", office=to_office.name, company=to_office.company_id.name))
        closed = obligations.filtered(lambda debt: debt.state != "open")
        if closed:
            raise UserError(self.env._("Nothing is left of %s: it is not sent.", closed[0].display_name))
        busy = self.env["revenue.transfer.line"].search(
            [("obligation_id", "in", obligations.ids), ("state", "in", ("draft", "sent"))], limit=1)
        if busy:
            raise UserError(self.env._("%(debt)s is on its way with %(transfer)s: it must be answered first.",
                                       debt=busy.title, transfer=busy.transfer_id.number))

    # === PAPER === #

    def _get_papers(self):
        """Override of public_revenue: the note that goes with the papers of the debts."""
        return [transfer._prepare_paper() for transfer in self]

    def _prepare_paper(self):
        sender, receiver = self.office_id, self.to_office_id
        return {
            "size": "A4", "title": self.env._("Transfer of debts"), "number": self.number, "barcode": self.number,
            "issuer": list(filter(None, [sender.name, sender.address])),
            "blocks": [
                {"kind": "fields", "rows": [
                    [self.env._("To"), receiver.name], [self.env._("Sent on"), format_date(self.env, self.sent_on)],
                    [self.env._("Officer"), self.sent_by_id.name], [self.env._("Reason"), self.reason],
                    [self.env._("Number of debts"), str(self.line_count)]]},
                {"kind": "table", "widths": [4, 4, 2, 2, 3], "aligns": "llllr",
                 "head": [self.env._("Debt"), self.env._("Debtor"), self.env._("Imposed on"),
                          self.env._("Terms from"), self.env._("Owed when sent")],
                 "rows": [line._prepare_row() for line in self.line_ids]},
                {"kind": "signatures", "labels": [
                    self.env._("Sent: name, signature"), self.env._("Received: name, signature, day")]}],
        }
