from odoo import api, fields, models
from odoo.tools import SQL

from odoo.addons.public_revenue import rules
from odoo.addons.public_revenue_collection.fields import LooseMany2one

#: Where bands of age end, in days since the imposition.
BANDS = (30, 90, 180, 365)
BAND_NAMES = [("0", "Up to 30 days"), ("1", "31 to 90 days"), ("2", "91 to 180 days"), ("3", "181 days to a year"),
              ("4", "Over a year")]
#: Phases that the suite itself knows; a policy may name others.
LIFE = ("in_term", "surcharged", "enforcement")
#: A debt without facts but its charge: phases follow from law, clock and calendar, not from the amount.
NOMINAL = 100


class RevenueStatisticStock(models.Model):
    """What was owed at the end of a day by phase and age: a nightly photograph of the open debts.

    The rule is asked once for each law, office and first day of terms; only debts with holds are asked one by one.
    """

    _name = "revenue.statistic.stock"
    _inherit = "revenue.statistic.mixin"
    _description = "Open Debts by Phase and Age"
    _order = "date desc, id desc"
    _log_access = False
    _rec_name = "phase"

    company_id = LooseMany2one("res.company", required=True, readonly=True)
    currency_id = LooseMany2one("res.currency", required=True, readonly=True)
    office_id = LooseMany2one("revenue.office", required=True, readonly=True)
    concept_id = LooseMany2one("revenue.concept", readonly=True)
    agency_id = LooseMany2one("revenue.statistic.agency", readonly=True)
    date = fields.Date(required=True, readonly=True)
    phase = fields.Selection(selection="_select_phase", required=True, readonly=True)
    band = fields.Selection(BAND_NAMES, "Age", required=True, readonly=True)
    count = fields.Integer("Debts", readonly=True)
    amount_due = fields.Monetary("To Pay", readonly=True)
    balance = fields.Monetary(readonly=True)

    _company_date = models.Index("(company_id, date)")
    _office_date = models.Index("(office_id, date)")

    @api.model
    def _select_phase(self):
        """The phases that any policy names, in words: first those of the suite, in the order of a debt's life.

        :rtype: list[tuple[str, str]]
        """
        named = {phase for phase, in self.env.execute_query(SQL(
            """SELECT start_phase FROM revenue_policy WHERE start_phase <> ''
                UNION SELECT phase FROM revenue_policy_step WHERE phase <> ''"""))}
        return [(phase, self.env["revenue.obligation"]._name_phase(phase))
                for phase in (*LIFE, *sorted(named.difference(LIFE)))]

    @api.model
    def _take(self, company, day):
        """Take the photograph of a day again.

        :return: how many open debts are on it
        :rtype: int
        """
        self.env.flush_all()
        self.env.cr.execute(SQL(
            "DELETE FROM revenue_statistic_stock WHERE company_id = %s AND date = %s", company.id, day))
        self.env.cr.execute(SQL(
            """INSERT INTO revenue_statistic_stock (company_id, currency_id, office_id, concept_id, agency_id, date,
                                                    phase, band, count, amount_due, balance)
               SELECT o.company_id, o.currency_id, o.office_id, o.concept_id, a.id, %(day)s, o.phase, o.band, count(*),
                      sum(o.amount_due), sum(o.balance)
                 FROM (%(debts)s) o LEFT JOIN revenue_statistic_agency a ON a.key = o.agency_key
             GROUP BY 1, 2, 3, 4, 5, 7, 8""", day=day, debts=self._get_debts(company, day)))
        self.invalidate_model(flush=False)
        return self._read_group([("company_id", "=", company.id), ("date", "=", day)], aggregates=["count:sum"])[0][0]

    def _get_debts(self, company, day):
        places, phases = self._get_phases(company, day)
        held, held_phases = self._get_held(company, day)
        return SQL(
            """SELECT o.company_id, o.currency_id, o.office_id, o.concept_id, %(agency)s AS agency_key, o.amount_due,
                      o.balance, coalesce(h.phase, p.phase) AS phase, %(band)s AS band
                 FROM revenue_obligation o
                 JOIN unnest(%(offices)s::int[], %(policies)s::int[], %(clocks)s::date[], %(phases)s::text[])
                      AS p (office_id, policy_id, clock, phase)
                   ON p.office_id = o.office_id AND p.policy_id = coalesce(o.policy_id, 0)
                  AND p.clock = coalesce(o.clock_start, 'infinity')
                 LEFT JOIN unnest(%(held)s::int[], %(held_phases)s::text[]) AS h (id, phase) ON h.id = o.id
                WHERE o.state = 'open' AND o.company_id = %(company)s""",
            agency=self.env["revenue.statistic"]._get_agency_key(), band=self._get_band(day), company=company.id,
            offices=[place[0] for place in places], policies=[place[1] or 0 for place in places],
            clocks=[place[2] and place[2].isoformat() or "infinity" for place in places], phases=phases,
            held=held, held_phases=held_phases)

    def _get_band(self, day):
        cases = SQL(" ").join(SQL("WHEN o.date >= %s THEN %s", first, str(number))
                              for number, first in enumerate(rules.get_band_starts(day, BANDS)[:-1]))
        return SQL("CASE %s ELSE %s END", cases, str(len(BANDS)))

    def _get_phases(self, company, day):
        """The phase of each law, office and first day of terms that open debts have."""
        places = self.env.execute_query(SQL(
            """SELECT DISTINCT office_id, policy_id, clock_start FROM revenue_obligation
                WHERE state = 'open' AND company_id = %s""", company.id))
        ledger, known = self.env["revenue.ledger"], {}
        index, phases = ledger._get_index(), []
        for office_id, policy_id, clock in places:
            law = (policy_id, ledger._get_calendar(office_id, policy_id), clock)
            if law not in known:
                known[law] = self._get_phase(ledger._get_policy(policy_id), law[1], clock, day, index)
            phases.append(known[law])
        return places, phases

    def _get_phase(self, policy, calendar, clock, day, index):
        charge = rules.Charge(rules.to_decimal(NOMINAL), clock or day, clock)
        return rules.accrue(policy, rules.Facts(clock=clock, charges=(charge,)), day, calendar, index).phase

    def _get_held(self, company, day, batch=5000):
        """Debts whose clock stood still, asked one by one."""
        ids = [row[0] for row in self.env.execute_query(SQL(
            """SELECT DISTINCT h.obligation_id FROM revenue_hold h JOIN revenue_obligation o ON o.id = h.obligation_id
                WHERE o.state = 'open' AND o.company_id = %s ORDER BY 1""", company.id))]
        accruals = {}
        for start in range(0, len(ids), batch):
            accruals.update(self.env["revenue.obligation"].browse(ids[start:start + batch])._get_accruals(day))
        return list(accruals), [accrual.phase for accrual in accruals.values()]
