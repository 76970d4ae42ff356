"""How seldom Python looks for unreachable cycles while a ledger runs.

Reference counts free nearly everything here. With the usual thresholds the collector walks a large run's live
objects again and again and finds next to nothing: some 3 % of the time of `gridtokenx bench ledger orders`.
"""

import gc

YOUNG_OBJECTS = 200_000
"""Objects made and not freed before the youngest generation is looked through; 700 as Python has it."""
OLDER_GENERATIONS = 50
"""Collections of one generation before the next older one is looked through."""


def collect_seldom() -> None:
    """Let the collector of cycles run more seldom in this process."""
    gc.set_threshold(YOUNG_OBJECTS, OLDER_GENERATIONS, OLDER_GENERATIONS)
