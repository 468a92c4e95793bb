"""A whole tracker in processes of its own, as `make run` starts it."""

import json
import os
import re
import signal
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psutil

from tests.engines.servers import free_port, wait_until
from tracker import settings

START_SECONDS = 90.0


class Tracker:
    """One running tracker: its output so far, its address and its family of processes."""

    def __init__(self, process: "subprocess.Popen[bytes]", log: Path, port: int) -> None:
        self.process = process
        self.log = log
        self.url = f"http://127.0.0.1:{port}"

    def text(self) -> str:
        return self.log.read_text()

    def wait_for(self, pattern: str, *, seconds: float = START_SECONDS) -> re.Match[str]:
        """Wait until the output has the pattern; its text is in the error where it hasn't."""
        found = re.compile(pattern, re.MULTILINE)
        try:
            wait_until(
                lambda: found.search(self.text()) or self.process.poll() is not None,
                seconds=seconds,
                what=pattern,
            )
        except TimeoutError as error:
            raise AssertionError(f"{error}\n{self.text()}") from error
        match = found.search(self.text())
        assert match, self.text()
        return match

    def family(self) -> list[psutil.Process]:
        return psutil.Process(self.process.pid).children(recursive=True)

    def get(self, path: str) -> tuple[int, str]:
        """GET a path; return the status and the text."""
        try:
            with urllib.request.urlopen(self.url + path, timeout=10) as answer:
                return answer.status, answer.read().decode()
        except urllib.error.HTTPError as error:
            return error.code, error.read().decode()

    def get_json(self, path: str) -> dict[str, object]:
        status, text = self.get(path)
        assert status == 200, text
        return json.loads(text)


def environment(folder: Path, port: int, **variables: str) -> dict[str, str]:
    """Return a clean environment with a data folder and a port of its own."""
    kept = {name: os.environ[name] for name in ("PATH", "HOME", "LANG") if name in os.environ}
    return kept | {"DATA_DIR": str(folder), "PORT": str(port)} | variables


def command(*arguments: str) -> list[str]:
    return [sys.executable, "-m", "tracker.run", *arguments]


def attempt(folder: Path, **variables: str) -> subprocess.CompletedProcess[str]:
    """Start a tracker that can't start; return its exit code and output."""
    return subprocess.run(
        command(),
        env=environment(folder, free_port()) | variables,
        cwd=settings.BASE_DIR,
        capture_output=True,
        text=True,
        timeout=60,
    )


@contextmanager
def part(name: str, env: dict[str, str], log: Path) -> Iterator["subprocess.Popen[bytes]"]:
    """Run one part by itself, as a container does."""
    with log.open("ab") as file:
        process = subprocess.Popen(
            command(name), env=env, cwd=settings.BASE_DIR, stdout=file, stderr=subprocess.STDOUT
        )
    try:
        yield process
    finally:
        if process.poll() is None:
            process.terminate()
            process.wait(timeout=15)


@contextmanager
def tracker(folder: Path, log: Path, **variables: str) -> Iterator[Tracker]:
    """Start a tracker; at the end stop it without patience, if it still runs."""
    port = free_port()
    with log.open("wb") as file:
        process = subprocess.Popen(
            command(),
            env=environment(folder, port, **variables),
            cwd=settings.BASE_DIR,
            stdout=file,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
    try:
        yield Tracker(process, log, port)
    finally:
        if process.poll() is None:
            # The first signal asks its children to end, the second one kills them.
            while process.poll() is None:
                process.send_signal(signal.SIGINT)
                time.sleep(0.1)
