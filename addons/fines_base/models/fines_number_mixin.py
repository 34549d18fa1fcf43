from odoo import api, fields, models
from odoo.exceptions import RedirectWarning, ValidationError
from odoo.fields import Domain

from ..slip import format_number, normalise_number, normalise_series

NUMBER_FIELDS = {"agency_id", "series", "number"}


class FinesNumberMixin(models.AbstractModel):
    """What identifies a fine: agency, series and number. Finding it, showing it, and its place in a checkbook."""

    _name = "fines.number.mixin"
    _description = "Numbered Slip"

    agency_id = fields.Many2one(
        "fines.agency", required=True, ondelete="restrict", default=lambda self: self._default_agency_id())
    series = fields.Char(copy=False, help="Letters printed before the number, if any.")
    number = fields.Char(required=True, copy=False, help="Number printed on the slip.")
    checkbook_id = fields.Many2one(
        "fines.checkbook", readonly=True, copy=False, ondelete="restrict", index="btree_not_null")
    duplicate_id = fields.Many2one("fines.fine", string="Already Registered", compute="_compute_duplicate_id")

    @api.model
    def _default_agency_id(self):
        """The agency of a user who works for one only."""
        agencies = self.env.user.fines_agency_scope_ids
        return agencies if len(agencies) == 1 else agencies.browse()

    # COMPUTE METHODS

    @api.depends("agency_id", "series", "number")
    def _compute_display_name(self):
        for fine in self:
            agency = fine.agency_id
            fine.display_name = format_number(
                agency.code, fine.series, fine.number, agency.number_digits) or self.env._("New")

    @api.depends("agency_id", "series", "number")
    def _compute_duplicate_id(self):
        """Show the fine that already carries this number, while it is typed."""
        for fine in self:
            key = (fine.agency_id.id, normalise_series(fine.series), normalise_number(fine.number))
            found = self._find_slips([key]).get(key, self.browse()) if all((key[0], key[2])) else self.browse()
            fine.duplicate_id = (found - fine._origin)._filtered_access("read")

    @api.model
    def _search_display_name(self, operator, value):
        """Find by what is printed: the number alone, or with agency and series before it."""
        if operator not in ("=", "ilike", "like", "=ilike", "in"):
            return NotImplemented
        texts = [value] if isinstance(value, str) else list(value)
        return Domain.OR(self._get_search_domain(text or "") for text in texts)

    @api.model
    def _get_search_domain(self, text):
        words = text.replace("-", " ").split()
        domain = Domain("number", "=", normalise_number(words[-1] if words else ""))
        if len(words) > 1:
            domain &= Domain("agency_id.code", "=ilike", words[0])
        if len(words) > 2:
            domain &= Domain("series", "=", normalise_series(words[1]))
        return domain

    # NUMBER METHODS

    @api.model
    def _find_slips(self, keys):
        """Fines by what identifies them, those of other offices too: a number is taken wherever it was registered.

        :param keys: (agency id, normalised series, normalised number)
        :rtype: dict[tuple[int, str, str], recordset of fines.fine]
        """
        numbers = self.env["fines.checkbook.number"]
        found = numbers._locate(numbers._strip_check_digits(keys)[0])
        return {key: self.browse(row.fine_id) for key, row in zip(keys, found, strict=True) if row.fine_id}

    @api.model
    def _match_numbers(self, vals_list, own=0):
        """Refuse numbers that are taken and complete the values from the checkbook of the number, in place.

        :param vals_list: normalised values with agency_id, series and number
        :param int own: id of the fine that is renumbered
        """
        keys = self._read_printed(vals_list)
        if len(set(keys)) < len(keys):
            twice = next(key for key in keys if keys.count(key) > 1)
            raise ValidationError(self.env._("The number %(number)s is there twice.", number=twice[2]))
        for vals, row in zip(vals_list, self.env["fines.checkbook.number"]._locate(keys), strict=True):
            if row.fine_id and row.fine_id != own:
                self.browse(row.fine_id)._raise_taken(len(vals_list))
            if row.fate and row.fate != "used":
                self._raise_fated(vals["number"], row.fate)
            vals["checkbook_id"] = row.checkbook_id or False
            if row.inspector_id and not vals.get("inspector_id"):
                vals["inspector_id"] = row.inspector_id

    @api.model
    def _read_printed(self, vals_list):
        """Keys of numbers as typed; those printed with check digits are checked and lose them, also in the values.

        :rtype: list[tuple[int, str, str]]
        """
        typed = [(vals.get("agency_id"), vals.get("series") or "", vals.get("number") or "") for vals in vals_list]
        keys, wrong = self.env["fines.checkbook.number"]._strip_check_digits(typed)
        if wrong:
            raise ValidationError(self.env._(
                "Check the number %s: its last two digits do not agree with the others.", typed[min(wrong)][2]))
        for vals, key in zip(vals_list, keys, strict=True):
            vals["number"] = key[2]
        return keys

    def _raise_taken(self, batch_size):
        """Say that the number is registered and, to who may see that fine, offer to open it."""
        visible = self._filtered_access("read")
        # sudo: the name of the fine and of its office tell a clerk whom to ask, nothing more
        fine_sudo = self.sudo()
        message = self.env._(
            "The number is already registered: %(fine)s, of the office %(office)s. Check the slip.",
            fine=fine_sudo.display_name, office=fine_sudo.office_id.name)
        if not visible or batch_size > 1:
            raise ValidationError(message)
        action = self.env["ir.actions.act_window"]._for_xml_id("fines_base.fines_fine_action")
        action.update(res_id=self.id, views=[(False, "form")], view_mode="form")
        raise RedirectWarning(message, action, self.env._("Open the registered fine"))

    @api.model
    def _raise_fated(self, number, fate):
        fates = dict(self.env["fines.checkbook.number"]._fields["fate"]._description_selection(self.env))
        raise ValidationError(self.env._(
            "The number %(number)s cannot be used: its checkbook says %(fate)s.", number=number, fate=fates[fate]))

    def _renumber(self, vals):
        """Give a draft another number: the old one becomes blank again."""
        self.ensure_one()
        self.flush_recordset()
        [row] = rows = [{
            "agency_id": vals.get("agency_id", self.agency_id.id),
            "series": vals.get("series", self.series or ""),
            "number": vals.get("number", self.number),
        }]
        self._match_numbers(rows, own=self.id)
        self.env["fines.checkbook.number"]._release(self)
        return {**vals, "number": row["number"], "checkbook_id": row["checkbook_id"]}

    def _take_numbers(self):
        """Mark the numbers of new fines as used in their checkbooks, set-wise."""
        booked = self.filtered("checkbook_id")
        if booked:
            booked.flush_recordset()
            self.env["fines.checkbook.number"]._insert_used(booked)
