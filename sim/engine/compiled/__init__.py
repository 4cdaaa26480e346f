"""The compiled twin of the SimPy engine: the same record, bit for bit, some forty times as fast.

Python prepares tables (`tables`), owns the arrays (`memory`) and supplies each day's callers; what happens is
compiled (`clock`, `centre`, `talk`, `duty`, `floor`, `people`, `lines`, `events`, by the layout in `layout`), with
the rules of `sim.rules` as they stand. It runs without Python's lock, so threads are enough for all cores.
"""

from sim.engine.compiled.replication import Replication

__all__ = ["Replication"]
