"""What happens at the end of the module's life."""


def uninstall_hook(env):
    """Give back the work of the night: without this module, the jobs of public_revenue_collection do it."""
    env["revenue.nightly.run"]._get_taken_over().active = True
