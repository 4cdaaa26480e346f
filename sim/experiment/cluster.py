"""A cluster: any dask.distributed scheduler does the work, through its `Client.get_executor()`.

Scheduler and workers must be able to import this very version of Headroom, or the numbers would not be the same.
That is asked before anything is simulated.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from concurrent.futures import CancelledError, Executor
from contextlib import contextmanager
from importlib import import_module
from typing import Any

from sim.version import model_version

CONNECT_S = 5.0
"""How long to wait for the scheduler, and then for its first worker."""

INSTALL = 'pip install "/path/to/headroom[cluster]"'
START = "install it there, or start it with PYTHONPATH set to the folder of Headroom"

_VERSION_EXPRESSION = "__import__('sim.version', fromlist=['*']).model_version()"
"""Text for scheduler and workers to evaluate: a function of Headroom could not be unpickled where that is missing."""


class ClusterError(RuntimeError):
    """A cluster that cannot do the work. `str()` is one sentence for a person."""


@contextmanager
def cluster_executor(address: str) -> Iterator[Executor]:
    """The workers of the scheduler at this address as an executor. Raises ClusterError."""
    try:
        distributed = import_module("distributed")
    except ImportError:
        raise ClusterError(f"a cluster needs dask, which is not installed: {INSTALL}") from None
    with _connected(distributed, address) as client:
        _check(distributed, client, address)
        try:
            # pure=False: dask need not look for equal tasks, we send none twice
            yield client.get_executor(pure=False)
        except distributed.KilledWorker:
            raise ClusterError(
                f"{address}: workers kept dying on the same replication; see their logs"
            ) from None
        except CancelledError:
            raise ClusterError(f"{address}: the scheduler is gone") from None


def _connected(distributed: Any, address: str) -> Any:
    if not re.fullmatch(r"(tcp|tls)://.+:\d+", address):
        raise ClusterError(f"{address!r} is not an address such as tcp://host:8786")
    try:
        return distributed.Client(address, timeout=CONNECT_S, set_as_default=False)
    except Exception:  # whatever a wrong server, or none, leads dask to
        raise ClusterError(f"{address}: no dask scheduler answers there") from None


def _check(distributed: Any, client: Any, address: str) -> None:
    """Raise ClusterError unless there is a worker, and all have this version of Headroom."""
    try:
        client.wait_for_workers(1, timeout=CONNECT_S)
    except distributed.TimeoutError:
        raise ClusterError(
            f"{address}: the scheduler has no workers; start some: dask worker {address}"
        ) from None
    versions: dict[str, Any] = {}
    try:
        versions["the scheduler"] = client.run_on_scheduler(eval, _VERSION_EXPRESSION)
    except ImportError as error:
        versions["the scheduler"] = error
    answers = client.run(eval, _VERSION_EXPRESSION, on_error="return")
    versions |= {f"worker {worker}": answer for worker, answer in answers.items()}
    for who, version in versions.items():
        if isinstance(version, ImportError):
            raise ClusterError(f"{address}: {who} cannot import Headroom; {START}")
        if isinstance(version, str) and version != model_version():  # else it died meanwhile
            raise ClusterError(f"{address}: {who} has Headroom {version}, this is {model_version()}")
