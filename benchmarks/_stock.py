"""The stock side of the benchmarks: Odoo's own invoices and its payment wizard, as a user would have them."""
from common import Timer


def prepare_invoices(env, ground, numbers, amounts):
    """Values of customer invoices of one line without tax, one for each number."""
    account = env['account.account'].search(
        [('account_type', '=', 'income'), ('company_ids', 'in', env.company.id)], limit=1)
    return [{
        'move_type': 'out_invoice', 'partner_id': ground.debtors[number % len(ground.debtors)].id,
        'ref': f'stock:{number}', 'invoice_date': ground.offices[0]._today(),
        'invoice_line_ids': [(0, 0, {
            'name': "Fine", 'quantity': 1, 'price_unit': amounts[number % len(amounts)], 'account_id': account.id,
            'tax_ids': [(5, 0, 0)]})],
    } for number in numbers]


def issue_invoices(env, vals_list, batch=500):
    """Create and post invoices in batches, each committed.

    :return: the invoices and the seconds it took
    """
    invoices, seconds = env['account.move'], 0.0
    for start in range(0, len(vals_list), batch):
        with Timer() as timer:
            moves = env['account.move'].create(vals_list[start:start + batch])
            moves.action_post()
            env.cr.commit()
        invoices, seconds = invoices + moves, seconds + timer.seconds
    return invoices, seconds


def pay_invoices(env, invoices):
    """Pay invoices one by one through the wizard, each committed.

    :return: seconds and SQL statements of all
    """
    seconds = statements = 0
    for invoice in invoices:
        with Timer(env.cr) as timer:
            pay_invoice(invoice)
            env.cr.commit()
        seconds, statements = seconds + timer.seconds, statements + timer.statements
    if any(invoices.mapped('amount_residual')):
        raise RuntimeError("the wizard left something unpaid")
    return seconds, statements


def pay_invoice(invoice):
    wizard = invoice.env['account.payment.register'].with_context(active_model='account.move', active_ids=invoice.ids)
    return wizard.create({})._create_payments()
