"""Values that change by decree: index units, price indexes, half-yearly interest rates."""

from bisect import bisect_right
from dataclasses import dataclass
from operator import itemgetter

from .errors import UnknownIndex

DATE = itemgetter(0)


@dataclass(frozen=True, slots=True)
class IndexSeries:
    """A dated series; a value holds from its date until the next one.

    :param code: name used by policies, e.g. "UTM", "IPC", "SII-DAILY"
    :param values: pairs (date, Decimal) in any order; a month's index is dated on a day of that month
    """

    code: str
    values: tuple = ()

    def __post_init__(self):
        object.__setattr__(self, 'values', tuple(sorted(self.values, key=DATE)))

    def at(self, day):
        """Return the last value dated on or before ``day``.

        :raise UnknownIndex: there is none
        """
        position = bisect_right(self.values, day, key=DATE)
        if not position:
            raise UnknownIndex(f'index {self.code} has no value on {day}')
        return self.values[position - 1][1]

    def changes(self, after, until):
        """Return the dates, after ``after`` and up to ``until``, on which a new value begins."""
        low = bisect_right(self.values, after, key=DATE)
        high = bisect_right(self.values, until, key=DATE)
        return tuple(map(DATE, self.values[low:high]))


def get_series(index, code):
    """Return the series of a code from the mapping handed to a rule.

    :raise UnknownIndex: no mapping, or the code is not in it
    """
    series = (index or {}).get(code)
    if series is None:
        raise UnknownIndex(f'index {code} is not known')
    return series
