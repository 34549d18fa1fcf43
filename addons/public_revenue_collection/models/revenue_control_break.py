from decimal import Decimal

from odoo import api, models

from odoo.addons.public_revenue import rules

from ..breaks import CLASSES, Scope


class RevenueControlBreak(models.AbstractModel):
    """Names the rows that make the books differ: the causes, and not again what only follows from them.

    `revenue.control.cause` finds rows that are wrong by themselves, `revenue.control.symptom` sums that differ; a sum
    that differs by what the causes do to it is explained.
    """

    _name = "revenue.control.break"
    _description = "Breaks of the Books"

    @api.model
    def _find(self, company=None, day=None, office=None):
        """See `revenue.control._find_breaks`."""
        self.env.flush_all()
        scope = Scope(company and company.id or None, day or None, office and office.id or None)
        owners = self.env["revenue.control.symptom"]._find_owners(scope)
        causes = self.env["revenue.control.cause"]._find(scope, owners)
        causes += self._judge_owners(scope, owners, causes)
        pairs = self.env["revenue.control.symptom"]._find(scope)
        answers = rules.explain([cause.effects for cause in causes], [symptom for symptom, _rest in pairs])
        rest = [found for (_symptom, found), answer in zip(pairs, answers, strict=True) if not answer]
        causes = [self._learn(cause, [symptom for (symptom, _found), answer in zip(pairs, answers, strict=True)
                                      if number in answer]) for number, cause in enumerate(causes)]
        return [self._to_dict(row, name) for row, name in self._name_all(self._sort([*causes, *rest]))]

    def _judge_owners(self, scope, owners, causes):
        """Debts and credits whose balance differs although no payment explains it; only where all is looked at."""
        if scope.day or scope.office_id:
            return []
        symptoms = [owner.symptom for owner in owners.values()]
        answers = rules.explain([[effect for effect in cause.effects if effect.amount is not None]
                                 for cause in causes], symptoms)
        left = [owner for owner, answer in zip(owners.values(), answers, strict=True) if not answer]
        judged = self.env["revenue.control.cause"]._judge_owners(left)
        silent = [owner for owner, row in zip(left, judged, strict=True) if row is None]
        answers = rules.explain([cause.effects for cause in causes], [owner.symptom for owner in silent])
        return [row for row in judged if row] + [
            self.env["revenue.control.cause"]._make_balance(owner)
            for owner, answer in zip(silent, answers, strict=True) if not answer]

    def _learn(self, cause, symptoms):
        """What other books tell of a row that is gone: its day and its amount."""
        places = [symptom.place for symptom in symptoms if symptom.book == "control"]
        if cause.day is None and places:
            words = self.env["revenue.control.cause"]._say_balance(True)
            return cause._replace(kind="missing", office_id=places[0][1], day=places[0][2], words=words)
        if cause.expected is not None or not symptoms:
            return cause
        days = [place[2] for place in places]
        return cause._replace(day=days[0] if days else cause.day, expected=abs(symptoms[0].amount), found=Decimal(0))

    def _sort(self, breaks):
        """Each record once in each class, the gravest class first."""
        found = {}
        for row in breaks:
            found.setdefault((row.kind, row.model, row.record_id, row.name), row)
        order = [kind for kind, _label in CLASSES]
        return sorted(found.values(), key=lambda row: (order.index(row.kind), str(row.day or ""), row.record_id))

    def _name_all(self, breaks):
        """Each break with the name of its record, as far as the user may read it."""
        names = {}
        for model in {row.model for row in breaks}:
            ids = [row.record_id for row in breaks if row.model == model and not row.name]
            records = self.env[model].browse(ids).exists()._filtered_access("read")
            names.update({(model, record.id): record.display_name for record in records})
        return [(row, row.name or names.get((row.model, row.record_id), f"{row.model} {row.record_id}"))
                for row in breaks]

    def _to_dict(self, row, name):
        return {
            "class": row.kind, "model": row.model, "id": row.record_id, "name": name,
            "expected": float(row.expected or 0), "found": float(row.found or 0),
            "company_id": row.company_id, "office_id": row.office_id, "day": row.day,
            "channel_id": row.channel_id, "desk": row.desk, "words": row.words,
        }
