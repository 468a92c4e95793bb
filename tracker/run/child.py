"""One process that the supervisor keeps alive, with the processes that it starts itself."""

import contextlib
import os
import signal
import subprocess
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import IO

FIRST_PAUSE_SECONDS = 1.0
LONGEST_PAUSE_SECONDS = 30.0
# A process that ran this long is taken to be well: its next pause is the first one again.
STEADY_SECONDS = 60.0
# The shell waits for a line before it turns into the command, so that a process is in the
# watchdog's list before it does anything: were the supervisor killed in between, the shell
# would read the end of its input and go.
WAIT_THEN_RUN = 'read -r go && exec "$@" </dev/null'


class Child:
    """A name for the output, a command, and the process that runs it now (if one does)."""

    def __init__(self, name: str, command: Sequence[str]) -> None:
        self.name = name
        self.command = command
        self.start_at = 0.0  # by time.monotonic(), as every instant here
        self._started = 0.0
        self._pause = FIRST_PAUSE_SECONDS
        self._partial = b""
        self._process: subprocess.Popen[bytes] | None = None

    @property
    def is_running(self) -> bool:
        return self._process is not None

    @property
    def process(self) -> "subprocess.Popen[bytes]":
        if self._process is None:
            raise RuntimeError(f"{self.name} is not running")
        return self._process

    @property
    def output(self) -> IO[bytes]:
        stream = self.process.stdout
        if stream is None:
            raise RuntimeError(f"{self.name} has no output pipe")
        return stream

    def launch(self, *, now: float, env: Mapping[str, str], cwd: Path) -> None:
        """Start the process, in a group of its own; it waits until `release`."""
        self._process = subprocess.Popen(
            ["/bin/sh", "-c", WAIT_THEN_RUN, self.name, *self.command],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            env=dict(env),
            cwd=cwd,
            start_new_session=True,
        )
        os.set_blocking(self.output.fileno(), False)
        self._started = now

    def release(self) -> None:
        stdin = self.process.stdin
        if stdin is not None:
            with contextlib.suppress(BrokenPipeError):
                stdin.write(b"go\n")
                stdin.close()

    def read_lines(self) -> Iterator[bytes]:
        """Yield the whole lines that have come so far."""
        while True:
            try:
                chunk = os.read(self.output.fileno(), 65536)
            except BlockingIOError:
                return
            if not chunk:
                return
            *lines, self._partial = (self._partial + chunk).split(b"\n")
            yield from lines

    def has_ended(self) -> bool:
        return self.process.poll() is not None

    def clear(self, *, now: float) -> bytes:
        """Forget the process that has ended, set when to start again; return its last words."""
        self.output.close()
        self._process = None
        if now - self._started >= STEADY_SECONDS:
            self._pause = FIRST_PAUSE_SECONDS
        self.start_at = now + self._pause
        self._pause = min(self._pause * 2, LONGEST_PAUSE_SECONDS)
        words, self._partial = self._partial, b""
        return words

    def ask_to_end(self) -> None:
        """Signal the leader alone: it ends its own processes in its own order."""
        self.process.terminate()

    def kill(self) -> None:
        """Kill the whole group; it may outlive its leader, and hold the port or a lock."""
        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.killpg(self.process.pid, signal.SIGKILL)


def how_it_ended(code: int) -> str:
    """Return the exit code, with the signal's name where a signal ended the process."""
    return f"exit code {code}" if code >= 0 else f"exit code {code}, {signal.Signals(-code).name}"
