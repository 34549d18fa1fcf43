from . import revenue_collector, revenue_series
