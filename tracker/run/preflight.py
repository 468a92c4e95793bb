"""What can be known to fail before anything starts, each as one clear sentence.

The data folder and the shape of the two URLs are looked at while the settings load
(tracker/environment.py); here are the things that need a system call.
"""

import errno
import fcntl
import os
import socket
from collections.abc import Mapping
from pathlib import Path
from typing import IO, Any
from urllib.parse import urlsplit

import redis
from django.core.exceptions import ImproperlyConfigured
from django.db import Error as DatabaseError
from django.db import connection


class CannotStart(Exception):
    """Its message is the one line that the person who starts the tracker reads."""


def check_port(host: str, port: int) -> None:
    """Refuse an address that can't be listened on, or that another program listens on.

    granian lets several processes share a port, so a second tracker would start silently
    and answer every other request: it has to be found here.
    """
    try:
        family, kind, protocol, _, address = socket.getaddrinfo(
            host, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE
        )[0]
        with socket.socket(family, kind, protocol) as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            probe.bind(address)
            probe.listen(1)
    except socket.gaierror as error:
        raise CannotStart(f"HOST: {host} is no address of this machine.") from error
    except PermissionError as error:
        raise CannotStart(
            f"PORT: this user may not listen on {port}; choose one from 1024."
        ) from error
    except OSError as error:
        if error.errno == errno.EADDRNOTAVAIL:
            raise CannotStart(f"HOST: {host} is no address of this machine.") from error
        raise CannotStart(
            f"PORT: {host}:{port} can't be used ({error.strerror}). "
            "Stop what listens there, or choose another: make run PORT=8001"
        ) from error


def claim_folder(folder: Path) -> IO[str]:
    """Take `folder` for this process; return the open file that holds the claim.

    Two trackers in one folder would share its broker and beat's schedule. The lock goes
    with its holder, however that ends.
    """
    file = (folder / "run.lock").open("a+")
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError as error:
        file.seek(0)
        holder = file.read().strip() or "unknown"
        raise CannotStart(
            f"DATA_DIR: {folder} is in use by another tracker (process {holder}). "
            "Stop that one, or choose another folder and PORT."
        ) from error
    file.truncate(0)
    file.write(str(os.getpid()))
    file.flush()
    return file


def check_database(database: Mapping[str, Any]) -> None:
    """Refuse a database that can't be opened; the address is named without its password."""
    try:
        connection.ensure_connection()
    except (DatabaseError, ImproperlyConfigured) as error:
        if connection.vendor == "sqlite":
            place = f"DATABASE_URL: the file {database['NAME']}"
        else:
            host, port = database.get("HOST") or "the local socket", database.get("PORT") or 5432
            place = f"DATABASE_URL: PostgreSQL at {host}:{port}, database {database['NAME']},"
        raise CannotStart(f"{place} can't be opened: {first_line(error)}") from error


def check_broker(url: str, timeouts: Mapping[str, Any]) -> None:
    """Refuse a Redis that doesn't answer; the file-system broker has nothing to check."""
    if not url.startswith(("redis://", "rediss://")):
        return
    parts = urlsplit(url)
    try:
        with redis.Redis.from_url(
            url, socket_timeout=5, socket_connect_timeout=timeouts["socket_connect_timeout"]
        ) as client:
            client.ping()
    except (redis.RedisError, ValueError, OSError) as error:
        raise CannotStart(
            f"REDIS_URL: Redis at {parts.hostname}:{parts.port or 6379} doesn't answer: "
            f"{first_line(error)}"
        ) from error


def first_line(error: BaseException) -> str:
    return str(error).strip().partition("\n")[0] or type(error).__name__
