"""The shape of what the control report names: plain data, without the ORM."""
import datetime
from decimal import Decimal
from typing import NamedTuple

from odoo.tools import SQL

#: What can be wrong with a row, the gravest first.
CLASSES = [
    ("missing", "Missing"), ("double", "Double"), ("amount", "Other amount"), ("date", "Other day"),
    ("place", "Other office or company"), ("stray", "Stray"),
]


class Scope(NamedTuple):
    """What is looked at; None for all."""

    company_id: int | None = None
    day: datetime.date | None = None
    office_id: int | None = None

    def where(self, alias, office="office_id", day="date"):
        """Condition on the rows of a table; a column that is None is not looked at."""
        values = (("company_id", self.company_id), (day, self.day), (office, self.office_id))
        return SQL(" AND ").join([SQL("true"), *(
            SQL("%s = %s", SQL.identifier(alias, column), value) for column, value in values if column and value)])


class Break(NamedTuple):
    """One wrong row: its class, which record it is, where, and what the books say of it."""

    kind: str
    model: str
    record_id: int
    company_id: int
    office_id: int | None
    day: datetime.date | None
    words: str
    channel_id: int | None = None
    expected: Decimal | None = None
    found: Decimal | None = None
    name: str = ""
    desk: str = ""
    #: Receipts that it is about, or beside which it stands.
    receipt_ids: tuple = ()
    #: By how much it falsifies the sum of receipts; None when nobody knows.
    paper: Decimal | None = Decimal(0)
    #: What it does to other books (`rules.Effect`).
    effects: tuple = ()
