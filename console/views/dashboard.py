"""The dashboard: what came, what waits, how fast it is answered, what it amounts to, and where."""

from __future__ import annotations

from datetime import date
from typing import Final

from starlette.responses import Response

from cases.steps import Status, official
from console.access import Asked
from console.charts import Chart, column_chart, share
from console.pages import Pages
from console.parts import Console
from console.words import told
from handlers.figures import Figures, Waiting
from handlers.viewer import area_names

PERIODS: Final = (30, 90, 365)
MOST_BARS: Final = 90
WEEK: Final = 7


class DashboardViews:
    """One page of charts, each with its numbers beside it."""

    def __init__(self, console: Console, pages: Pages) -> None:
        self._figures, self._pages = console.figures, pages

    async def show(self, asked: Asked) -> Response:
        """The figures of the viewer's area for the period that was chosen."""
        days = next((days for days in PERIODS if asked.query("days") == str(days)), PERIODS[0])
        figures = await self._figures.look(asked.viewer, days)
        return self._pages.page(
            "dashboard.html",
            asked=asked,
            here="dashboard",
            days=days,
            periods=PERIODS,
            figures=figures,
            official=lambda status: official(Status(status)),
            arrivals=_arrivals(figures.arrivals),
            answers=_answers(figures),
            waiting=_waiting(figures.waiting),
            statuses=[(status, count, share(count, figures.all.cases)) for status, count in figures.by_status],
            counties=_counties(figures),
        )


def _arrivals(came: tuple[tuple[date, int], ...]) -> Chart:
    if len(came) <= MOST_BARS:
        return column_chart([(day.strftime("%m-%d"), count) for day, count in came])
    weeks = [came[max(end - WEEK, 0) : end] for end in range(len(came), 0, -WEEK)][::-1]
    return column_chart([(week[0][0].strftime("%m-%d"), sum(count for _, count in week)) for week in weeks])


def _answers(figures: Figures) -> Chart:
    counts = figures.answers.by_days
    last = len(counts) - 1
    return column_chart([(f"{day}+" if day == last else str(day), count) for day, count in enumerate(counts)])


def _waiting(waiting: Waiting) -> list[tuple[str, str, int, float]]:
    kinds = ("late", "today", "soon", "later", "paused")
    counts = [(kind, int(getattr(waiting, kind))) for kind in kinds]
    return [(kind, told(f"waiting_{kind}"), count, share(count, waiting.all)) for kind, count in counts]


def _counties(figures: Figures) -> list[tuple[str, str, object, float]]:
    most = max((total.cases for _, total in figures.by_county), default=0)
    return [
        (code or "", " ".join(area_names(code or "")[-2:]), total, share(total.cases, most))
        for code, total in figures.by_county
    ]
