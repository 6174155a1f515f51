"""The site of two authorities: figures follow the data, withheld figures and text stay harmless."""

from __future__ import annotations

import html
import json
import re
from pathlib import Path

import duckdb
import pytest

import pages
from pages.words import spells
from tests.unit.pages import small_world


def build_site(database: Path, folder: Path) -> None:
    """The site, without anything kept of an earlier one."""
    pages.build_site(database, folder, folder.parent / "cache")


def _rows(page: str, name: str) -> dict[str, list[dict[str, object]]]:
    """What a chart of a page draws."""
    (text,) = re.findall(rf'id="rows-{name}">(.*?)</script>', page)
    return dict(json.loads(text))


def _page(folder: Path, la_code: str) -> str:
    return (folder / "authorities" / f"{la_code}.html").read_text("utf-8")


def test_every_figure_follows_the_data(database: Path, tmp_path: Path) -> None:
    build_site(database, tmp_path / "before")
    with duckdb.connect(str(database)) as connection:
        connection.execute(
            "UPDATE la_benchmarks SET value = 31.7 WHERE la_code = '101' AND period = '2025'"
        )
        connection.execute(
            "UPDATE rank_intervals SET rank_lowest = 3, rank_lower = 2, rank_upper = 7, "
            "n_ranked = 9 WHERE period = '2025'"
        )
        connection.execute("UPDATE improvement_at_risk SET survival = 0.432 WHERE year = 3")
        connection.execute("UPDATE improvement_spells SET framework_share_improved_by = 0.617")
        connection.execute("UPDATE improvement_spells SET days_publication_clock = 1234")
        connection.execute("UPDATE improvement_summary SET median_days = 777")
        connection.execute("UPDATE first_returns SET better = 21, median_days_to_return = 838")
    build_site(database, tmp_path / "after")
    before, after = (_page(tmp_path / name, "101") for name in ("before", "after"))
    place = "3rd lowest of 9, likely between 2nd and 7th"
    for figure in (
        *("31.7%", place, "3 of 9 (2 to 7)", "1,234 days", "777 days", "43%"),
        *("62% of those under ILACS had", "838 days", "returned to 21 were"),
    ):
        assert figure not in before
        assert figure in after


def test_frameworks_stand_beside_each_other_with_the_returns(
    database: Path, tmp_path: Path
) -> None:
    build_site(database, tmp_path / "site")
    for page in (_page(tmp_path / "site", "101"), (tmp_path / "site" / "index.html").read_text()):
        told = html.unescape(page)
        assert (
            "Of 2 periods at Inadequate that began under ILACS, half are estimated to have ended "
            "in a better judgement by 900 days (2.5 years) after the report (95% limits 900 to not "
            "reached), and by 800 days without the pause of inspections from "
            "9 March 2020 to 28 June 2021."
        ) in told
        assert (
            "that began under SIF, half are estimated to have ended in a better judgement by 600"
            in told
        )
        assert (
            "Half of the 4 judgements of Inadequate under ILACS are estimated to have been "
            "returned to by 850 days (2.3 years), and of 3 returned to 2 were then found better "
            "(67%, 95% limits 21% to 94%)."
        ) in told
        assert (
            "Of the 1 judgement of Inadequate under SIF 0 have been returned to so far, and 0 were "
            "then found better."
        ) in told
        # No median of both frameworks together.
        assert "SIF and ILACS together" not in told


def test_the_median_without_held_reports_is_told_where_some_are_held(
    database: Path, tmp_path: Path
) -> None:
    with duckdb.connect(str(database)) as connection:
        connection.execute(
            "UPDATE improvement_summary SET held_reports = 2, median_days_without_held = 555 "
            "WHERE population = 'inadequate_ilacs'"
        )
    build_site(database, tmp_path / "site")
    assert (
        "; without 2 periods open only because a newer report is held back unread, the median is "
        "555 days."
    ) in _page(tmp_path / "site", "101")


@pytest.mark.parametrize(
    ("held_before", "is_left_truncated", "words"),
    [
        ("yes", True, "Ofsted had judged child protection Inadequate before SIF, too"),
        ("no", True, "Before SIF Ofsted's last judgement on child protection was not Inadequate."),
        ("not known", True, "no published judgement tells how the authority stood before"),
        ("no", False, None),
    ],
)
def test_what_was_held_before_a_spell_is_told_as_far_as_it_is_known(
    database: Path, tmp_path: Path, held_before: str, is_left_truncated: bool, words: str | None
) -> None:
    with duckdb.connect(str(database)) as connection:
        connection.execute(
            "UPDATE improvement_spells SET held_before = ?, is_left_truncated = ?",
            [held_before, is_left_truncated],
        )
    build_site(database, tmp_path / "site")
    page = html.unescape(_page(tmp_path / "site", "101"))
    told = [text for text in spells._BEFORE.values() if text in page]
    assert len(told) == (words is not None)
    assert words is None or words in page
    assert "may have been held" not in page


RANK = re.compile(r"(?:lowest|highest) of \d|\b\d+ of \d+ \(")


def test_without_an_interval_the_quarter_stands_for_the_rank(
    database: Path, tmp_path: Path
) -> None:
    build_site(database, tmp_path / "before")
    with duckdb.connect(str(database)) as connection:
        connection.execute("DELETE FROM rank_intervals")
        connection.execute("UPDATE la_benchmarks SET quartile = 3, n_ranked = 8")
    build_site(database, tmp_path / "after")
    before, after = (html.unescape(_page(tmp_path / name, "101")) for name in ("before", "after"))
    # Vacancy and agency have an interval, turnover's is not shown, the others have none.
    place = '<td class="place">{}</td>'
    assert before.count(place.format("lowest of 5, likely between 1st and 3rd")) == 2
    assert before.count(place.format("in the lowest quarter of 1")) == 2
    assert RANK.search(before) and not RANK.search(after)
    assert after.count(place.format("in the second highest quarter of 8")) == 4


def test_a_withheld_figure_is_a_gap_with_its_meaning(database: Path, tmp_path: Path) -> None:
    build_site(database, tmp_path / "site")
    page = _page(tmp_path / "site", "102")
    assert (
        "No figure of vacancy rate, agency rate, turnover rate and caseload: marked c "
        "(suppressed). That is not zero." in html.unescape(page)
    )
    assert '"value":null' in page
    assert "[c]" in page
    assert not re.search(r"\b0\.0%", page)


def test_an_authority_without_inspections_has_a_page(database: Path, tmp_path: Path) -> None:
    build_site(database, tmp_path / "site")
    page = _page(tmp_path / "site", "102")
    assert "No full inspection under SIF or ILACS is known." in page
    assert "No judgement under SIF or ILACS yet" in page
    assert "does not mean never inspected" in page
    assert "None" not in re.sub(r"<[^>]+>", " ", page)


def test_no_judgement_is_not_called_never_inspected(database: Path, tmp_path: Path) -> None:
    build_site(database, tmp_path / "site")
    page = (tmp_path / "site" / "index.html").read_text("utf-8")
    assert "1 with no judgement under SIF or ILACS yet" in page
    assert "inspections under earlier frameworks are not in these data" in page
    for path in (tmp_path / "site").rglob("*.html"):
        assert "not yet inspected" not in path.read_text("utf-8").lower(), path


NO_VISIT = (
    "No visit within this time is known: visits are in these data only from September 2022 to "
    "February 2023, so a letter on a visit at any other time is not in the data."
)


@pytest.mark.parametrize(
    ("change", "is_said"),
    [
        ("visits_in_spell = 0", True),
        ("visits_in_spell = NULL", True),
        ("visits_in_spell = 2", False),
        (
            "started_published_on = '2022-10-01', ended_published_on = '2023-01-01', "
            "outcome = 'improved', to_grade = 'Good'",
            False,
        ),
    ],
    ids=["none known", "no source", "some known", "within the time when visits are known"],
)
def test_why_no_visit_is_told_of_a_spell(
    database: Path, tmp_path: Path, change: str, is_said: bool
) -> None:
    with duckdb.connect(str(database)) as connection:
        connection.execute(f"UPDATE improvement_spells SET {change}")
    build_site(database, tmp_path / "site")
    assert (NO_VISIT in _page(tmp_path / "site", "101")) == is_said


def test_times_when_visits_are_known_are_told_apart(database: Path, tmp_path: Path) -> None:
    with duckdb.connect(str(database)) as connection:
        connection.execute("INSERT INTO visit_coverage VALUES ('2024-04-03', '2024-04-03')")
    build_site(database, tmp_path / "site")
    times = "from September 2022 to February 2023 and from April 2024 to April 2024"
    assert f"visits are in these data only {times}, so" in _page(tmp_path / "site", "101")


RATE_OF_2025 = (
    "against England's 12.0% and a neighbours' median of 13.0%, lowest of 5, likely between 1st "
    "and 3rd."
)


@pytest.mark.parametrize(
    ("began", "few", "words"),
    [
        (
            "2022-03-01",
            4,
            "Vacancy rates at censuses while it lasted: 20.0% on 30 September 2024 against "
            "England's 12.0% and a neighbours' median of 13.0%, lowest of 5, likely between 1st "
            "and 3rd; "
            f"25.0% on 30 September 2025 {RATE_OF_2025}",
        ),
        (
            "2024-03-01",
            4,
            "Vacancy rates at later censuses while it lasted: 25.0% on 30 September 2025 "
            f"{RATE_OF_2025}",
        ),
        (
            "2022-03-01",
            1,
            "Of the 2 censuses while it lasted the vacancy rate was highest on "
            f"30 September 2025: 25.0% {RATE_OF_2025}",
        ),
    ],
    ids=["each", "each after the first told", "the highest of many"],
)
def test_vacancy_rates_of_a_spell_are_told(
    database: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    began: str,
    few: int,
    words: str,
) -> None:
    monkeypatch.setattr(spells, "FEW_CENSUSES", few)
    with duckdb.connect(str(database)) as connection:
        connection.execute("UPDATE la_benchmarks SET neighbour_median = 13.0")
        connection.execute(f"UPDATE improvement_spells SET started_published_on = '{began}'")
    build_site(database, tmp_path / "site")
    assert words in html.unescape(_page(tmp_path / "site", "101"))


def test_a_visit_of_unknown_day_is_shown_at_its_publication(database: Path, tmp_path: Path) -> None:
    build_site(database, tmp_path / "site")
    page = _page(tmp_path / "site", "101")
    rows = re.search(r'id="rows-timeline">(.*?)</script>', page)
    assert rows
    assert [row["day"] for row in json.loads(rows[1])["visits"]] == ["2022-09-01", "2023-02-01"]
    assert "3 visits and 3 interventions known" in page


def test_text_of_the_data_is_escaped(database: Path, tmp_path: Path) -> None:
    build_site(database, tmp_path / "site")
    for path in (tmp_path / "site").rglob("*.html"):
        page = path.read_text("utf-8")
        assert "<script>alert" not in page, path
        assert "javascript:" not in page, path
    assert "&lt;script&gt;alert" in _page(tmp_path / "site", "102")
    assert "Judgement &lt;in force&gt;." in (tmp_path / "site" / "dictionary.html").read_text()


def test_tables_without_rows_leave_the_site_whole(database: Path, tmp_path: Path) -> None:
    with duckdb.connect(str(database)) as connection:
        for table in (
            *("improvement_spells", "improvement_curves", "improvement_summary", "visits"),
            *(
                "improvement_at_risk",
                *("interventions", "inspection_watch", "value_revisions"),
                "first_returns",
                "visit_coverage",
                "inspection_pauses",
                "funnel_limits",
            ),
            *("indicator_spread", "news", "interventions", "inspection_watch"),
        ):
            connection.execute(f"DELETE FROM {table}")
        connection.execute("DELETE FROM inspections")
        connection.execute("UPDATE ratings SET inspection_id = NULL, basis = 'none'")
    build_site(database, tmp_path / "site")
    assert "No time at Requires improvement or Inadequate" in _page(tmp_path / "site", "101")


def test_the_database_is_only_read(database: Path, tmp_path: Path) -> None:
    before = database.read_bytes()
    build_site(database, tmp_path / "site")
    assert database.read_bytes() == before


def test_a_database_of_another_kind_is_refused(tmp_path: Path) -> None:
    duckdb.connect(str(tmp_path / "empty.duckdb")).close()
    with pytest.raises(duckdb.CatalogException):
        build_site(tmp_path / "empty.duckdb", tmp_path / "site")


def test_documentation_is_linked_only_when_it_lies_beside(database: Path, tmp_path: Path) -> None:
    about = tmp_path / "site" / "about.html"
    build_site(database, tmp_path / "site")
    assert "dbt_docs" not in about.read_text()
    (tmp_path / "dbt_docs").mkdir()
    (tmp_path / "dbt_docs" / "index.html").write_text("")
    build_site(database, tmp_path / "site")
    assert '"dbt_docs/index.html"' in about.read_text()


@pytest.mark.parametrize(
    ("address", "url"),
    [
        ("desk@example.org", "mailto:desk@example.org"),
        ("https://example.org/ask?a=1&b=2", "https://example.org/ask?a=1&amp;b=2"),
    ],
)
def test_readers_are_told_where_to_write(
    database: Path, tmp_path: Path, address: str, url: str
) -> None:
    pages.build_site(database, tmp_path / "site", tmp_path / "cache", address)
    for name in ("index.html", "about.html", "authorities/101.html"):
        page = (tmp_path / "site" / name).read_text("utf-8")
        assert f'<a href="{url}">Feedback</a>' in page, name
    assert page.count(url) == 1
    about = (tmp_path / "site" / "about.html").read_text("utf-8")
    assert about.count(f'<a href="{url}">{html.escape(address)}</a>') == 2
    assert "No address was set" not in about


def test_nothing_is_shown_where_no_address_is_set(database: Path, tmp_path: Path) -> None:
    build_site(database, tmp_path / "site")
    for path in (tmp_path / "site").rglob("*.html"):
        page = path.read_text("utf-8")
        assert "Feedback" not in page and "mailto:" not in page, path.name
    assert "No address was set" in (tmp_path / "site" / "about.html").read_text("utf-8")


def test_names_that_are_searched_are_the_published_ones(database: Path, tmp_path: Path) -> None:
    with duckdb.connect(str(database)) as connection:
        connection.execute(
            "INSERT INTO local_authorities VALUES ('100', 'Aleph', 'E9', 'E9', 'E12000001', "
            "'North East', NULL, NULL, NULL, '2019-03-31', NULL, '101', false)"
        )
    build_site(database, tmp_path / "site")
    script = (tmp_path / "site" / "assets" / "names.js").read_text("utf-8")
    assert "<" not in script
    found = json.loads(script.removeprefix("window.NAMES=").removesuffix(";\n"))
    assert found[1] == {
        "name": "Alpha",
        "hint": "North East, 101",
        "url": "authorities/101.html",
        "also": ["Alpha Children's Trust"],
        "codes": ["101", "E0", "E1"],
        "place": "North East",
    }
    # What exists comes before what was abolished, and both before indicators.
    assert [row["name"] for row in found[:3]] == [small_world.SCRIPT, "Alpha", "Aleph"]
    assert found[2]["hint"] == "abolished on 31 March 2019, 100"
    assert [row["url"] for row in found[3:]] == [
        "regions/E12000001.html",
        *(f"indicators/{name}.html" for name in sorted((*small_world.RATES, "caseload_fte"))),
    ]
    for row in found[3:]:
        assert (tmp_path / "site" / row["url"]).is_file()


def test_what_is_shared_describes_the_page(database: Path, tmp_path: Path) -> None:
    build_site(database, tmp_path / "site")
    told = {}
    for path in (tmp_path / "site").rglob("*.html"):
        page = path.read_text("utf-8")
        description = _content(page, 'name="description"')
        assert 40 < len(description) < 300, path.name
        assert _content(page, 'property="og:description"') == description
        title = _content(page, 'property="og:title"')
        assert f"<title>{title} –" in page
        told[path.relative_to(tmp_path / "site").as_posix()] = description
    assert len(set(told.values())) == len(told)
    assert told["authorities/101.html"].startswith(
        "Alpha: Inadequate, judgement in force on 1 January 2026"
    )


def _content(page: str, name: str) -> str:
    (content,) = re.findall(rf'<meta {name} content="([^"]*)">', page)
    return str(content)


@pytest.mark.parametrize(
    ("posts", "rate", "beyond"),
    [(29.9, 25.0, True), (30.0, 25.0, False), (29.9, 20.0, False)],
    ids=["a handful of posts, higher than all", "more posts", "as high as another"],
)
def test_a_rate_on_a_handful_of_posts_does_not_squeeze_the_others(
    database: Path, tmp_path: Path, posts: float, rate: float, beyond: bool
) -> None:
    """Alpha's rate against a larger return's 20% of the same year."""
    with duckdb.connect(str(database)) as connection:
        newest = "indicator_id = 'vacancy_rate_fte' AND period = '2025'"
        connection.execute(f"UPDATE la_benchmarks SET value = {rate} WHERE {newest}")
        connection.execute(
            f"UPDATE la_benchmarks SET value = 20, marker = NULL WHERE {newest} AND la_code = '102'"
        )
        for code, value, number in (("101", rate, posts), ("102", 20.0, 200.0)):
            connection.execute(
                f"DELETE FROM indicator_values WHERE {newest} AND area_code = '{code}'"
            )
            connection.execute(
                "INSERT INTO indicator_values VALUES ('vacancy_rate_fte', 'Local authority', "
                f"'{code}', 'x', '2025', '2025-09-30', {value}, NULL, {number}, 'dfe', true, false)"
            )
    build_site(database, tmp_path / "site")
    page = _page(tmp_path / "site", "101")
    strip, series = (
        json.loads(re.findall(rf'id="rows-{name}vacancy-rate-fte">(.*?)</script>', page)[0])
        for name in ("strip-", "")
    )
    script = (tmp_path / "site" / "assets" / "england.js").read_text("utf-8")
    shared = json.loads(script.removeprefix("window.ENGLAND=").removesuffix(";\n"))
    drawn = [row["value"] for row in shared["strip.vacancy_rate_fte"]]
    own = [row["value"] for row in series["series"] if row["who"] == "This authority"]
    words = "The axis ends at 20%; beyond it, marked by an arrow: 25.0% in"
    if beyond:
        assert (drawn, own) == ([20.0], [20.0, None])
        assert strip["own"] == []
        assert [(row["who"], row["label"]) for row in strip["beyond"]] == [("own", "Alpha 25.0%")]
        assert [(row["day"], row["label"]) for row in series["beyond"]] == [("2025-09-30", "25")]
        assert shared["axis.vacancy_rate_fte"] == series["axis"] == [{"value": 20}]
        assert f"{words} Alpha (on 29.9 FTE)." in page and f"{words} 2025 (on 29.9 FTE)." in page
        other = _page(tmp_path / "site", "102")
        assert f"{words} Alpha (on 29.9 FTE)." in html.unescape(other)
    else:
        assert (sorted(drawn), own) == (sorted([rate, 20.0]), [20.0, rate])
        assert strip["beyond"] == series["beyond"] == []
        assert len(strip["own"]) == 1 and "beyond it" not in page


def test_vacancies_by_judgement_run_from_the_best_grade_and_the_newest_census(
    database: Path, tmp_path: Path
) -> None:
    grades = ("Outstanding", "Good", "Requires improvement", "Inadequate")
    with duckdb.connect(str(database)) as connection:
        for as_at in ("2024-09-30", "2025-09-30"):
            for grade in sorted(grades):
                connection.execute(
                    "INSERT INTO rating_indicator_summary VALUES "
                    "(?, 'vacancy_rate_fte', ?, '2025', 5, 12.0, 10.0, 11.0, 13.0)",
                    [as_at, grade],
                )
    build_site(database, tmp_path / "site")
    page = (tmp_path / "site" / "index.html").read_text("utf-8")
    table = page[page.index("Vacancy rate by judgement in force, %") :]
    rows = [
        tuple(re.findall(r"<t[dh][^>]*>(.*?)</t[dh]>", row)[:2])
        for row in re.findall(r"<tr>(.*?)</tr>", table.split("</table>")[0], re.S)[1:]
    ]
    assert rows == [(f"30 September {year}", grade) for year in (2025, 2024) for grade in grades]


def test_spells_are_not_called_authorities(database: Path, tmp_path: Path) -> None:
    build_site(database, tmp_path / "site")
    page = (tmp_path / "site" / "index.html").read_text("utf-8")
    assert "Half of authorities" not in page


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (
            "outcome = NULL",
            "Statutory direction on social care of May 2022: no end is known; last seen on "
            "2 January 2025. The list of interventions is known to be incomplete",
        ),
        (
            "outcome = 'open', source_release_id = 'dfe'",
            "Statutory direction on social care of May 2022: open when last seen on "
            "2 January 2025.</dd>",
        ),
        (
            "outcome = 'lifted', closed_on = '2023-06-01', closed_precision = 'year'",
            "No intervention in force is known. Statutory direction on social care of May 2022: "
            "lifted 2023. The list",
        ),
        ("la_code = '102'", "No intervention is known. The list of interventions is known to be"),
    ],
    ids=["no end known", "open, by the department's listing", "lifted", "none"],
)
def test_an_intervention_is_told_as_far_as_it_is_known(
    database: Path, tmp_path: Path, change: str, words: str
) -> None:
    with duckdb.connect(str(database)) as connection:
        small_world.keep_interventions(connection, "101-d")
        connection.execute(f"UPDATE interventions SET {change}")
    build_site(database, tmp_path / "site")
    assert words in html.unescape(_page(tmp_path / "site", "101"))


def test_the_timeline_draws_interventions_as_far_as_they_are_known(
    database: Path, tmp_path: Path
) -> None:
    with duckdb.connect(str(database)) as connection:
        small_world.keep_interventions(connection, "101-d")
    build_site(database, tmp_path / "before")
    with duckdb.connect(str(database)) as connection:
        connection.execute(
            "UPDATE interventions SET closed_on = '2023-06-05', closed_precision = 'day', "
            "outcome = 'revoked'"
        )
    build_site(database, tmp_path / "after")
    (before,), (after,) = (
        _rows(_page(tmp_path / name, "101"), "timeline")["interventions"]
        for name in ("before", "after")
    )
    assert (before["from"], before["to"], before["status"]) == (
        *("2022-05-01", "2022-05-01"),
        "end not known",
    )
    assert (after["to"], after["status"]) == ("2023-06-05", "known")
    assert after["ended"] == "revoked 5 June 2023"


def test_days_since_the_last_report_are_told_with_their_caveat(
    database: Path, tmp_path: Path
) -> None:
    build_site(database, tmp_path / "site")
    assert (
        "Ofsted last reported in full 1,402 days (3.8 years) before 1 January 2026. Of past gaps "
        "between full reports 75% were shorter: history, not a forecast."
    ) in _page(tmp_path / "site", "101")
    assert "Ofsted last reported" not in _page(tmp_path / "site", "102")


@pytest.mark.parametrize(
    ("polarity", "quartile", "word", "place"),
    [
        ("low", 1, "among the best", "lowest of 5, likely between 1st and 3rd"),
        ("low", 3, "worse than most", "2nd highest of 5, likely between 1st and 4th"),
        ("high", 1, "among the worst", "lowest of 5, likely between 1st and 3rd"),
        ("high", 3, "better than most", "2nd highest of 5, likely between 1st and 4th"),
        ("none", 4, "among the highest", "2nd highest of 5, likely between 1st and 4th"),
    ],
)
def test_a_measure_is_told_by_its_polarity_and_from_the_nearer_end(
    database: Path, tmp_path: Path, polarity: str, quartile: int, word: str, place: str
) -> None:
    with duckdb.connect(str(database)) as connection:
        connection.execute(f"UPDATE indicators SET polarity = '{polarity}'")
        connection.execute(f"UPDATE la_benchmarks SET quartile = {quartile} WHERE la_code = '101'")
        if quartile > 2:
            connection.execute(
                "UPDATE rank_intervals SET rank_lowest = 4, rank_highest = 2, "
                "rank_highest_lower = 1, rank_highest_upper = 4"
            )
    build_site(database, tmp_path / "site")
    page = _page(tmp_path / "site", "101")
    row = page[page.index('<th scope="row">Vacancy rate <') :].partition("</tr>")[0]
    assert f'<td class="word">{word}</td><td class="place">{place}</td>' in row


def test_on_fewer_than_thirty_there_is_neither_rank_nor_quarter(
    database: Path, tmp_path: Path
) -> None:
    with duckdb.connect(str(database)) as connection:
        connection.execute("UPDATE indicator_values SET denominator = 29.9")
    build_site(database, tmp_path / "site")
    page = _page(tmp_path / "site", "101")
    few = '<td class="word">too few to say (under 30)</td><td class="place">–</td>'
    assert page.count(few) == 4
    assert "not ranked" in page


def test_what_changed_is_told_against_the_edition_before(database: Path, tmp_path: Path) -> None:
    build_site(database, tmp_path / "before")
    with duckdb.connect(str(database)) as connection:
        connection.execute(
            "UPDATE la_benchmarks SET change_1y = 5.0, quartile = 1 + (period = '2025')::INT, "
            "change_flag = 'high 95' WHERE indicator_id = 'vacancy_rate_fte'"
        )
        connection.execute(
            "INSERT INTO inspections SELECT * REPLACE ('101-0' AS inspection_id, "
            "DATE '2019-01-07' AS inspection_start_date, DATE '2019-03-01' AS publication_date, "
            "'Good' AS overall_effectiveness) FROM inspections"
        )
        connection.execute(
            "INSERT INTO releases SELECT * REPLACE ('older' AS release_id) FROM releases "
            "WHERE release_id = 'dfe'"
        )
        connection.execute(
            "INSERT INTO value_revisions VALUES "
            "('agency_rate_fte', '101', '2024', 'dfe', 19.0, NULL, 20.0, NULL, 1.0), "
            "('agency_rate_fte', '101', '2023', 'older', 1.0, NULL, 2.0, NULL, 1.0)"
        )
    build_site(database, tmp_path / "after")
    before, after = (html.unescape(_page(tmp_path / name, "101")) for name in ("before", "after"))
    for words in (
        "The newest full report, of 1 March 2022, is the first under SIF or ILACS: Inadequate.",
        "No measure above moved to another quarter, or changed beyond chance, in a year.",
        "The newest editions revised no earlier figure of this authority.",
    ):
        assert words in before and words not in after
    for words in (
        "The newest full report, of 1 March 2022: Inadequate, after Good in the one before "
        "(1 March 2019).",
        "Vacancy rate: 25.0% in 2025, +5.0 points against 2024, beyond chance and England's own "
        "change; in the second lowest quarter of 1, before in the lowest quarter.",
        "The newest editions revised 1 earlier figure: Agency rate 2024, 19.0% before, 20.0% now.",
    ):
        assert words in after and words not in before


@pytest.mark.parametrize(
    ("gaps", "words"),
    [
        ((5.0, 3.0), "Alpha's vacancy rate was above England's in 2 of 2 years"),
        ((-5.0, -3.0), "Alpha's vacancy rate was below England's in 2 of 2 years"),
        ((None, 3.0), "Alpha's vacancy rate was above England's in 1 of 1 year"),
        ((0.0, 0.0), "Alpha's vacancy rate was the same as England's in 2 of 2 years"),
        ((None, None), "No vacancy rate of Alpha can be set beside England's"),
    ],
)
def test_a_series_is_headed_by_what_it_finds(
    database: Path, tmp_path: Path, gaps: tuple[float | None, float | None], words: str
) -> None:
    with duckdb.connect(str(database)) as connection:
        for period, gap in zip(("2024", "2025"), gaps, strict=True):
            connection.execute(
                "UPDATE la_benchmarks SET gap_to_england = ? WHERE la_code = '101' AND period = ?",
                [gap, period],
            )
    build_site(database, tmp_path / "site")
    assert f"<h3>{words}</h3>" in html.unescape(_page(tmp_path / "site", "101"))


@pytest.mark.parametrize(
    ("flag", "title", "alternative"),
    [
        ("within", "is within the usual spread", "within the 95% limits"),
        ("high 99.8", "is higher than chance and the usual", "outside the 99.8% limits, high"),
        ("too few", "rests on too few posts", "too few posts to say (under 30)"),
    ],
)
def test_the_funnel_says_what_the_flag_says(
    database: Path, tmp_path: Path, flag: str, title: str, alternative: str
) -> None:
    with duckdb.connect(str(database)) as connection:
        connection.execute(f"UPDATE la_benchmarks SET funnel_flag_adjusted = '{flag}'")
    build_site(database, tmp_path / "site")
    page = html.unescape(_page(tmp_path / "site", "101"))
    assert f"<h3>Alpha's vacancy rate {title}" in page
    assert f"for the usual spread too: {alternative}." in page
    assert "τ = 5.00 percentage points" in page and "overdispersion φ" not in page
