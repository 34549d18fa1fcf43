"""Errors of the rules: own ValueErrors, so that a caller can tell a legal refusal from a programming mistake."""


class RuleError(ValueError):
    """Root of everything a rule refuses. The text is for a log or a developer; screens phrase their own."""


class UnknownIndex(RuleError):
    """An index unit (UTM, IPC, cuota, half-yearly rate) is missing, or has no value on or before the day asked for."""


class BadTerm(RuleError):
    """A term that cannot be counted: negative, of an unknown unit, or in a calendar without working days."""


class BadPolicy(RuleError):
    """A policy or step that contradicts itself: unknown kind, method, base, or a code used twice."""


class BadAmount(RuleError):
    """An amount that is no Decimal, not finite, of the wrong sign, or that would take a debt below zero."""


class NotConfigured(RuleError):
    """A legal fact that the norm leaves unknown is needed now; ``missing`` names it (step and field)."""

    def __init__(self, missing):
        super().__init__(f'not configured: {missing}')
        self.missing = missing
