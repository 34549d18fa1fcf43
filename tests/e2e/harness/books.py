"""What must hold in the books at every moment, asked of the database in one snapshot."""

STATEMENTS = {
    "obligations are the sum of their entries, by company": """
        SELECT company_id, sum(balance) - sum(entries) FROM (
            SELECT company_id, sum(balance) balance, 0 entries FROM revenue_obligation GROUP BY company_id
            UNION ALL
            SELECT company_id, 0, sum(amount) FROM revenue_entry WHERE obligation_id IS NOT NULL GROUP BY company_id
        ) a GROUP BY company_id HAVING sum(balance) <> sum(entries)""",
    "credits are the sum of their entries, by company": """
        SELECT company_id, sum(balance) + sum(entries) FROM (
            SELECT company_id, sum(balance) balance, 0 entries FROM revenue_credit GROUP BY company_id
            UNION ALL
            SELECT company_id, 0, sum(amount) FROM revenue_entry WHERE credit_id IS NOT NULL GROUP BY company_id
        ) a GROUP BY company_id HAVING sum(balance) <> - sum(entries)""",
    "receipts are the sum of their allocations": """
        SELECT r.id, r.amount, sum(e.amount) FROM revenue_receipt r LEFT JOIN revenue_entry e ON e.receipt_id = r.id
            AND e.kind IN ('payment', 'credit_applied', 'for_others')
         GROUP BY r.id HAVING r.amount <> - coalesce(sum(e.amount), 0)""",
    "receipts are numbered 1...N in each series": """
        SELECT s.id, s.number_last, count(r.number), max(r.number) FROM revenue_series s
          LEFT JOIN revenue_receipt r ON r.series_id = s.id
         GROUP BY s.id HAVING count(r.id) <> s.number_last OR coalesce(max(r.number), 0) <> s.number_last
             OR count(DISTINCT r.number) <> s.number_last""",
    "each obligation is the sum of its entries": """
        SELECT o.id, o.balance, sum(e.amount) FROM revenue_obligation o JOIN revenue_entry e ON e.obligation_id = o.id
         GROUP BY o.id HAVING o.balance <> sum(e.amount)""",
}


def find_wrong(cr):
    """The statements that do not hold in the snapshot of this cursor.

    :rtype: dict[str, list]
    """
    wrong = {}
    for name, statement in STATEMENTS.items():
        cr.execute(statement)
        rows = cr.fetchall()
        if rows:
            wrong[name] = rows
    return wrong


def find_failed_checks(env):
    """What `./run check` would complain of.

    :rtype: dict[str, str]
    """
    return {row["name"]: row["detail"] for row in env["revenue.check"]._run_all() if not row["ok"]}


def find_unbalanced(cr):
    """After everything is posted: companies whose accounting does not balance, or differs from the subledger.

    :return: rows of (company, what is wrong, by how much)
    """
    cr.execute(
        """SELECT company_id, 'debits are not credits', sum(balance) FROM account_move_line
            WHERE parent_state = 'posted' GROUP BY company_id HAVING sum(balance) <> 0
           UNION ALL
           SELECT s.company_id, 'control accounts are not the subledger', s.total - coalesce(a.total, 0) FROM (
               SELECT company_id, sum(amount) total FROM revenue_entry GROUP BY company_id) s
             LEFT JOIN (
               SELECT l.company_id, sum(l.balance) total FROM account_move_line l
                 JOIN revenue_account r ON r.account_id = l.account_id AND r.company_id = l.company_id
                  AND r.role IN ('receivable', 'credit', 'others')
                WHERE l.parent_state = 'posted' GROUP BY l.company_id) a ON a.company_id = s.company_id
            WHERE s.total <> coalesce(a.total, 0)""")
    return cr.fetchall()
