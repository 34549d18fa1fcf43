from odoo.tools import SQL

from .common import OfficeCommon


class TownsCommon(OfficeCommon):
    """The second shape: three companies, each with one office, a desk channel, a bank and its own staff."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        currency_id = cls.company.currency_id.id
        cls.towns = cls.env["res.company"].create(
            [{"name": f"Town {letter}", "currency_id": currency_id} for letter in "ABC"])
        cls.env.user.company_ids |= cls.towns
        cls.env = cls.env(context={**cls.env.context, "allowed_company_ids": (cls.company | cls.towns).ids})
        cls.towns = cls.towns.with_env(cls.env)
        cls.towns._revenue_prepare_accounting()
        cls.a, cls.b, cls.c = cls.towns
        cls.place = {town: cls.furnish(town, letter) for town, letter in zip(cls.towns, "ABC", strict=True)}
        cls.count_debts = 0

    @classmethod
    def furnish(cls, town, letter):
        office = cls.make_office(f"T{letter}", town)
        place = {
            "office": office, "channel": cls.make_channel(town), "series": cls.make_series(office, f"{letter}/"),
            "bank": cls.make_channel(town, name=f"Bank {letter}", kind="bank")}
        for role in ("accountant", "supervisor"):
            user = cls.make_user(f"{role}-{letter}", role, office)
            user.write({"company_ids": [(6, 0, town.ids)], "company_id": town.id})
            place[role] = user
        return place

    @classmethod
    def owe(cls, owner, amount=300):
        cls.count_debts += 1
        return cls.issue(f"S-{cls.count_debts}", amount, office_id=cls.place[owner]["office"].id)

    @classmethod
    def take(cls, holder, owner, amount=300, **options):
        """A receipt of one town for a debt of another."""
        place = cls.place[holder]
        return cls.collect(cls.owe(owner, amount), amount, channel=place["channel"], series=place["series"], **options)

    def take_back(self, receipt):
        return receipt._reverse("bounced cheque", receipt.paid_on, "A-1")

    def as_(self, town, role="accountant", model="revenue.remittance"):
        user = self.place[town][role]
        return self.env[model].with_user(user).with_context(allowed_company_ids=town.ids)

    def prepare(self, town, day="2026-03-10"):
        return self.as_(town)._prepare(self.place[town]["office"], day)

    def approve(self, remittance):
        payer = remittance.company_id
        mine = self.as_(payer).browse(remittance.ids)
        mine.action_request()
        mine.revenue_approval_ids.with_user(self.place[payer]["supervisor"])._decide("approved", "")
        return mine

    def pay(self, remittance):
        payer = remittance.company_id
        mine = self.as_(payer).browse(remittance.ids)
        if remittance.amount:
            mine.write({"channel_id": self.place[payer]["bank"].id, "payment_reference": "TR-1"})
        mine.action_pay()

    def receive(self, remittance):
        receiver = remittance.receiver_company_id
        theirs = self.as_(receiver).browse(remittance.ids)
        if remittance.amount:
            theirs.write({"receiver_channel_id": self.place[receiver]["bank"].id, "receiver_reference": "ST-1"})
        theirs.action_receive()

    def remit(self, remittance):
        self.approve(remittance)
        self.pay(remittance)
        self.receive(remittance)

    def remit_all(self):
        for town in self.towns:
            for remittance in self.prepare(town).with_env(self.env):
                self.remit(remittance)

    def post_all(self):
        self.env["revenue.posting"].search([("state", "!=", "posted")]).action_post()

    def get_balances(self, *roles):
        """Balances of the accounts of roles in each town's posted books."""
        self.post_all()
        self.env.flush_all()
        return dict(self.env.execute_query(SQL(
            """SELECT concat(c.name, ' ', a.role), sum(coalesce(l.balance, 0))
                 FROM revenue_account a JOIN res_company c ON c.id = a.company_id
                 LEFT JOIN account_move_line l ON l.account_id = a.account_id AND l.company_id = a.company_id
                       AND l.parent_state = 'posted'
                WHERE a.company_id IN %s AND a.role IN %s GROUP BY 1 HAVING sum(coalesce(l.balance, 0)) <> 0""",
            tuple(self.towns.ids), roles)))

    def get_money(self, town, channel="bank"):
        """What the account of a channel holds in the posted books."""
        account = self.place[town][channel].journal_id.default_account_id
        return sum(self.env["account.move.line"].search(
            [("account_id", "=", account.id), ("parent_state", "=", "posted")]).mapped("balance"))
