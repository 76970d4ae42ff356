"""GridTokenX: a campus peer-to-peer energy market, from a meter to money.

The data path, one package a stage (a test compares this list with the tree):

    base         units, money, market interval, ids, root error
    campus       what a campus is: place, tariffs, calendar, meters; read and validated
    meter        the fleet as arrays: weather, PV, wind, battery, load, electricals, roles
    reading      interval readings, quality, signatures, aggregation, JSON shapes
    forecast     fitted load models, forecasts with quantiles, and what they are judged by
    oracle       attestation: canonical bytes, Merkle root, checks
    chain        instructions, account layouts, program addresses and errors, from the IDL
    market       orders, book, clearing, strategies
    settlement   obligations, netting, savings
    port         what the pipeline needs from the outside, as protocols
    pipeline     one use case a file: simulate, attest, trade, clear, settle, publish
    gateway      REST, WebSocket and the page; the ledger's JSON-RPC
    clock        the machine's time, and time that runs faster
    store        the system of record for readings
    ledger       the embedded validator and the client of a real cluster
    config       settings, parsed once
    compose      the composition root: it and the next are the only files that name adapters
    compose_ledger  the composition root of the ledger's own commands
    compose_quality  the composition root of the checks on readings
    cli          the command line
"""

__version__ = "0.1.0"
