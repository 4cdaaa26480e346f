"""`python -m sim.engine.compiled`: compile the engine into the cache folder, so that its first use does not wait."""

from sim.engine.compiled.ready import prepare

prepare()
