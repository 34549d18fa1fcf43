"""What must follow from the events of a month: worked out from the event file alone, without the database, and without
the rules of the suite. The law here is one line: after thirty days a fine doubles, after the decree it is 1.5 times.
"""
from collections import defaultdict
from datetime import date
from decimal import ROUND_HALF_UP, Decimal

TERM, CASH_UNIT, FLOAT = 30, Decimal(5), Decimal(2000)
#: Of what a fine keeps, the part of the office where it is owed; the rest is a budget's.
SHARE = Decimal("0.6")
ZERO = Decimal(0)


class Slip:
    """One fine as a person with paper and pencil would follow it."""

    def __init__(self, office, day, row):
        self.number, self.office, self.origin = row["number"], office, office
        self.nominal, self.notified, self.keyed_on = Decimal(row["nominal"]), date.fromisoformat(row["notified"]), day
        self.factor, self.payments, self.excess, self.refunded = Decimal(2), [], ZERO, ZERO
        self.imposed, self.rounded = self.nominal, []

    def price(self, day):
        """What the law asks of who pays on a day."""
        return self.nominal * (self.factor if (day - self.notified).days > TERM else 1)

    @property
    def is_paid(self):
        return bool(self.payments)

    def pay(self, day, amount):
        """Take money of a day; what is too much goes to the credits.

        :return: how much the fine itself took
        """
        if self.is_paid:
            self._settle([*self.payments, (day, amount)])
            return amount
        self._settle([(day, amount)])
        return amount

    def correct(self, nominal=None, factor=None):
        """The fine is worth something else since it was imposed: what was paid is looked at again."""
        self.nominal = self.nominal if nominal is None else nominal
        self.factor = self.factor if factor is None else factor
        self._settle(self.payments)

    def bounce(self):
        """The only payment did not happen."""
        self._settle([])

    def _settle(self, payments):
        """The first payment by its day decides the amount; all beyond it is the payer's."""
        self.payments = sorted(payments)
        self.excess = sum((amount for _day, amount in payments), ZERO) - (
            self.price(self.payments[0][0]) if payments else ZERO) - self.refunded

    def refund(self):
        """Give back what is too much.

        :return: how much
        """
        amount, self.excess = self.excess, ZERO
        self.refunded += amount
        return amount

    def keep(self):
        """What the fine itself keeps of all that was paid for it."""
        return sum((amount for _day, amount in self.payments), ZERO) - self.excess - self.refunded

    def due(self, day):
        return ZERO if self.is_paid else self.price(day)


class Month:
    """The figures of the month, event by event."""

    def __init__(self, events):
        self.slips, self.waiting = {}, {}
        self.collected = defaultdict(lambda: defaultdict(Decimal))    # (day, office) -> method -> amount
        self.by_channel = defaultdict(Decimal)                         # (office, channel)
        self.claims = {"applied": 0, "rejected": 0}
        self.receipts, self.rounding, self.refunded = 0, ZERO, ZERO
        self.cash = defaultdict(Decimal)                               # (day, office, desk)
        self.deposits, self.differences = defaultdict(Decimal), []
        self.for_others = defaultdict(Decimal)                         # (collecting office, owner's office)
        self.transferred, self.returned, self.credited = 0, 0, ZERO
        self.decree, self.lists, self.sent_back = None, [], []
        for event in events:
            getattr(self, f"on_{event['kind']}")(event)

    def on_batch(self, event):
        for row in event["slips"]:
            slip = self.slips[row["number"]] = Slip(event["office"], event["day"], row)
            self._apply_decree(slip)
            for paid_on, amount in self.waiting.pop(slip.number, ()):
                slip.pay(paid_on, amount)

    def on_open(self, event):
        """A float in the desk: nothing follows yet."""

    def on_pay(self, event, paid_on=None):
        slips = [self.slips[number] for number in event["numbers"]]
        prices = [slip.due(paid_on or event["day"]) for slip in slips]
        total = given = sum(prices)
        if event["method"] == "cash":
            given = (total / CASH_UNIT).quantize(Decimal(1), ROUND_HALF_UP) * CASH_UNIT
            self.cash[event["day"], event["office"], event["desk"]] += given
        self._book(event, event["method"], given)
        self.rounding += given - total
        slips[-1].rounded.append((event["office"], given - total))    # the last one bears what the coins cannot pay
        for slip, price in zip(slips, prices, strict=True):
            slip.pay(paid_on or event["day"], price)
            self.for_others[event["office"], slip.office] += price

    def on_paper(self, event):
        """A receipt on paper of yesterday: yesterday's amounts, today's cash desk."""
        self.on_pay({**event, "method": "cash"}, date.fromisoformat(event["paid_on"]))

    def on_papers_end(self, event):
        """A torn paper and blank ones: no money."""

    def on_list(self, event):
        self.lists.append((event["day"], event["office"], event["reference"], sum(
            Decimal(row["amount"]) for row in event["rows"])))
        for row in event["rows"]:
            paid_on, amount = date.fromisoformat(row["paid_on"]), Decimal(row["amount"])
            self._book(event, "list", amount, event["channel"])
            if row["number"] in self.slips:
                self.slips[row["number"]].pay(paid_on, amount)
            else:
                self.waiting.setdefault(row["number"], []).append((paid_on, amount))

    def on_halved(self, event):
        slip = self.slips[event["number"]]
        slip.correct(nominal=slip.nominal / 2)

    def on_refund(self, event):
        amount = self.slips[event["number"]].refund()
        self.refunded += amount
        self.cash[event["day"], event["office"], event["desk"]] -= amount

    def on_claimed(self, event):
        """Money that waited under a wrong number is the slip's, as of the day on which it was paid."""
        for paid_on, amount in self.waiting.pop(event["written"]):
            self.slips[event["number"]].pay(paid_on, amount)
        self.claims["applied"] += 1

    def on_denied(self, event):
        """A claim without a proof: nothing follows."""
        self.claims["rejected"] += 1

    def on_bounced(self, event):
        slip = self.slips[event["number"]]
        paid = sum(amount for _day, amount in slip.payments)
        slip.bounce()
        self.sent_back.append((event["day"], event["office"], event["reference"], -paid))
        self._book(event, "cheque", -paid)
        self.for_others[event["office"], slip.office] -= paid

    def on_sent(self, event):
        for number in event["numbers"]:
            self.slips[number].office = event["to"]
        self.transferred += len(event["numbers"])

    def on_answered(self, event):
        for number in event["rejected"]:
            self.slips[number].office = self.slips[number].origin
        self.returned += len(event["rejected"])

    def on_decree(self, event):
        before, self.decree = self.get_held(), event
        for slip in self.slips.values():
            self._apply_decree(slip)
        self.credited = self.get_held() - before

    def _apply_decree(self, slip):
        """Slips of that time are worth what the decree says, whenever they are keyed."""
        if self.decree and slip.notified >= date.fromisoformat(self.decree["since"]):
            slip.correct(factor=Decimal(self.decree["factor"]))

    def on_close(self, event):
        place = event["day"], event["office"], event["desk"]
        if event["short"]:
            self.differences.append((*place, -Decimal(event["short"])))
        counted = FLOAT + self.cash[place] - event["short"]
        self.deposits[event["day"], event["office"]] += counted - min(FLOAT, counted)

    def on_deposit(self, event):
        """The slip of the day's sessions: what it holds was added up when they closed."""

    def on_statement(self, event):
        """The bank knows the deposits of the days before."""

    def on_night(self, event):
        """Days are closed and posted: nothing follows for the figures."""

    def _book(self, event, method, amount, channel=None):
        self.collected[event["day"], event["office"]][method] += amount
        self.by_channel[event["office"], channel or method] += amount
        self.receipts += 1

    # === FIGURES === #

    def get_bank_rows(self, office, day):
        """What stands on the account before a day: (day, reference, amount), cash and cheques apart, lists, and
        cheques sent back.

        :rtype: list[tuple]
        """
        rows = []
        for (booked_on, place), methods in self.collected.items():
            reference, cheques = f"D-{place}-{booked_on:%m%d}", max(methods.get("cheque", ZERO), ZERO)
            rows += [(booked_on, place, reference, amount)
                     for amount in (self.deposits[booked_on, place], cheques) if amount]
        return [(booked_on, reference, amount)
                for booked_on, place, reference, amount in sorted(rows + self.lists + self.sent_back)
                if place == office and booked_on < day]

    def get_held(self):
        """Money that belongs to payers: paid too much, and paid for what is not yet known."""
        waiting = (amount for rows in self.waiting.values() for _day, amount in rows)
        return sum((slip.excess for slip in self.slips.values()), ZERO) + sum(waiting, ZERO)

    def get_open(self, day):
        """By office, how many debts are open on a day, and what is to be paid for them.

        :rtype: dict[str, tuple[int, Decimal]]
        """
        rows = defaultdict(list)
        for slip in self.slips.values():
            if not slip.is_paid:
                rows[slip.office].append(slip.due(day))
        return {office: (len(amounts), sum(amounts)) for office, amounts in rows.items()}

    def get_imposed(self):
        """By the office whose agency imposed it, what the slips said."""
        rows = defaultdict(Decimal)
        for slip in self.slips.values():
            rows[slip.origin] += slip.imposed
        return dict(rows)

    def get_pending(self, day):
        """By the office whose agency imposed it and the office where it is owed: how many, and what is to be paid.

        :rtype: dict[tuple, tuple[int, Decimal]]
        """
        rows = defaultdict(list)
        for slip in self.slips.values():
            if not slip.is_paid:
                rows[slip.origin, slip.office].append(slip.due(day))
        return {place: (len(amounts), sum(amounts)) for place, amounts in rows.items()}

    def get_shared(self, companies):
        """By the office where fines are owed, what is shared: what they keep, as the coins of the own company paid it.

        :param dict companies: the company of each office
        :rtype: dict[str, Decimal]
        """
        rows = defaultdict(Decimal)
        for slip in self.slips.values():
            rows[slip.office] += slip.keep() + sum(
                (amount for taker, amount in slip.rounded if companies[taker] == companies[slip.office]), ZERO)
        return dict(rows)
