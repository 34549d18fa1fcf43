from typing import NamedTuple

from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError
from odoo.tools import SQL

from odoo.addons.public_revenue import rules

from ..guards import guard_number
from ..slip import get_serial


class Place(NamedTuple):
    """What is known about one slip number: the fine that carries it, its checkbook and holder, its fate."""

    fine_id: int | None
    checkbook_id: int | None
    inspector_id: int | None
    fate: str | None


class FinesCheckbookNumber(models.Model):
    """What became of one number of a checkbook; a number without a row is still blank."""

    _name = "fines.checkbook.number"
    _description = "Checkbook Number"
    _order = "checkbook_id, number"

    checkbook_id = fields.Many2one("fines.checkbook", required=True, ondelete="restrict", index=True)
    agency_id = fields.Many2one("fines.agency", required=True, readonly=True, ondelete="restrict", index=True)
    series = fields.Char(readonly=True)
    number = fields.Integer(required=True, aggregator=None)
    fate = fields.Selection(
        [("used", "Used"), ("void", "Void"), ("lost", "Lost"), ("returned", "Returned blank")],
        required=True, default="void")
    fine_id = fields.Many2one("fines.fine", readonly=True, ondelete="cascade", index="btree_not_null")
    reason = fields.Char(help="Why the number is void, lost or came back.")
    document = fields.Char(help="Number of the act or report that proves it.")

    _number_unique = models.UniqueIndex(
        "(agency_id, COALESCE(series, ''), number)",
        "This number of the agency and series already has a fate: it is used, void, lost or returned.")
    _unused_lookup = models.Index("(checkbook_id, number) WHERE fate <> 'used'")
    _fine_if_used = models.Constraint(
        "CHECK ((fate = 'used') = (fine_id IS NOT NULL))", "A number is used when, and only when, a fine names it.")
    _reason_needed = models.Constraint(
        "CHECK (fate NOT IN ('void', 'lost') OR reason IS NOT NULL)",
        "Say why the number is void or lost.")
    _document_needed = models.Constraint(
        "CHECK (fate <> 'lost' OR document IS NOT NULL)", "A lost number needs the document that proves the loss.")

    def init(self):
        guard_number(self.env.cr)

    @api.depends("checkbook_id", "number")
    def _compute_display_name(self):
        for record in self:
            number = f"{record.number:0{record.agency_id.number_digits}d}"
            record.display_name = " ".join(filter(None, [record.agency_id.code, record.series, number]))

    @api.constrains("checkbook_id", "number")
    def _check_in_range(self):
        for record in self:
            book = record.checkbook_id
            if not book.number_from <= record.number <= book.number_to:
                raise ValidationError(self.env._(
                    "%(number)s is not a number of the checkbook %(book)s.",
                    number=record.number, book=book.display_name))

    @api.model_create_multi
    def create(self, vals_list):
        """Give blank numbers a fate; a number is used only by the fine that carries it."""
        if any(vals.get("fate") == "used" for vals in vals_list):
            raise UserError(self.env._("A number becomes used when a fine with it is entered."))
        return super().create([self._complete_values(vals) for vals in vals_list])

    def write(self, vals):
        if not vals.keys() <= {"reason", "document"}:
            raise UserError(self.env._("The fate of a number does not change."))
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_fated(self):
        raise UserError(self.env._("The fate of a number does not change."))

    @api.model
    def _complete_values(self, vals):
        book = self.env["fines.checkbook"].browse(vals.get("checkbook_id"))
        return {**vals, "agency_id": book.agency_id.id, "series": book.series, "fine_id": False}

    @api.model
    def _locate(self, keys):
        """Look slip numbers up, all in one statement and past record rules: a number is taken for everybody.

        :param keys: (agency id, normalised series, normalised number)
        :return: one Place for each key, in order
        :rtype: list[Place]
        """
        self.env["fines.fine"].flush_model(["agency_id", "series", "number"])
        self.env["fines.checkbook"].flush_model(["agency_id", "series", "number_from", "number_to", "inspector_id"])
        self.flush_model()
        agencies, series, numbers = ([key[position] or None for key in keys] for position in range(3))
        rows = self.env.execute_query(SQL(
            """
            SELECT f.id, b.id, b.inspector_id, n.fate
              FROM unnest(%s::int[], %s::text[], %s::text[], %s::int[])
                   WITH ORDINALITY AS k(agency, series, number, serial, place)
              LEFT JOIN fines_fine f ON f.agency_id = k.agency AND f.number = k.number
                    AND COALESCE(f.series, '') = COALESCE(k.series, '')
              LEFT JOIN LATERAL (
                    SELECT id, inspector_id, number_to FROM fines_checkbook
                     WHERE agency_id = k.agency AND COALESCE(series, '') = COALESCE(k.series, '')
                       AND number_from <= k.serial ORDER BY number_from DESC LIMIT 1) b ON b.number_to >= k.serial
              LEFT JOIN fines_checkbook_number n ON n.agency_id = k.agency AND n.number = k.serial
                    AND COALESCE(n.series, '') = COALESCE(k.series, '')
             ORDER BY k.place
            """, agencies, series, numbers, [get_serial(number) for number in numbers]))
        return [Place(*row) for row in rows]

    @api.model
    def _strip_check_digits(self, keys):
        """Read numbers that were typed as our slips print them: the two check digits prove them and fall away.

        A number is one of ours when a checkbook of kind ours holds it without its last two digits and none holds it as
        it is; other numbers stay as they are.

        :param keys: (agency id, normalised series, normalised number)
        :return: the keys with plain numbers, and positions of those whose check digits do not agree
        :rtype: tuple[list[tuple[int, str, str]], set[int]]
        """
        keys = list(keys)
        self.env["fines.checkbook"].flush_model(["agency_id", "series", "number_from", "number_to", "kind"])
        agencies, series, numbers = (
            [key[0] or None for key in keys], [key[1] or "" for key in keys],
            [int(key[2]) if key[2].isdigit() and len(key[2]) < 16 else None for key in keys])
        rows = self.env.execute_query(SQL(
            """
            SELECT k.place - 1, k.number FROM unnest(%s::int[], %s::text[], %s::bigint[])
                   WITH ORDINALITY AS k(agency, series, number, place)
              JOIN fines_checkbook b ON b.agency_id = k.agency AND COALESCE(b.series, '') = k.series
                   AND b.kind = 'ours' AND k.number / 100 BETWEEN b.number_from AND b.number_to
             WHERE NOT EXISTS (
                   SELECT FROM fines_checkbook o WHERE o.agency_id = k.agency AND COALESCE(o.series, '') = k.series
                      AND k.number BETWEEN o.number_from AND o.number_to)
            """, agencies, series, numbers))
        for place, number in rows:
            keys[place] = (*keys[place][:2], str(number)[:-2])
        return keys, {place for place, number in rows if not rules.check(str(number), len(str(number)) - 2)}

    @api.model
    def _insert_used(self, fines):
        """Mark the numbers of fines as used in their checkbooks, set-wise.

        :param fines: flushed fines with a checkbook
        """
        self.flush_model()
        self.env.cr.execute(SQL(
            """
            INSERT INTO fines_checkbook_number (fine_id, checkbook_id, agency_id, series, number, fate, create_uid,
                                                create_date, write_uid, write_date)
            SELECT id, checkbook_id, agency_id, series, number::integer, 'used', %(uid)s, %(now)s, %(uid)s, %(now)s
              FROM fines_fine WHERE id IN %(fines)s
            """, fines=tuple(fines.ids), uid=self.env.uid, now=fields.Datetime.now()))
        self.invalidate_model()
        self.env["fines.checkbook"].invalidate_model(["number_ids", "used_count", "blank_count", "other_count"])

    @api.model
    def _insert_run(self, book, first, last, fate, reason, document):
        """Give the blank numbers of a run a fate, set-wise; those that have one keep it.

        :param book: one checkbook
        :param str fate: void, lost or returned
        :return: how many numbers got it
        :rtype: int
        """
        self.check_access("create")
        book.check_access("read")
        self.flush_model()
        rows = self.env.execute_query(SQL(
            """
            INSERT INTO fines_checkbook_number (checkbook_id, agency_id, series, number, fate, reason, document,
                                                create_uid, create_date, write_uid, write_date)
            SELECT b.id, b.agency_id, b.series, k.number, %(fate)s, %(reason)s, %(document)s,
                   %(uid)s, %(now)s, %(uid)s, %(now)s
              FROM fines_checkbook b, generate_series(GREATEST(%(first)s, b.number_from),
                                                      LEAST(%(last)s, b.number_to)) AS k(number)
             WHERE b.id = %(book)s AND NOT EXISTS (
                   SELECT FROM fines_checkbook_number n WHERE n.agency_id = b.agency_id AND n.number = k.number
                      AND COALESCE(n.series, '') = COALESCE(b.series, ''))
            RETURNING id
            """, book=book.id, first=first, last=last, fate=fate, reason=reason or None, document=document or None,
            uid=self.env.uid, now=fields.Datetime.now()))
        self.invalidate_model()
        self.env["fines.checkbook"].invalidate_model(["number_ids", "used_count", "blank_count", "other_count"])
        return len(rows)

    @api.model
    def _release(self, fines):
        """Make the numbers of drafts blank again that are renumbered.

        :param fines: fines in draft
        """
        self.flush_model()
        self.env.cr.execute(SQL(
            "DELETE FROM fines_checkbook_number WHERE fine_id IN %s AND fate = 'used'", tuple(fines.ids)))
        self.invalidate_model()
