"""`app`: the app in the browser, from any folder."""

from __future__ import annotations

import argparse
import os
import signal
import socket
import subprocess
import sys
from pathlib import Path

from cli import streams
from cli.arguments import integer_between
from sim.experiment.budget import limits_from_environment
from sim.experiment.disk_store import most_bytes
from sim.experiment.executors import cores
from sim.shipped_files import SOURCES, shipped_file

OWN_FOLDERS = ("HEADROOM_CONFIGS", "HEADROOM_CACHE_DIR")
"""Settings that may name a folder relative to where the user is."""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the arguments of `app`."""
    parser.add_argument(
        "--port",
        type=integer_between(1, 65535),
        default=8501,
        metavar="N",
        help="port to serve (default %(default)s)",
    )
    parser.add_argument(
        "--host",
        metavar="H",
        help="address to serve on, such as localhost for this computer alone (default: all, so that others in your "
        "network can open it)",
    )


def app_command(args: argparse.Namespace) -> int:
    """Compile the fast engine if this computer has not yet, then serve the app until Ctrl+C or SIGTERM.

    Raises OSError, with the address as its file name, where it cannot be served, and SettingError.
    """
    streams.go_on_unheard()
    for name in OWN_FOLDERS:
        if os.environ.get(name):
            os.environ[name] = str(Path(os.environ[name]).absolute())
    # As the first process of a container it would not end else.
    signal.signal(signal.SIGTERM, lambda *_: os._exit(0))
    cores(), limits_from_environment(), most_bytes()  # a wrong setting is said here, not on the page
    _try_address(args.host, args.port)
    _compile()
    print(f"Headroom: http://{args.host or 'localhost'}:{args.port}   (Ctrl+C stops it)", flush=True)
    from click import Abort
    from streamlit.web.cli import main as streamlit

    os.chdir(shipped_file(".streamlit").parent)  # Streamlit takes its settings from the current folder
    try:
        streamlit(["run", str(SOURCES / "streamlit_app.py"), *_options(args)], standalone_mode=False)
    except Abort:
        raise KeyboardInterrupt from None
    return 0


def _try_address(host: str | None, port: int) -> None:
    """Raise OSError where this address is in use, not allowed or not this computer's."""
    try:
        flags = socket.AI_PASSIVE  # no host: all addresses
        family, kind, _, _, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM, flags=flags)[0]
        with socket.socket(family, kind) as trial:
            if os.name == "posix":  # else a server that has just ended would be in the way
                trial.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            trial.bind(address)
    except OSError as error:
        error.filename = f"{host or 'localhost'}:{port}"
        raise


def _compile() -> None:
    """Have the engine compiled by another process, so that the first page is fast. Without it SimPy serves."""
    from sim.code_cache import cache_folder, cache_problem
    from sim.engine.compiled.ready import ending_with_us, is_ready

    if is_ready():
        return
    if cache_folder() is None:
        return  # the server says why and compiles for itself
    if cache_problem():
        print(cache_problem(), file=sys.stderr, flush=True)
    print("Compiling the fast engine (half a minute, once on this computer)…", flush=True)
    command = [sys.executable, "-m", "sim.engine.compiled"]
    if subprocess.run(command, cwd=SOURCES, env=ending_with_us(), check=False).returncode:
        print("The fast engine could not be compiled; SimPy simulates instead.", file=sys.stderr, flush=True)


def _options(args: argparse.Namespace) -> list[str]:
    options = ["--server.port", str(args.port), "--logger.hideWelcomeMessage", "true"]
    if args.host:
        options += ["--server.address", args.host]
    if sys.platform == "linux" and not (os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY")):
        options += ["--server.headless", "true"]  # no browser can be opened
    return options
