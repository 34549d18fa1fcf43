"""What happens when collection comes to a database in which agencies already register fines."""


def post_init_hook(env):
    """Prepare the books of the companies whose offices have fines: that issues the debts of those fines."""
    env["fines.fine"].search([("state", "in", ("registered", "notified"))]).office_id.company_id \
        ._revenue_prepare_accounting()
