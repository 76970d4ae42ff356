"""Clients that nobody here wrote, and what they need installed."""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[2]))  # test folders are no package on the path by themselves
