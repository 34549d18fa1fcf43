"""What every test without Odoo needs: the rules importable as `rules`.

The package lies within an addon, whose __init__ imports Odoo; put on the path by itself it does not.
Helpers beside this file (serving) are importable too.
"""
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(ROOT / 'addons' / 'public_revenue'), str(ROOT / 'tests')]
