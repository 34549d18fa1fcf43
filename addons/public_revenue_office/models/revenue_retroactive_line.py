from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import SQL, format_date

from odoo.addons.public_revenue import rules
from odoo.addons.public_revenue.moves import check_moves

#: Allowed moves of a line.
MOVES = {"waiting": ("done", "skipped"), "done": (), "skipped": ()}


class RevenueRetroactiveLine(models.Model):
    """What a retroactive act does to one debt, by receipt: taken, owed now, and the difference."""

    _name = "revenue.retroactive.line"
    _description = "Debt of a Retroactive Act"
    _inherit = ["revenue.paper.mixin"]
    _order = "retroactive_id desc, id"

    retroactive_id = fields.Many2one(
        "revenue.retroactive", string="Act", required=True, readonly=True, ondelete="restrict", index=True)
    company_id = fields.Many2one(related="retroactive_id.company_id", store=True)
    office_id = fields.Many2one(related="retroactive_id.office_id", store=True)
    currency_id = fields.Many2one(related="retroactive_id.currency_id")
    obligation_id = fields.Many2one(
        "revenue.obligation", string="Debt", required=True, readonly=True, ondelete="restrict", index=True)
    debt_office_id = fields.Many2one(related="obligation_id.office_id", string="Office of the Debt")
    partner_id = fields.Many2one(related="obligation_id.partner_id", string="Debtor")
    receipt_id = fields.Many2one(
        "revenue.receipt", readonly=True, ondelete="restrict", index="btree_not_null", help="Empty: nothing was paid.")
    receipt_name = fields.Char("Receipt as Printed", readonly=True)
    payer_id = fields.Many2one(related="receipt_id.payer_id")
    taken = fields.Monetary(readonly=True)
    over = fields.Monetary("Taken too Much", readonly=True)
    owed = fields.Monetary("Owed under the New Facts", compute="_compute_owed", help="Of what this receipt paid.")
    before = fields.Monetary("To Pay Before", readonly=True)
    after = fields.Monetary("To Pay Now", readonly=True)
    credit_id = fields.Many2one("revenue.credit", readonly=True, ondelete="restrict", index="btree_not_null")
    problem = fields.Char(readonly=True)
    state = fields.Selection(
        [("waiting", "Waits"), ("done", "Done"), ("skipped", "Not done")], required=True, readonly=True,
        default="waiting")

    _waiting_lookup = models.Index("(retroactive_id, obligation_id) WHERE state = 'waiting'")

    @api.depends("taken", "over")
    def _compute_owed(self):
        for line in self:
            line.owed = float(rules.difference(line.taken, line.over))

    @api.depends("obligation_id")
    def _compute_display_name(self):
        for line in self:
            line.display_name = line.obligation_id.display_name

    def write(self, vals):  # pylint: disable=method-required-super
        """Refused: a line is what the preview found."""
        raise UserError(self.env._("What a preview found does not change by hand."))

    @api.ondelete(at_uninstall=False)
    def _unlink_never(self):
        raise UserError(self.env._("What a preview found does not change by hand."))

    @api.model
    def _forget(self, act):
        """Let an earlier preview go: nothing was done by it."""
        self.env.flush_all()
        self.env.cr.execute(SQL(
            "DELETE FROM revenue_retroactive_line WHERE retroactive_id = %s AND state = 'waiting'", act.id))
        self.env.invalidate_all(flush=False)

    def _check_same(self, previews):
        """Set the lines of debts aside that are no longer what the preview saw.

        :param dict previews: what the debts would owe now
        :return: the lines of the others
        """
        good = self.browse()
        for debt, lines in self.grouped("obligation_id").items():
            preview, currency = previews[debt.id], lines.currency_id
            same = not currency.compare_amounts(sum(lines.mapped("over")), float(preview.excess))
            if same and not currency.compare_amounts(lines[0].after, float(preview.after)):
                good += lines
            else:
                lines._note_skipped(self.env._("The debt changed since the preview."))
        return good

    def _note_done(self):
        """The debts were changed: remember the credits that came of it."""
        credits = self.env["revenue.credit"].search(
            [("obligation_id", "in", self.obligation_id.ids), ("reason", "=", "overpaid")])
        by_debt = {credit.obligation_id: credit for credit in credits}
        for debt, lines in self.grouped("obligation_id").items():
            lines._update_state("done", {"credit_id": by_debt[debt].id if sum(lines.mapped("over")) else False})

    def _note_skipped(self, problem):
        self._update_state("skipped", {"problem": problem})

    def _update_state(self, state, vals=None):
        """The one gate of the state, see MOVES.

        :raise UserError: on any other move
        """
        check_moves(self, state, MOVES)
        return super().write({**(vals or {}), "state": state})

    # === PAPER === #

    def _get_papers(self):
        """Override of public_revenue: a letter to who paid too much."""
        texts = self.obligation_id._describe()
        return [line._prepare_letter(texts[line.obligation_id.id]["title"]) for line in self]

    def _prepare_letter(self, title):
        act, money = self.retroactive_id, self.currency_id.format
        return {
            "size": "A5", "title": self.env._("Money at your disposal"), "number": act.number,
            "issuer": list(filter(None, [act.office_id.name, act.office_id.address])),
            "blocks": [
                {"kind": "fields", "rows": [
                    [self.env._("To"), self.payer_id.name or self.partner_id.name or ""],
                    [self.env._("Debt"), title],
                    [self.env._("Receipt"), self.receipt_name or ""],
                    [self.env._("Paid on"), format_date(self.env, self.receipt_id.paid_on)],
                    [self.env._("Paid"), money(self.taken)], [self.env._("Owed"), money(self.owed)],
                    [self.env._("Difference"), money(self.over)],
                    [self.env._("Norm"), " ".join(filter(None, [act.norm_id.name, act.decision]))]]},
                {"kind": "text", "text": self.env._(
                    "You paid more than is owed under the norm above. The difference is held for you: come to the "
                    "office with an identity document to have it given back.")}],
        }
