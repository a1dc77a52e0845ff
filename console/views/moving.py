"""Moves a case on for a page, or says in the page's words why it cannot be moved."""

from __future__ import annotations

from cases.desk import NoSuchCase
from cases.embedded import WithdrawalWaits
from cases.steps import IllegalStep, ProofMissing, Status, official
from console.access import NotThere
from console.formats import moment
from console.words import told
from handlers.casework import LONGEST_NOTE, Casework, FormerOfficer, Move, MovedMeanwhile, NoteTooLong
from handlers.viewer import Viewer


async def why_not_moved(casework: Casework, viewer: Viewer, move: Move) -> str | None:
    """None once it is moved; raises NotThere for a case that he does not see."""
    try:
        await casework.move(viewer, move)
    except NoSuchCase:
        raise NotThere from None
    except MovedMeanwhile as moved:
        return told("moved_meanwhile", status=official(Status(moved.status)))
    except FormerOfficer:
        return told("former_officer")
    except NoteTooLong:
        return told("note_long", most=LONGEST_NOTE)
    except ProofMissing:
        return told("proof_missing")
    except WithdrawalWaits as waits:
        return told("task_waits", until=moment(waits.until))
    except IllegalStep:
        return told("illegal_step")
    return None
