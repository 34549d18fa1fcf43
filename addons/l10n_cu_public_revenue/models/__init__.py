from . import revenue_territory
