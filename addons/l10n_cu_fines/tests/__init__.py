from . import test_law
from . import test_offences
from . import test_terms
