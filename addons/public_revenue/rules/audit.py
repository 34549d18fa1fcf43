"""What an auditor can repeat: a sample that the same seed draws again, and the time between two acts."""

from hashlib import sha256

from .errors import RuleError


def draw(population, size, seed):
    """Draw a random sample without putting back, the same for the same population and seed.

    Each id is ranked by the SHA-256 of seed and id: nobody chooses, everybody can repeat it. What is added to the
    population later keeps the order of the rest.

    :param population: ids
    :param int size: how many; all when there are fewer
    :param str seed: any text
    :return: the ids in the order drawn
    :rtype: list[int]
    :raise RuleError: a sample of nothing, or without a seed
    """
    if size < 1 or not seed:
        raise RuleError('a sample needs a size and a seed')
    return sorted(set(population), key=lambda member: (sha256(f'{seed}|{member}'.encode()).digest(), member))[:size]


def get_hours(start, end):
    """Return the hours between two moments, None if one of them is missing.

    :rtype: float
    """
    return (end - start).total_seconds() / 3600 if start and end else None
