"""The register's law importable as `register`: it lies within an addon, whose __init__ imports Odoo."""
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2] / 'addons' / 'fines_collection'))
