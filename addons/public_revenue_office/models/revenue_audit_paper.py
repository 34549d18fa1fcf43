from odoo import api, models
from odoo.fields import Domain

from odoo.addons.public_revenue.tables import to_rows

#: What the paper of a record says, by model; and the tables below it: field, columns, their relative widths.
FACTS = {
    "revenue.receipt": ("date", "paid_on", "office_id", "channel_id", "method", "amount", "user_id", "payer_name",
                        "status", "reversal_of_id", "session_id", "payment_reference", "external_id", "digest"),
    "revenue.obligation": ("date", "clock_start", "office_id", "concept_id", "policy_id", "amount", "balance",
                           "amount_today", "phase_name", "state", "close_reason_id", "origin_key"),
    "revenue.credit": ("value_date", "office_id", "reason", "amount", "balance", "receipt_id", "obligation_id"),
    "revenue.desk.session": ("date", "office_id", "desk_id", "user_id", "opening_float", "counted_amount",
                             "expected_cash", "difference", "difference_reason", "difference_note", "deposit_amount",
                             "deposit_id", "closed_at", "closed_by_id"),
}
ENTRIES = ("date", "value_date", "kind", "amount", "cause_label", "user_id")
TABLES = {
    "revenue.receipt": (("entry_ids", ENTRIES), ("revenue_approval_ids", (
        "action_label", "reason", "requested_by", "decided_by", "decided_on", "state"))),
    "revenue.obligation": (("entry_ids", ENTRIES),),
    "revenue.credit": (("entry_ids", ENTRIES),),
    "revenue.desk.session": (("receipt_ids", ("display_name", "method", "amount", "payer_name", "status")),),
}


class RevenueAuditPaper(models.AbstractModel):
    """The papers of records for an auditor: what the books say of each, and which files stand beside it."""

    _name = "revenue.audit.paper"
    _description = "Papers for an Auditor"

    @api.model
    def _make(self, records):
        """One paper for each record, in their order; who has papers of its own gives them.

        :rtype: list[dict]
        """
        if isinstance(records, self.env.registry["revenue.paper.mixin"]):
            return [{**paper, "blocks": [*paper["blocks"], *self._list_files(record)]}
                    for record, paper in zip(records, records._get_papers(), strict=True)]
        return [self._prepare(record) for record in records]

    def _prepare(self, record):
        tables = [self._prepare_table(record[name], columns) for name, columns in TABLES[record._name] if record[name]]
        return {
            "size": "A4", "title": record._description, "number": record.display_name,
            "issuer": [record.office_id.name, record.company_id.name],
            "blocks": [{"kind": "fields", "rows": self._get_facts(record, FACTS[record._name])},
                       *self._list_allocations(record), *tables, *self._list_files(record)],
        }

    @api.model
    def _get_facts(self, record, names):
        """Pairs of label and value, without what is empty."""
        heading, values = to_rows(record, names)
        return [[label, str(value)] for label, value in zip(heading, values, strict=True) if value not in ("", False)]

    def _prepare_table(self, records, columns):
        heading, *rows = to_rows(records, columns)
        return {"kind": "table", "head": heading, "rows": [[str(value) for value in row] for row in rows]}

    def _list_allocations(self, record):
        """What a receipt was for, as its paper says it."""
        if record._name != "revenue.receipt":
            return []
        rows = [[item["title"], "\n".join(f"{label}: {value}" for label, value in item["details"]),
                 str(item["amount"])] for item in record._describe_allocations()]
        return [{"kind": "table", "head": [self.env._("Paid for"), self.env._("Details"), self.env._("Amount")],
                 "rows": rows, "widths": [5, 7, 2], "aligns": "llr"}]

    def _list_files(self, record):
        """The files that stand beside a record and beside what it comes from."""
        debts = record if record._name == "revenue.obligation" else (
            record.obligation_ids if record._name == "revenue.receipt" else self.env["revenue.obligation"])
        places = {(record._name, record.id), *((debt._name, debt.id) for debt in debts),
                  *((debt.origin_model, debt.origin_id) for debt in debts)}
        beside = Domain.OR(Domain("res_model", "=", model) & Domain("res_id", "=", record_id)
                           for model, record_id in places)
        files = self.env["ir.attachment"].search(beside & Domain("res_field", "=", False))
        files = files.sorted(lambda file: (file.res_model, file.res_id))
        columns = ("name", "mimetype", "create_date", "create_uid", "checksum")
        return [self._prepare_table(files, columns)] if files else []
