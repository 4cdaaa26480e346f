"""The compiled twin of the SimPy engine: the same record, bit for bit, some forty times as fast.

Python prepares tables (`tables`), owns the arrays (`memory`) and supplies each day's callers. What happens is compiled:
the order of events, queues and shifts (`clock`, `events`, `queues`, `talk`, `call_flow`, `shifts`, `centre`) by the
layout in `layout`; and, as they stand, `sim.rules` and what both engines share (`sim.engine.call`, `agent_state`,
`people`). It runs without Python's lock, so threads are enough for all cores.
"""

from sim.engine.compiled.replication import CompiledReplication

__all__ = ["CompiledReplication"]

PARENT = "HEADROOM_PARENT"
"""Tells a process that compiles for another by which number that goes: it may be over before it can be asked."""
