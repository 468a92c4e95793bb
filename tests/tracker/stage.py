"""A stage for the supervisor's tests: `stage.py NAME=COMMAND…` supervises shell commands."""

import os
import sys
from pathlib import Path

from tracker.run.child import Child
from tracker.run.output import Output
from tracker.run.supervisor import Supervisor

if __name__ == "__main__":
    pairs = [argument.split("=", 1) for argument in sys.argv[1:]]
    children = [Child(name, ["/bin/sh", "-c", command]) for name, command in pairs]
    output = Output()
    supervisor = Supervisor(children, output=output, env=os.environ, cwd=Path.cwd())
    supervisor.run(lambda: output.say("all started"))
    output.say("stopped")
