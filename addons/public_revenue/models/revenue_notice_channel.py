from odoo import api, fields, models, tools
from odoo.fields import Domain

from .. import rules
from .revenue_policy_step import UNITS

CHANNELS = [
    ('hand', "By hand"),
    ('workplace', "At the workplace"),
    ('post', "By post"),
    ('publication', "By publication"),
    ('electronic', "Electronic"),
    ('other', "Other"),
]
#: Handed to a person.
BY_HAND = {'hand', 'workplace'}


class RevenueNoticeChannel(models.Model):
    """From which day a way of handing over counts, as a norm says: a dated row. What it leaves unknown stays empty.

    Without a row, or with an empty one, only what was handed to a person counts, on its own day.
    """

    _name = 'revenue.notice.channel'
    _description = "Way of Notification"
    _inherit = ['revenue.cached.mixin']
    _order = 'kind, date_from desc'
    _rec_name = 'kind'

    kind = fields.Selection(CHANNELS, string="Way", required=True)
    territory_id = fields.Many2one(
        'revenue.territory', index='btree_not_null', ondelete='restrict',
        help="Where it applies. Empty: everywhere. The smallest place around the office wins.",
    )
    norm_id = fields.Many2one('revenue.norm', index='btree_not_null', ondelete='restrict')
    date_from = fields.Date("In force from", required=True)
    date_to = fields.Date("In force until", help="Last day. Empty: no end.")
    counts = fields.Selection(
        [('same_day', "On the day itself"), ('after', "After a term")],
        help="From which day it counts. Empty: not configured.",
    )
    after = fields.Integer("Term", help="Counted from the day after the act; it counts on the last day of the term.")
    unit = fields.Selection(UNITS, required=True, default='day')
    refusal = fields.Selection(
        [('served', "Counts as served"), ('unserved', "Does not count")],
        string="A refusal", help="Empty: not configured, a refusal does not count.",
    )
    missing = fields.Char("Not configured", compute='_compute_missing')

    _dates_in_order = models.Constraint(
        'CHECK (date_to IS NULL OR date_to >= date_from)', "A rule cannot end before it begins.",
    )
    _after_positive = models.Constraint('CHECK (after >= 0)', "Terms are counted forward.")
    _no_overlap = models.Constraint(
        "EXCLUDE USING gist ("
        "int4range(hashtext(kind), hashtext(kind), '[]') WITH &&,"
        " int4range(COALESCE(territory_id, 0), COALESCE(territory_id, 0), '[]') WITH &&,"
        " daterange(date_from, date_to, '[]') WITH &&)",
        "Another rule for this way and place is in force on some of these days.",
    )

    @api.depends('counts', 'refusal')
    def _compute_missing(self):
        labels = {name: self._fields[name]._description_string(self.env) for name in ('counts', 'refusal')}
        for channel in self:
            channel.missing = ", ".join(label for name, label in labels.items() if not channel[name])

    @api.model
    def _get_rule(self, kind, day, office):
        """Return how a way of handing over counts on a day at an office.

        :param kind: a value of `kind`
        :rtype: rules.Channel
        """
        chain = tuple(office.territory_id._get_chain()) if office.territory_id else ()
        return self._load_rule(kind, day, chain)

    @tools.ormcache('kind', 'day', 'chain')
    def _load_rule(self, kind, day, chain):
        candidates = self.search(
            Domain('kind', '=', kind) & Domain('territory_id', 'in', [*chain, False])
            & Domain('date_from', '<=', day) & (Domain('date_to', '=', False) | Domain('date_to', '>=', day)),
        )
        nearness = {territory_id: place for place, territory_id in enumerate(chain)}
        channel = min(
            candidates, key=lambda channel: nearness.get(channel.territory_id.id, len(chain)), default=candidates,
        )
        terms = {'same_day': rules.Term(0), 'after': rules.Term(channel.after, channel.unit or 'day')}
        return rules.Channel(
            by_hand=kind in BY_HAND, term=terms.get(channel.counts),
            refusal=channel.refusal == 'served' if channel.refusal else None,
        )
