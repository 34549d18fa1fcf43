"""How hard the random search looks.

By default a few seconds and always the same examples, so that a mutant caught once is caught always;
`--hypothesis-profile=thorough` searches anew for minutes, before a release.
"""
from hypothesis import HealthCheck, settings

CALM = [HealthCheck.too_slow]
settings.register_profile('law', max_examples=40, deadline=None, derandomize=True, suppress_health_check=CALM)
settings.register_profile('thorough', max_examples=3000, deadline=None, suppress_health_check=CALM, print_blob=True)
settings.load_profile('law')
