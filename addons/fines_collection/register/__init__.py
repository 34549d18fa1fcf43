"""An existing register of fines, read without Odoo: a row of a file becomes facts, or problems in words.

Standard library only. Dates are whole days, amounts are Decimal in the currency of the register; the day of the
cut-over and what the law would have added are arguments.
"""
from .explaining import UNEXPLAINED, Surcharge, explain, list_surcharges
from .history import INTEREST, History, Movement, get_history
from .parsing import Facts, Problem, digest, parse
from .reading import COLUMNS, BadRegister, hash_file, read_rows

__all__ = [
    "BadRegister", "COLUMNS", "Facts", "History", "INTEREST", "Movement", "Problem", "Surcharge", "UNEXPLAINED",
    "digest", "explain", "get_history", "hash_file", "list_surcharges", "parse", "read_rows",
]
