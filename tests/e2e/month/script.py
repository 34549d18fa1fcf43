"""The events of one month as a file, drawn with a fixed seed: what happened, with no word of what follows from it.

Each line is one event: its day, its kind, its office and what the people of the office know. Amounts stand only where
somebody outside says them: on slips, on lists of the post, of employers and collectors.

    python -m month.script 300 > month.jsonl
"""
import json
import random
import sys
from datetime import date, timedelta

FIRST, LAST = date(2026, 3, 2), date(2026, 3, 31)
#: A is the office of the month; A2 belongs to the same province; B and C are other towns.
OFFICES = ("A", "A2", "B", "C")
DESKS = {"A": 3, "A2": 1, "B": 1, "C": 1}
NOMINALS = (50, 65, 127, 250, 500, 1003)
PERSONS = 900
TERM = 30
LISTS = {"post": 4, "collector": 2, "payroll": None}   # weekday on which it is handed in; wages: once
PAYROLL_DAY, CONTINGENCY_DAY = date(2026, 3, 25), date(2026, 3, 17)
APPEALED, REFUNDED = date(2026, 3, 12), date(2026, 3, 16)
CHEQUE_DAY, BOUNCE_DAY = date(2026, 3, 6), date(2026, 3, 13)
SENT, ANSWERED = date(2026, 3, 10), date(2026, 3, 11)
DECREE_DAY, DECREE_SINCE, DECREE_FACTOR = date(2026, 3, 23), date(2026, 2, 10), "1.5"
CLAIM_DAY, CLAIM_EXTRA = date(2026, 3, 18), 7
SHORT_DAY, SHORT = date(2026, 3, 19), 5
FIRST_PAPER, LAST_PAPER = 5001, 5400
STATEMENT_DAYS = (date(2026, 3, 13), date(2026, 3, 31))


def get_days():
    """The working days of the month."""
    days = [FIRST + timedelta(number) for number in range((LAST - FIRST).days + 1)]
    return [day for day in days if day.weekday() < 5]


class Script:
    """Draws the month: first the slips, then what becomes of each, then the day's work in its order."""

    def __init__(self, slips_a_day):
        self.dice, self.days = random.Random("month"), get_days()
        self.counts = {office: slips_a_day if office == "A" else max(4, slips_a_day // 15) for office in OFFICES}
        self.slips = [slip for day in self.days for office in OFFICES for slip in self._draw_slips(office, day)]
        self.paid = {day: [] for day in self.days}
        self.rows = {}
        self.special = self._pick_special()

    def _draw_slips(self, office, day):
        return [{
            "office": office, "number": f"{office}-{day:%m%d}{count:03d}", "keyed_on": day,
            "notified": day - timedelta(self.dice.choice((1, 1, 2, 3, 5, 8, 12, 20, 26, 29, 31, 35, 40))),
            "nominal": self.dice.choice(NOMINALS), "person": self.dice.randrange(PERSONS)}
            for count in range(self.counts[office])]

    # === WHAT BECOMES OF EACH SLIP === #

    def _pick_special(self):
        """Slips of the office A for what happens rarely; nobody else pays them."""
        early = [slip for slip in self.slips if slip["office"] == "A" and slip["keyed_on"] <= date(2026, 3, 4)
                 and slip["nominal"] in (50, 250, 500)]
        names = ("appeal", "appeal", "cheque", *("sent",) * 6, "twice", "twice", "claimed", "denied")
        chosen = self.dice.sample(early, len(names))
        for name, slip in zip(names, chosen, strict=True):
            slip["special"] = name
        return {name: [slip for slip in chosen if slip["special"] == name] for name in set(names)}

    def _draw_fates(self):
        for slip in self.slips:
            name = slip.get("special")
            if name in ("appeal", "cheque", "twice"):
                self._pay_at_desk(slip, CHEQUE_DAY, "cheque" if name == "cheque" else "cash")
            if name == "twice":
                self._pay_by_list(slip, "post", CHEQUE_DAY - timedelta(1))
            if name == "claimed":
                written = {**slip, "number": f"{slip['number']}9"}
                self._pay_by_list(written, "post", CHEQUE_DAY - timedelta(1), CLAIM_EXTRA)
            if not name:
                self._draw_fate(slip)

    def _draw_fate(self, slip):
        fate = self.dice.random()
        later = [day for day in self.days if day > slip["keyed_on"]]
        if fate < 0.45 and later:
            self._pay_at_desk(slip, self.dice.choice(later), self.dice.choice(("cash",) * 8 + ("card", "transfer")))
        elif fate < 0.62:
            kind = "post" if fate < 0.56 else "collector" if fate < 0.60 else "payroll"
            self._pay_by_list(slip, kind, slip["notified"] + timedelta(self.dice.randrange(1, 25)))

    def _pay_at_desk(self, slip, day, method):
        office = slip["office"] if slip.get("special") or self.dice.random() < 0.85 else self.dice.choice(OFFICES)
        self.paid[day].append({
            "office": office, "desk": self.dice.randrange(DESKS[office]), "method": method,
            "numbers": [slip["number"]], "slip": slip})

    def _pay_by_list(self, slip, kind, paid_on, extra=0):
        """What the payer gave at the post office: the amount of that day, by the law as it stood, or more."""
        handed = self._get_list_day(kind, paid_on)
        if handed:
            late = (paid_on - slip["notified"]).days > TERM
            self.rows.setdefault((handed, slip["office"], kind), []).append({
                "number": slip["number"], "amount": slip["nominal"] * (2 if late else 1) + extra, "paid_on": paid_on})

    def _get_list_day(self, kind, paid_on):
        if paid_on < FIRST:
            return None
        days = [PAYROLL_DAY] if kind == "payroll" else [day for day in self.days if day.weekday() == LISTS[kind]]
        return next((day for day in days if day > paid_on), None)

    # === THE MONTH, DAY BY DAY === #

    def events(self):
        """All events in their order."""
        self._draw_fates()
        for day in self.days:
            for event in (*self._begin(day), *self._keyed(day), *self._desks(day), *self._lists(day),
                          *self._rare(day), *self._end(day)):
                yield {"day": day, **event}

    def _begin(self, day):
        for office in OFFICES:
            for desk in range(DESKS[office]):
                yield {"kind": "open", "office": office, "desk": desk, "float": 2000}
        if day > CONTINGENCY_DAY and self.days[self.days.index(day) - 1] == CONTINGENCY_DAY:
            yield from self._key_paper()

    def _keyed(self, day):
        for office in OFFICES:
            slips = [slip for slip in self.slips if slip["office"] == office and slip["keyed_on"] == day]
            yield {"kind": "batch", "office": office, "slips": [
                {name: slip[name] for name in ("number", "notified", "nominal", "person")} for slip in slips]}

    def _desks(self, day):
        for payment in self._join_baskets(self.paid[day]):
            if day == CONTINGENCY_DAY and payment["office"] == "A" and payment["method"] == "cash":
                continue   # no power: on paper, keyed the next day
            yield {"kind": "pay", **{name: payment[name] for name in ("office", "desk", "method", "numbers")}}

    def _join_baskets(self, payments):
        """Payments of the same person at the same desk on one day in one basket."""
        baskets = {}
        for payment in payments:
            place = (payment["office"], payment["desk"], payment["method"], payment["slip"]["person"])
            basket = baskets.setdefault(place, {**payment, "numbers": []})
            basket["numbers"] += payment["numbers"]
        return baskets.values()

    def _key_paper(self):
        """The papers of the day before, a book for each desk; one is torn, the others are blank."""
        nominals = {slip["number"]: slip for slip in self.slips}
        for desk in range(DESKS["A"]):
            papers = [payment for payment in self._join_baskets(self.paid[CONTINGENCY_DAY])
                      if (payment["office"], payment["desk"], payment["method"]) == ("A", desk, "cash")]
            for paper, payment in enumerate(papers, FIRST_PAPER):
                yield {"kind": "paper", "office": "A", "desk": desk, "paper": paper, "paid_on": CONTINGENCY_DAY,
                       "numbers": payment["numbers"],
                       "amounts": self._write_amounts([nominals[number] for number in payment["numbers"]])}
            yield {"kind": "papers_end", "office": "A", "desk": desk, "void": FIRST_PAPER + len(papers)}

    def _write_amounts(self, slips):
        """What the cashier wrote beside each slip: the price of that day; the last one takes the rounding of cash."""
        amounts = [slip["nominal"] * (2 if (CONTINGENCY_DAY - slip["notified"]).days > TERM else 1) for slip in slips]
        total = sum(amounts)
        amounts[-1] += (total + 2) // 5 * 5 - total
        return amounts

    def _lists(self, day):
        for (handed, office, kind), rows in sorted(self.rows.items()):
            if handed == day:
                yield {"kind": "list", "office": office, "channel": kind, "reference": f"{kind}-{office}-{day:%m%d}",
                       "rows": rows}

    def _rare(self, day):
        names = {name: [slip["number"] for slip in slips] for name, slips in self.special.items()}
        if day == APPEALED:
            for number in names["appeal"]:
                yield {"kind": "halved", "office": "A", "number": number, "decision": f"R-{number}"}
        if day == REFUNDED:
            for number in names["appeal"]:
                yield {"kind": "refund", "office": "A", "desk": 0, "number": number}
        if day == CLAIM_DAY:
            yield from self._claim(names)
        if day == BOUNCE_DAY:
            yield {"kind": "bounced", "office": "A", "number": names["cheque"][0], "reference": "DEV-1"}
        if day == SENT:
            yield {"kind": "sent", "office": "A", "to": "A2", "numbers": names["sent"]}
        if day == ANSWERED:
            yield {"kind": "answered", "office": "A2", "accepted": names["sent"][1:], "rejected": names["sent"][:1]}
        if day == DECREE_DAY:
            yield {"kind": "decree", "office": "A", "since": DECREE_SINCE, "factor": DECREE_FACTOR}

    def _claim(self, names):
        """Money under a number that was written wrongly is claimed with its paper; another claim has none."""
        [number] = names["claimed"]
        [row] = [row for rows in self.rows.values() for row in rows if row["number"] == f"{number}9"]
        yield {"kind": "claimed", "office": "A", "number": number, "written": row["number"],
               "paid_on": row["paid_on"], "amount": row["amount"]}
        yield {"kind": "denied", "office": "A", "number": names["denied"][0]}

    def _end(self, day):
        for office in OFFICES:
            for desk in range(DESKS[office]):
                short = SHORT if day == SHORT_DAY and (office, desk) == ("A", 0) else 0
                yield {"kind": "close", "office": office, "desk": desk, "short": short}
            yield {"kind": "deposit", "office": office}
        if day in STATEMENT_DAYS:
            yield {"kind": "statement", "office": "A"}
        yield {"kind": "night", "office": "A"}


def write(stream, slips_a_day):
    """The event file."""
    for event in Script(slips_a_day).events():
        stream.write(json.dumps(event, default=str) + "\n")


def read(stream):
    """The events of a file, with days as dates."""
    for line in stream:
        event = json.loads(line)
        yield {**event, "day": date.fromisoformat(event["day"])}


if __name__ == "__main__":
    write(sys.stdout, int(sys.argv[1]))
