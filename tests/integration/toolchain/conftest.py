"""The build of the on-chain programs is a package beside their sources, not an installed one."""

import sys
from pathlib import Path

ROOT = Path(__file__).parents[3]
sys.path.insert(0, str(ROOT / "programs"))
sys.path.insert(0, str(ROOT))  # test folders are no package on the path by themselves
