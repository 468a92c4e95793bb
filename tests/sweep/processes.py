"""Real Celery workers and beats, started by the commands that the supervisor uses."""

import os
import signal
import subprocess
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path

from django.conf import settings

from tests.engines.servers import wait_until
from tracker.run import commands

START_SECONDS = 40.0


class Celery:
    """One worker or beat with its children: its log, and ways to end it."""

    def __init__(self, command: list[str], env: dict[str, str], log: Path) -> None:
        self.log = log
        with log.open("ab") as file:
            self.process = subprocess.Popen(
                command,
                env=env,
                cwd=Path(settings.BASE_DIR),
                stdout=file,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )

    def said(self, words: str) -> bool:
        return words in self.log.read_text()

    def kill(self) -> None:
        """SIGKILL the process and its children, as a machine that goes down would."""
        with suppress(ProcessLookupError):
            os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait(timeout=20)

    def stop(self) -> None:
        if self.process.poll() is None:
            self.process.terminate()
            with suppress(subprocess.TimeoutExpired):
                self.process.wait(timeout=15)
        self.kill()


class Crew:
    """Starts workers and beats on one database and one broker, and stops them all."""

    def __init__(self, env: dict[str, str], folder: Path) -> None:
        self.env = env
        self.folder = folder
        self.stack = ExitStack()
        self.members: list[Celery] = []

    def worker(self) -> Celery:
        """Start a worker, and wait until it takes messages."""
        # Two workers of one machine need two names.
        name = f"worker{len(self.members)}@test"
        worker = self._start([*commands.worker(), "--hostname", name])
        wait_until(lambda: worker.said("ready."), seconds=START_SECONDS, what=f"{name} is ready")
        return worker

    def beat(self, **variables: str) -> Celery:
        return self._start(commands.beat(), **variables)

    def _start(self, command: list[str], **variables: str) -> Celery:
        log = self.folder / f"log{len(self.members)}"
        member = Celery(command, {**self.env, **variables}, log)
        self.members.append(member)
        self.stack.callback(member.stop)
        return member

    def logs(self) -> str:
        return "\n".join(f"--- {member.log}\n{member.log.read_text()}" for member in self.members)


@contextmanager
def crew(env: dict[str, str], folder: Path) -> Iterator[Crew]:
    """Give a crew; its logs are printed at the end, which pytest shows where a test fails."""
    members = Crew(env, folder)
    try:
        with members.stack:
            yield members
    finally:
        print(members.logs())
