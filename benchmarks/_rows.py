"""Rows of the kernel's tables as COPY reads them, with right digests: what large databases are filled with."""
import hashlib
import io
from collections import defaultdict

#: The order in which `Rows` writes columns. The digests depend on it: it must be the kernel's (`check_columns`).
ENTRY_COLUMNS = (
    'obligation_id', 'credit_id', 'kind', 'amount', 'currency_id', 'company_id', 'office_id', 'concept_id',
    'posting_id', 'receipt_id', 'channel_id', 'date', 'value_date', 'recorded_at', 'user_id', 'cause', 'step',
)
RECEIPT_COLUMNS = (
    'id', 'series_id', 'number', 'company_id', 'office_id', 'channel_id', 'currency_id', 'amount', 'method', 'paid_on',
    'date', 'recorded_at', 'user_id', 'external_id', 'payload_hash', 'conditions', 'bill_id', 'reversal_of_id',
)
TABLES = {
    'revenue_obligation': (
        'id', 'partner_id', 'office_id', 'company_id', 'currency_id', 'concept_id', 'policy_id', 'date', 'clock_start',
        'origin_model', 'origin_id', 'origin_key', 'state', 'close_reason_id', 'version', 'amount', 'balance',
        'amount_due', 'valid_until'),
    'revenue_key': ('obligation_id', 'type', 'country', 'value'),
    'revenue_receipt': (*RECEIPT_COLUMNS, 'payer_id', 'digest'),
    'revenue_receipt_payer': ('receipt_id', 'name', 'identity'),
    'revenue_credit': (
        'id', 'company_id', 'office_id', 'currency_id', 'reason', 'amount', 'balance', 'value_date', 'receipt_id',
        'obligation_id', 'payer_id', 'create_uid', 'create_date', 'write_uid', 'write_date'),
    'revenue_entry': (*ENTRY_COLUMNS, 'digest'),
}
SEPARATOR, EMPTY = '\x1f', r'\N'


def check_columns():
    """Refuse to write digests in another order than the kernel's."""
    from odoo.addons.public_revenue_collection import ledger
    from odoo.addons.public_revenue_collection.models.revenue_receipt import DIGEST_COLUMNS
    if (ENTRY_COLUMNS, RECEIPT_COLUMNS, SEPARATOR) != (ledger.ENTRY_COLUMNS, DIGEST_COLUMNS, ledger.SEPARATOR):
        raise RuntimeError("the kernel digests other columns: bring benchmarks/_rows.py up to date")


class Rows:
    """Collects lines by table and writes them by COPY.

    :param tables: by table, its columns; written in this order
    """

    def __init__(self, tables=None):
        self.tables = tables or TABLES
        self._lines = defaultdict(list)

    def add(self, table, *values):
        """A row of texts and numbers; None is NULL."""
        self._lines[table].append('\t'.join([EMPTY if value is None else str(value) for value in values]) + '\n')

    def add_digested(self, table, values, *more):
        """A row whose digest, over the first values, is its last column."""
        texts = ['' if value is None else str(value) for value in values]
        digest = hashlib.sha256(SEPARATOR.join(texts).encode()).hexdigest()
        texts = [EMPTY if value is None else text for value, text in zip(values, texts, strict=True)]
        self._lines[table].append('\t'.join([
            *texts, *[EMPTY if value is None else str(value) for value in more], digest]) + '\n')

    def write(self, cr):
        """COPY what was collected and forget it."""
        for table, columns in self.tables.items():
            if self._lines[table]:
                cr.copy_from(io.StringIO(''.join(self._lines.pop(table))), table, columns=columns)
