from odoo import api, fields, models
from odoo.exceptions import AccessError, ConcurrencyError, UserError
from odoo.tools import SQL, format_date

from odoo.addons.public_revenue import rules

from .. import ledger


class RevenuePosting(models.Model):
    """The entries that one office booked on one day for one journal, and their way into accounting.

    open -> closed -> posted. An entry is born with its posting; only the posting knows its journal entry. Closing
    seals the entries with a digest that chains to the posting closed before it in the same office.
    """

    _name = "revenue.posting"
    _description = "Day's Posting"
    _order = "date desc, id desc"
    _check_company_auto = True

    # Those who see a posting see what it is called, also without rights on journals.
    display_name = fields.Char(compute="_compute_display_name", compute_sudo=True)
    office_id = fields.Many2one("revenue.office", required=True, readonly=True, ondelete="restrict", index=True)
    company_id = fields.Many2one("res.company", required=True, readonly=True, ondelete="restrict", index=True)
    currency_id = fields.Many2one(related="company_id.currency_id")
    journal_id = fields.Many2one("account.journal", required=True, readonly=True, ondelete="restrict")
    date = fields.Date(required=True, readonly=True)
    kind = fields.Selection(
        [("day", "Day's business"), ("opening", "Migrated history")], required=True, readonly=True, default="day")
    state = fields.Selection(
        [("open", "Open"), ("closed", "Closed"), ("posted", "Posted")], required=True, readonly=True, default="open",
        index=True)
    closed_at = fields.Datetime(readonly=True)
    digest = fields.Char(readonly=True)
    previous_id = fields.Many2one("revenue.posting", readonly=True, ondelete="restrict", string="Sealed after")
    move_id = fields.Many2one(
        "account.move", string="Journal Entry", readonly=True, ondelete="restrict", index="btree_not_null")
    entry_ids = fields.One2many("revenue.entry", "posting_id", string="Entries", readonly=True)
    entry_count = fields.Integer(compute="_compute_totals")
    debit = fields.Float(
        string="Debit Total", compute="_compute_totals", help="Sum of the entries that raise what is owed.")
    credit = fields.Float(
        string="Credit Total", compute="_compute_totals", help="Sum of the entries that lower what is owed.")

    _one_open = models.UniqueIndex(
        "(office_id, date, journal_id, kind) WHERE state = 'open'", "This day already has an open posting.")
    _previous_unique = models.UniqueIndex(
        "(previous_id) WHERE previous_id IS NOT NULL", "Another posting already follows that one.")

    @api.depends("office_id", "date", "journal_id")
    def _compute_display_name(self):
        for posting in self:
            posting.display_name = " ".join(filter(None, [
                posting.office_id.name, format_date(self.env, posting.date), posting.journal_id.code]))

    def _compute_totals(self):
        rows = self.env.execute_query(SQL(
            """SELECT posting_id, count(*), coalesce(sum(amount) FILTER (WHERE amount > 0), 0),
                      coalesce(sum(-amount) FILTER (WHERE amount < 0), 0)
                 FROM revenue_entry WHERE posting_id IN %s GROUP BY posting_id""", tuple(self.ids) or (0,)))
        totals = {row[0]: row[1:] for row in rows}
        for posting in self:
            posting.entry_count, posting.debit, posting.credit = totals.get(posting.id, (0, 0.0, 0.0))

    # === BUSINESS METHODS === #

    @api.model
    def _get_open(self, wanted):
        """Open postings for places of the ledger, made where there is none.

        :param wanted: iterable of (company id, office id, day, journal id, kind)
        :return: posting id by place
        :rtype: dict[tuple, int]
        """
        self.flush_model()
        wanted = sorted(set(wanted))
        found = self._find_open(wanted)
        missing = [place for place in wanted if place not in found]
        if missing:
            self._insert_open(missing)
            found = self._find_open(wanted)
        return found

    def _find_open(self, wanted):
        """Open postings, held FOR SHARE: what is found open stays so until this transaction ends."""
        rows = self.env.execute_query(SQL(
            """SELECT company_id, office_id, date, journal_id, kind, id FROM revenue_posting
                WHERE state = 'open' AND (company_id, office_id, date, journal_id, kind) IN %s
             ORDER BY id FOR SHARE""", tuple(wanted)))
        return {row[:5]: row[5] for row in rows}

    def _insert_open(self, places):
        values = SQL(", ").join(
            SQL("(%s, %s, %s, %s, %s, 'open', %s, %s, now() at time zone 'UTC', now() at time zone 'UTC')",
                *place, self.env.uid, self.env.uid)
            for place in places)
        self.env.cr.execute(SQL(
            """INSERT INTO revenue_posting (company_id, office_id, date, journal_id, kind, state,
                                            create_uid, write_uid, create_date, write_date)
               VALUES %s ON CONFLICT DO NOTHING""", values))
        self.invalidate_model(flush=False)

    def action_view_move(self):
        """Button: the journal entry that this posting became."""
        self.check_access("read")
        self.ensure_one()
        self.move_id.check_access("read")
        return self.move_id.get_formview_action()

    def action_close(self):
        """Button: close the open ones among the selected postings."""
        self._check_may_close()
        self.filtered(lambda posting: posting.state == "open")._close()

    def action_post(self):
        """Button: close and post the selected ones that are not yet posted."""
        self._check_may_close()
        self.filtered(lambda posting: posting.state == "open")._close()
        self.filtered(lambda posting: posting.state == "closed")._post()

    def _check_may_close(self):
        """Closing and posting are acts of supervisors and accountants, on postings that they may see."""
        self.check_access("read")
        groups = ("public_revenue.public_revenue_group_supervisor", "public_revenue.public_revenue_group_accountant")
        if not self.env.su and not any(self.env.user.has_group(group) for group in groups):
            raise AccessError(self.env._("Days are closed and posted by a supervisor or an accountant."))

    def _close(self):
        """Seal postings, oldest first: no entry can be added afterwards.

        Waits for transactions that are writing into them (they hold the rows FOR SHARE).
        """
        postings = self.sorted(lambda posting: (posting.office_id.id, posting.date, posting.id))._lock()
        digests = postings._compute_digests()
        last = postings._get_last_sealed()
        for posting in postings:
            posting._update_state("closed", {
                "closed_at": self.env.cr.now(),
                "previous_id": last[posting.office_id].id,
                "digest": self._chain(last[posting.office_id].digest, digests.get(posting.id)),
            })
            last[posting.office_id] = posting

    def _lock(self):
        """Wait for those who write into these postings, and for those who close others of the same offices.

        :return: the postings that are still open
        :raise ConcurrencyError: when the wait has let something happen that this transaction cannot see (retried)
        """
        self.env.flush_all()
        # Offices stay free to be named by foreign keys: only those who close postings wait for each other.
        self.env.cr.execute(SQL("SELECT 1 FROM revenue_office WHERE id IN %s ORDER BY id FOR NO KEY UPDATE",
                                tuple(self.office_id.ids) or (0,)))
        self.env.cr.execute(SQL("SELECT 1 FROM revenue_posting WHERE id IN %s ORDER BY id FOR UPDATE",
                                tuple(self.ids) or (0,)))
        self.invalidate_recordset(flush=False)
        # Under REPEATABLE READ the wait does not renew the snapshot: entries committed meanwhile would be left out of
        # the seal and of accounting. A second cursor sees all there is; as the rows are locked, nothing can follow.
        with self.env.registry.cursor() as cr:
            seen, committed = self._count_closing(self.env.cr), self._count_closing(cr)
            if any(mine < theirs for mine, theirs in zip(seen, committed, strict=True)):
                raise ConcurrencyError("postings changed while their closing waited")
        return self.filtered(lambda posting: posting.state == "open")

    def _count_closing(self, cr):
        """What a seal depends on: how many entries the postings hold, how many of their offices are sealed."""
        cr.execute(SQL(
            """SELECT (SELECT count(*) FROM revenue_entry WHERE posting_id IN %s),
                      (SELECT count(*) FROM revenue_posting WHERE office_id IN %s AND state <> 'open')""",
            tuple(self.ids) or (0,), tuple(self.office_id.ids) or (0,)))
        return cr.fetchone()

    def _compute_digests(self):
        """Digest over the entries of each posting in the order of their ids."""
        return dict(self.env.execute_query(SQL(
            """SELECT posting_id, encode(sha256(convert_to(string_agg(digest, '' ORDER BY id), 'UTF8')), 'hex')
                 FROM revenue_entry WHERE posting_id IN %s GROUP BY posting_id""", tuple(self.ids) or (0,))))

    def _get_last_sealed(self):
        """The end of each office's chain: the sealed posting that no other one follows."""
        rows = self.env.execute_query(SQL(
            """SELECT p.office_id, p.id FROM revenue_posting p
                WHERE p.office_id IN %s AND p.state <> 'open'
                  AND NOT EXISTS (SELECT 1 FROM revenue_posting n WHERE n.previous_id = p.id)""",
            tuple(self.office_id.ids) or (0,)))
        ends = {office_id: self.browse(posting_id) for office_id, posting_id in rows}
        return {office: ends.get(office.id, self.browse()) for office in self.office_id}

    @api.model
    def _chain(self, previous, content):
        """Digest of a posting: its own content after the digest of the posting sealed before it."""
        return ledger.digest_row((previous or None, content))

    def _lock_closed(self):
        """Wait for others who post the same days.

        :return: the postings that are still closed
        """
        self.env.flush_all()
        self.env.cr.execute(SQL(
            "SELECT id FROM revenue_posting WHERE id IN %s ORDER BY id FOR UPDATE", tuple(self.ids) or (0,)))
        self.invalidate_recordset(flush=False)
        return self.filtered(lambda posting: posting.state == "closed")

    def _update_state(self, state, vals=None):
        """The one gate of the state: open -> closed -> posted.

        :raise UserError: on any other move
        """
        allowed = {"closed": "open", "posted": "closed"}
        wrong = self.filtered(lambda posting: posting.state != allowed[state])
        if wrong:
            raise UserError(self.env._("These postings cannot go to this state: %s",
                                       ", ".join(wrong.mapped("display_name"))))
        # sudo: no role writes postings by hand, this gate is the only way
        self.sudo().write({**(vals or {}), "state": state})

    def _post(self):
        """Write closed postings into accounting, one journal entry each; one without entries just ends.

        The accounting is written on behalf of the treasury: who may post is decided by the caller.
        """
        # sudo: the officer who closes the day needs no right on accounts, journals and their entries.
        postings_sudo = self.sudo()._lock_closed()
        moves_vals = postings_sudo.env["revenue.posting.accounting"]._prepare_moves(postings_sudo)
        # The posting says who closed the day and when: the chatter of each journal entry need not repeat it.
        moves = postings_sudo.env["account.move"].with_context(
            tracking_disable=True, skip_invoice_sync=True).create(list(moves_vals.values()))
        moves.action_post()
        for posting_sudo, move in zip(moves_vals, moves, strict=True):
            posting_sudo._update_state("posted", {"move_id": move.id})
        (postings_sudo - postings_sudo.browse().union(*moves_vals))._update_state("posted")

    @api.model
    def _cron_close_and_post(self, limit=500):
        """Close and post the days that are over, oldest first."""
        today = fields.Date.context_today(self)
        postings = self.search([("state", "!=", "posted"), ("date", "<", today)], order="date, id", limit=limit)
        postings.action_post()
        self.env["ir.cron"]._commit_progress(len(postings), remaining=0 if len(postings) < limit else 1)

    @api.model
    def _cron_open_days(self):
        """Daily: make today's and tomorrow's postings of the journals that offices used in the last month.

        Else the first payments of a day would all make the same row, and under REPEATABLE READ all of them but one
        start again, after a pause of up to two seconds.
        """
        since = rules.shift(fields.Date.context_today(self), -31)
        used = self._read_group(
            [("kind", "=", "day"), ("date", ">=", since)], ["company_id", "office_id", "journal_id"])
        self._open_days((company.id, office.id, journal.id) for company, office, journal in used)

    @api.model
    def _open_days(self, used):
        """Make the postings of today and tomorrow where there is none.

        :param used: iterable of (company id, office id, journal id)
        """
        used = list(used)
        days = self.env["revenue.ledger"]._get_days({office_id for _company, office_id, _journal in used})
        self._get_open(
            (company_id, office_id, day, journal_id, "day") for company_id, office_id, journal_id in used
            for day in (days[office_id], rules.shift(days[office_id], 1)))
