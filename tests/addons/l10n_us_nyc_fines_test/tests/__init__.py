from . import test_import_nyc
