from . import revenue_control_run, revenue_control_run_break, revenue_control_run_line
