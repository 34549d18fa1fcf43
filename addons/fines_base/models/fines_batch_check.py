from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import SQL

from odoo.addons.public_revenue.text import normalise_identity

from ..slip import is_in_sample, normalise_number
from .fines_fine_person import PERSONAL

KEYED = ("number_keyed", "identity_keyed", "amount_keyed")
#: What a role may write: the rest is made by the code.
WRITABLE = {*KEYED}


class FinesBatchCheck(models.Model):
    """A row of a batch keyed a second time by another person, who does not see the first: number, identity, amount.

    What differs is found by comparison, so that a row corrected later has to be keyed again by itself.
    """

    _name = "fines.batch.check"
    _description = "Second Keying"
    _order = "batch_id, position"
    _rec_name = "position"

    batch_id = fields.Many2one("fines.batch", required=True, readonly=True, ondelete="cascade", index=True)
    fine_id = fields.Many2one("fines.fine", required=True, readonly=True, ondelete="cascade", index=True)
    position = fields.Integer("Slip of the Batch", required=True, readonly=True, aggregator=None)
    why = fields.Selection(
        [
            ("unverified", "Person not verified"), ("amount", "Amount outside the law"), ("sample", "Sample"),
        ],
        required=True, readonly=True)
    number_keyed = fields.Char("Number")
    identity_keyed = fields.Char("Identity Number", groups=PERSONAL)
    currency_id = fields.Many2one(related="batch_id.currency_id")
    amount_keyed = fields.Monetary("Amount")
    user_id = fields.Many2one("res.users", string="Keyed by", readonly=True, ondelete="restrict")
    keyed_on = fields.Datetime(readonly=True)
    chosen = fields.Selection([("first", "First keying"), ("second", "Second keying")], readonly=True)
    chosen_by = fields.Many2one("res.users", readonly=True, ondelete="restrict")
    status = fields.Selection(
        [("pending", "To be keyed"), ("agrees", "Agrees"), ("differs", "Differs")], compute="_compute_status")
    differences = fields.Text(compute="_compute_status")

    _fine_unique = models.UniqueIndex("(fine_id)", "This row is keyed a second time already.")

    @api.depends(
        "user_id", "number_keyed", "amount_keyed", "fine_id.number", "fine_id.amount_total", "fine_id.slip_amount",
        "fine_id.person_ids")
    def _compute_status(self):
        for check in self:
            differences = check._get_differences() if check.user_id else []
            check.status = "pending" if not check.user_id else "differs" if differences else "agrees"
            check.differences = "\n".join(
                self.env._("%(field)s: first %(first)s, second %(second)s", field=label, first=first, second=second)
                for label, first, second in differences)

    def _get_differences(self):
        """What the two keyings do not have in common.

        :return: (label, first, second)
        :rtype: list[tuple[str, str, str]]
        """
        self.ensure_one()
        fine, empty = self.fine_id, "-"
        pairs = [("number_keyed", fine.number or "", normalise_number(self.number_keyed))]
        if self._has_field_access(self._fields["identity_keyed"], "read"):
            identity = normalise_identity(fine.person_identity or "")
            pairs.append(("identity_keyed", identity, normalise_identity(self.identity_keyed or "")))
        amounts = [self.currency_id.format(amount or 0) for amount in (fine._get_slip_amount(), self.amount_keyed)]
        pairs.append(("amount_keyed", *amounts))
        return [
            (self._fields[name]._description_string(self.env), first or empty, second or empty)
            for name, first, second in pairs if first != second]

    # CRUD METHODS

    @api.model_create_multi
    def create(self, vals_list):  # pylint: disable=method-required-super
        """Refused: the batch says which rows are keyed a second time."""
        raise UserError(self.env._("The batch says which rows are keyed a second time."))

    def write(self, vals):
        """Keep what the second person keys; whoever keyed the row first is refused, except in a small office."""
        if not vals.keys() <= WRITABLE:
            raise UserError(self.env._("Only number, identity and amount are keyed a second time."))
        self.batch_id._check_open()
        self._check_other_person()
        return super().write({
            **vals, "user_id": self.env.uid, "keyed_on": fields.Datetime.now(), "chosen": False, "chosen_by": False})

    @api.ondelete(at_uninstall=False)
    def _unlink_except_keyed(self):
        if any(check.user_id for check in self):
            raise UserError(self.env._("A second keying is not deleted."))

    # ACTION METHODS

    def action_keep_first(self):
        """The paper says what was keyed first: the second keying takes it over."""
        self.check_access("write")
        for check in self.filtered(lambda check: check.status == "differs"):
            fine = check.fine_id
            check._choose("first", {
                "number_keyed": fine.number, "identity_keyed": fine.person_identity,
                "amount_keyed": fine._get_slip_amount()})

    def action_take_second(self):
        """The paper says what was keyed second: the row is corrected."""
        self.check_access("write")
        for check in self.filtered(lambda check: check.status == "differs"):
            check.fine_id.check_access("write")
            check.fine_id.write(check._prepare_correction())
            check._choose("second", {})

    # BUSINESS METHODS

    def _check_other_person(self):
        """Whoever keyed a row first neither keys it again nor says which keying is right, except in a small office."""
        for check in self:
            if check.fine_id.create_uid == self.env.user and not check.batch_id.office_id.small_office:
                raise UserError(self.env._(
                    "You keyed slip %s first: another person keys it again.", check.position))

    def _choose(self, chosen, vals):
        self.batch_id._check_open()
        self._check_other_person()
        super().write({**vals, "chosen": chosen, "chosen_by": self.env.uid})

    def _prepare_correction(self):
        """Values of the row as the second person read the slip; what agrees is left alone."""
        self.ensure_one()
        fine, values = self.fine_id, {}
        if normalise_number(self.number_keyed) != fine.number:
            values["number"] = self.number_keyed
        if normalise_identity(self.identity_keyed or "") != normalise_identity(fine.person_identity or ""):
            values.update(person_identity=self.identity_keyed, partner_id=False)
        if self.currency_id.compare_amounts(self.amount_keyed, fine._get_slip_amount()):
            values["slip_amount"] = self.amount_keyed
        return values

    @api.model
    def _prepare(self, batch):
        """Make the rows of a second keying that are missing and drop those not keyed that need none any more.

        :param batch: one fines.batch
        """
        if batch.state != "open":
            return
        batch.check_access("write")
        wanted = self._find_wanted(batch)
        positions = {fine_id: place for place, fine_id in enumerate(batch._get_rows_in_order(), start=1)}
        batch.check_ids.filtered(lambda check: not check.user_id and check.fine_id.id not in wanted).unlink()
        missing = wanted.keys() - set(batch.check_ids.fine_id.ids)
        super().create([
            {"batch_id": batch.id, "fine_id": fine_id, "position": positions[fine_id], "why": wanted[fine_id]}
            for fine_id in sorted(missing)])

    @api.model
    def _find_wanted(self, batch):
        """Which drafts of a batch have to be keyed twice, and why.

        :return: reason by id of the fine
        :rtype: dict[int, str]
        """
        drafts = batch.fine_ids.filtered(lambda fine: fine.state == "draft")
        percent = max(batch.agency_id.fines_check_percent, batch.office_id.fines_check_percent)
        wanted = {fine.id: "sample" for fine in drafts if is_in_sample(f"{batch.id}:{fine.id}", percent)}
        wanted.update((fine.id, "amount") for fine in drafts if fine._is_outside_law())
        wanted.update((fine_id, "unverified") for fine_id in self._find_unverified(batch))
        return wanted

    @api.model
    def _find_unverified(self, batch):
        """Drafts whose offender carries a number that nobody has verified for this person.

        Numbers are compared by the database, whoever asks: an agency's officer does not read the persons of others.
        """
        self.env.flush_all()
        return [fine_id for (fine_id,) in self.env.execute_query(SQL(
            """
            SELECT f.id FROM fines_fine f JOIN fines_fine_person p ON p.fine_id = f.id AND p.role = 'offender'
             WHERE f.batch_id = %s AND f.state = 'draft' AND p.identity_value IS NOT NULL
               AND NOT EXISTS (SELECT FROM revenue_identity i
                                WHERE i.type_id = p.identity_type_id AND i.value = p.identity_value
                                  AND i.partner_id = f.partner_id AND i.verified <> 'no')
            """, batch.id))]
