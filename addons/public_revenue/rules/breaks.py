"""Which row made books differ: the cause is named, what only follows from it is not named a second time.

Rows of the ledger owe or pay signed amounts (a payment is negative). A difference is what the rows say less what they
should say.
"""

from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from .money import ZERO


@dataclass(frozen=True)
class Row:
    """A row of the ledger under suspicion.

    ``owner`` is the debt or the credit it belongs to; ``altered``: its fingerprint does not fit it any more;
    ``twin``: another row says the very same.
    """

    id: int
    owner: Any
    amount: Decimal
    altered: bool = False
    twin: bool = False


@dataclass(frozen=True)
class Verdict:
    """What is wrong: ``missing``, ``double`` or ``amount``, and the row; none means the paper or the owner itself."""

    kind: str
    row: int | None = None
    owner: Any = None


@dataclass(frozen=True)
class Effect:
    """What a break does to another book: by how much, and where.

    Without a ``key`` any place that begins like ``place`` will do; without an ``amount`` (the row is gone and nobody
    knows what it said) any amount.
    """

    book: str
    key: Any = None
    place: tuple = ()
    amount: Decimal | None = None


@dataclass(frozen=True)
class Symptom:
    """A difference in another book."""

    book: str
    key: Any
    place: tuple
    amount: Decimal


def judge(difference, rows, owners):
    """Say which row makes a paper differ from its rows, or the rows of a debt from its balance.

    :param Decimal difference: what the rows say less what the paper says
    :param rows: the rows of the paper
    :param dict owners: of debts and credits whose balance differs from their rows, the difference
    :rtype: Verdict
    """
    for row in rows:
        if row.twin and row.amount == difference:
            return Verdict('double', row.id, row.owner)
    for row in rows:
        if row.altered or owners.get(row.owner) == difference:
            return Verdict('amount', row.id, row.owner)
    own = {row.owner for row in rows}
    lost = sorted(owner for owner, amount in owners.items() if amount == difference and owner not in own)
    if lost or not rows:
        return Verdict('missing', None, lost[0] if lost else None)
    return Verdict('amount')


def explain(causes, symptoms):
    """Say which breaks explain which differences.

    First by place and sum exactly, then by a like place and amount, last by breaks whose amount nobody knows.

    :param causes: of each break, its effects
    :param symptoms: differences in other books
    :return: of each symptom, the positions of the breaks that explain it; empty if none does
    :rtype: list[tuple[int, ...]]
    """
    spent = set()
    return [_explain(causes, symptom, spent) for symptom in symptoms]


def _explain(causes, symptom, spent):
    known = [(number, effect) for number, effects in enumerate(causes) for effect in effects
             if effect.book == symptom.book]
    exact = [(number, effect.amount) for number, effect in known
             if effect.amount is not None and effect.key is not None and effect.key == symptom.key]
    rest = symptom.amount - sum((amount for _number, amount in exact), ZERO)
    found = tuple(dict.fromkeys(number for number, _amount in exact))
    if exact and not rest:
        return found
    other = _find_like(known, symptom, rest, spent)
    return () if other is None else (*found, other)


def _find_like(known, symptom, rest, spent):
    """The break that explains a rest without naming the place exactly."""
    for number, effect in known:
        mark = (number, effect)
        if effect.key is None and effect.amount == rest and _is_at(effect, symptom) and mark not in spent:
            spent.add(mark)
            return number
    for number, effect in known:
        if effect.amount is None and (_is_at(effect, symptom) if effect.key is None else effect.key == symptom.key):
            return number
    return None


def _is_at(effect, symptom):
    return symptom.place[:len(effect.place)] == effect.place
