from . import fines_fine_close
