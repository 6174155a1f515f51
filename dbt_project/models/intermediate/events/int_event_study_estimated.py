"""Mean changes around events, with bootstrap limits and placebos."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

Numbers = NDArray[np.float64]
Places = NDArray[np.intp]

EVENTS = np.array(["improved", "inadequate"], dtype=object)
CENSUSES = np.arange(-3, 5)
BEFORE = int(np.flatnonzero(CENSUSES == -1)[0])
RESAMPLES = 2000
PLACEBOS = 1000
# Of RandomState numpy keeps the stream the same in every version (NEP 19).
SEED = 2017


def model(dbt: Any, session: Any) -> Any:
    """One row per event, indicator and census that has a change."""
    gaps = dbt.ref("int_gaps_measured").fetchnumpy()
    events = dbt.ref("int_events_dated").order("event, happened_on, la_code").fetchnumpy()
    authorities, censuses, indicators = (
        np.unique(gaps[name]) for name in ("la_code", "census_before", "indicator_id")
    )
    cube = np.full([len(indicators), len(authorities), len(censuses), len(CENSUSES)], np.nan)
    place, before = places_of(gaps, authorities, censuses)
    of_indicator = np.searchsorted(indicators, gaps["indicator_id"])
    cube[of_indicator, place, before, gaps["k"] - CENSUSES[0]] = gaps["gap"]
    never = np.unique(place[gaps["is_never_inadequate"]])
    studies = []
    for event in EVENTS:
        chosen = (
            (events["event"] == event)
            & np.isin(events["la_code"], authorities)
            & np.isin(events["census_before"], censuses)
        )
        of_event = {name: column[chosen] for name, column in events.items()}
        studies.append(study(cube, *places_of(of_event, authorities, censuses), never))
    found = {name: np.stack([figures[name] for figures in studies]) for name in studies[0]}
    known = np.nonzero(found["n"])
    keys = {"event": EVENTS, "indicator_id": indicators, "k": CENSUSES}
    table = {name: axis[index] for (name, axis), index in zip(keys.items(), known, strict=True)}
    table |= {name: figures[known] for name, figures in found.items()}
    session.register("event_study_estimated", table)
    return session.table("event_study_estimated")


def places_of(rows: Any, authorities: Any, censuses: Any) -> tuple[Places, Places]:
    """Where in the cube an authority and the census before it are."""
    return (
        np.searchsorted(authorities, rows["la_code"]),
        np.searchsorted(censuses, rows["census_before"]),
    )


def study(cube: Numbers, places: Places, before: Places, never: Places) -> dict[str, Numbers]:
    """Figures by indicator and census.

    Args:
        cube: Gaps by indicator, authority, census before and census; nan where there is none.
        places: The authority of each event.
        before: The census before each event.
        never: The authorities that placebos are drawn from.
    """
    random = np.random.RandomState(SEED)
    level, change = around(cube, places, before)
    n = (~np.isnan(change)).sum(-2)
    times = resampled(places, random)
    drawn = never[random.randint(max(1, len(never)), size=(PLACEBOS, len(places)))]
    # One indicator at a time: a thousand placebos of all would fill the memory.
    placebos = np.array([mean(around(gaps, drawn, before)[1]) for gaps in cube[:, None]]).reshape(
        -1, PLACEBOS, len(CENSUSES)
    )
    middle = mean(change)
    at_least_as_far = np.abs(placebos) >= np.abs(middle)[:, None]
    lower, upper = limits(change, times)
    level_lower, level_upper = limits(level, times)
    return {
        "n": n,
        "change": middle,
        "lower": lower,
        "upper": upper,
        "median": np.nanmedian(np.where(n[:, None] > 0, change, 0), axis=-2),
        "placebo_mean": mean(placebos),
        "placebo_p": (1 + at_least_as_far.sum(1)) / (1 + PLACEBOS),
        "level": mean(level),
        "level_lower": level_lower,
        "level_upper": level_upper,
    }


def around(cube: Numbers, places: Places, before: Places) -> tuple[Numbers, Numbers]:
    """Levels and changes by indicator, event and census, where both censuses have a gap."""
    level = cube[:, places, before]
    change = level - level[..., [BEFORE]]
    return np.where(np.isnan(change), np.nan, level), change


def mean(values: Numbers) -> Numbers:
    """Over the last axis but one, of what is known."""
    known = ~np.isnan(values)
    return divided(np.where(known, values, 0).sum(-2), known.sum(-2))


def resampled(places: Places, random: np.random.RandomState) -> Numbers:
    """How often each event is drawn, by resample: authorities are drawn with all their events."""
    authorities, authority = np.unique(places, return_inverse=True)
    drawn = random.randint(max(1, len(authorities)), size=(RESAMPLES, len(authorities)))
    # A number to each resample and authority, so that one pass counts them all.
    cells = np.arange(RESAMPLES)[:, None] * len(authorities) + drawn
    counted = np.bincount(cells.ravel(), minlength=RESAMPLES * len(authorities))
    times: Numbers = counted.reshape(RESAMPLES, len(authorities)).astype(float)
    return times[:, authority]


def limits(values: Numbers, times: Numbers) -> tuple[Numbers, Numbers]:
    """Percentiles 2.5 and 97.5 of the resampled means, by indicator and census."""
    known = ~np.isnan(values)
    totals = np.einsum("re,iek->rik", times, np.where(known, values, 0), optimize=True)
    counts = np.einsum("re,iek->rik", times, known, optimize=True)
    means = np.where(known.any(1), divided(totals, counts), 0)
    lower, upper = np.nanquantile(means, [0.025, 0.975], axis=0)
    return lower, upper


def divided(totals: Numbers, counts: Any) -> Numbers:
    """The quotient; nan of nothing."""
    quotient: Numbers = np.divide(
        totals, counts, out=np.full_like(totals, np.nan), where=counts > 0
    )
    return quotient
