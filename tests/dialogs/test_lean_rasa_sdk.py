"""What the service loads of rasa_sdk: its parts, not its server; and everything where it is a server already."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]


def run(code: str) -> str:
    command = [sys.executable, "-P", "-c", code]
    done = subprocess.run(command, cwd=ROOT, env={"PYTHONPATH": str(ROOT)}, capture_output=True, text=True, check=False)
    return done.stdout.strip() or done.stderr[-500:]


def test_the_assistant_needs_no_server() -> None:
    code = "import sys, dialogs.registry; from rasa_sdk import Tracker, FormValidationAction, __version__"
    assert run(f"{code}; print('sanic' in sys.modules, Tracker.__module__)") == "False rasa_sdk.interfaces"


def test_where_rasas_own_server_runs_nothing_is_taken_from_it() -> None:
    code = "import sys, rasa_sdk; import dialogs.registry; print('sanic' in sys.modules, hasattr(rasa_sdk, 'plugin'))"
    assert run(code) == "True True"


@pytest.mark.parametrize("name", ["plugin", "nonsense"])
def test_what_is_not_offered_is_not_there(name: str) -> None:
    assert run(f"import dialogs, rasa_sdk; print(hasattr(rasa_sdk, {name!r}))") == "False"
