from . import revenue_explanation
