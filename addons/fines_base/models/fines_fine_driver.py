from odoo import api, fields, models
from odoo.tools import SQL, format_date

from odoo.addons.public_revenue import rules
from odoo.addons.public_revenue.text import normalise_identity

from .fines_fine_person import PERSONAL

#: Ends after which a fine counts neither for points nor as an antecedent.
UNDONE = ("cancelled", "wrong_debtor")


class FinesFine(models.Model):
    """What the same person did before: points of a driver in the window of the norm, antecedents until struck out.

    Earlier fines are found by identity number or driving licence wherever they were imposed: only their day, article
    and points are told, never the fine itself.
    """

    _inherit = "fines.fine"

    points = fields.Integer(compute="_compute_points", aggregator=None)
    driver_points = fields.Integer(
        "Points of the Driver", compute="_compute_earlier", compute_sudo=True, groups=PERSONAL, aggregator=None,
        help="In the months that the norm counts, this fine included.")
    points_limit = fields.Integer("Most Points", compute="_compute_points", aggregator=None)
    points_reached = fields.Boolean(compute="_compute_earlier", compute_sudo=True, groups=PERSONAL)
    antecedents = fields.Text(compute="_compute_earlier", compute_sudo=True, groups=PERSONAL)
    antecedent_count = fields.Integer(compute="_compute_earlier", compute_sudo=True, groups=PERSONAL, aggregator=None)

    @api.depends("line_ids.points", "line_ids.offence_id")
    def _compute_points(self):
        for fine in self:
            fine.points = sum(fine.line_ids.mapped("points"))
            fine.points_limit = max(fine.line_ids.offence_id.norm_id.mapped("fines_points_limit"), default=0)

    @api.depends("person_identity", "person_identity_type_id", "person_licence", "line_ids.points", "infraction_date")
    def _compute_earlier(self):
        for fine in self:
            earlier = fine._find_earlier() if fine.infraction_date else []
            fine.driver_points = fine._count_points(earlier)
            fine.points_reached = bool(fine.points_limit) and fine.driver_points >= fine.points_limit
            fine.antecedent_count = len(earlier)
            fine.antecedents = "\n".join(fine._tell_antecedent(row) for row in earlier)

    def _find_earlier(self):
        """Earlier fines of the same offender, the latest first: those in force, wherever they were imposed.

        :return: dicts of day, notified, closed, preventive, norm_id, article and points
        """
        number, licence = normalise_identity(self.person_identity), (self.person_licence or "").strip()
        if not number and not licence:
            return []
        self.env.flush_all()
        return self.env.execute_query_dict(SQL(
            """
            SELECT f.infraction_date AS day, f.notified_on AS notified, f.closed_on AS closed, f.preventive,
                   f.norm_id, sum(l.points) AS points,
                   string_agg(DISTINCT l.article, ', ' ORDER BY l.article) AS article
              FROM fines_fine f JOIN fines_fine_line l ON l.fine_id = f.id
             WHERE f.id IN (SELECT p.fine_id FROM fines_fine_person p WHERE p.role = 'offender' AND (
                        (p.identity_value = %(number)s AND p.identity_type_id = %(kind)s) OR p.licence = %(licence)s))
               AND f.id <> %(own)s AND f.state <> 'draft' AND f.infraction_date <= %(day)s
               AND COALESCE(f.close_reason, '') NOT IN %(undone)s
             GROUP BY f.id ORDER BY f.infraction_date DESC, f.id DESC
            """, number=number or None, kind=self.person_identity_type_id.id or None, licence=licence or None,
            own=self._origin.id or 0, day=self.infraction_date, undone=UNDONE))

    def _count_points(self, earlier):
        """Points of the driver in the window of the norm, this fine included."""
        if not self.infraction_date:
            return self.points
        months = max(self.line_ids.offence_id.norm_id.mapped("fines_points_months"), default=12)
        events = [(row["day"], row["points"] or 0) for row in earlier] + [(self.infraction_date, self.points)]
        return rules.sum_points(events, self.infraction_date, months)

    def _tell_antecedent(self, row):
        """One earlier fine in words: when, what, and when it no longer counts."""
        norm = self.env["revenue.norm"].browse(row["norm_id"])
        days = {"infraction": row["day"], "notification": row["notified"], "closing": row["closed"]}
        struck = rules.get_cancellation(days.get(norm.fines_antecedent_event), norm.fines_antecedent_months)
        kind = self.env._("Preventive notice") if row["preventive"] else self.env._("Fine")
        parts = [format_date(self.env, row["day"]), kind, " ".join(filter(None, [norm.code, row["article"]]))]
        if struck and struck <= self.infraction_date:
            parts.append(self.env._("struck out on %s", format_date(self.env, struck)))
        elif struck:
            parts.append(self.env._("counts until it is struck out on %s", format_date(self.env, struck)))
        return " · ".join(parts)
