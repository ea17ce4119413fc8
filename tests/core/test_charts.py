from itertools import pairwise

from django.template.loader import render_to_string
from django.utils import translation

from core.charts import (
    LEFT,
    TOP,
    WIDTH,
    Chart,
    Lane,
    Lanes,
    Part,
    Value,
    in_a_row,
    nice_step,
    percent,
)


def chart(*numbers, **more):
    values = tuple(
        Value(label=f"{place} mai", number=number, text=str(number))
        for place, number in enumerate(numbers, 1)
    )
    facts = {"key": "flow", "title": "Received", "summary": "So many.", "label": "Week of"}
    return Chart(**facts | {"values": values} | more)


def test_an_axis_has_round_steps_and_five_at_most():
    for highest, step in (
        (1, 1),
        (5, 1),
        (6, 2),
        (10, 2),
        (11, 5),
        (26, 10),
        (100, 20),
        (101, 50),
        (1_124, 500),
    ):
        assert nice_step(highest) == step, (highest, step)


def test_every_axis_reaches_its_highest_in_few_steps():
    for highest in [*range(1, 400), 999, 1_000, 1_001, 54_321, 1_000_000]:
        numbers = [tick.number for tick in chart(highest).ticks]
        assert numbers[-1] >= highest, highest
        assert 2 <= len(numbers) <= 6, highest
        assert all(isinstance(number, int) for number in numbers), highest


def test_bars_start_at_zero_and_stay_in_the_plot_area():
    for size in ({}, {"width": 240, "height": 150}):
        drawn = chart(0, 3, 10, **size)
        foot, bars = drawn.foot, drawn.bars
        assert [bar.height for bar in bars] == [0, round((foot - TOP) * 0.3), foot - TOP], size
        assert all(bar.y + bar.height == foot for bar in bars), size
        assert all(bar.x >= LEFT and bar.x + bar.width <= drawn.right for bar in bars), size


def test_charts_of_one_scale_have_the_same_ticks():
    assert chart(3, maximum=40).ticks == chart(40).ticks


def test_a_chart_without_values_is_empty_but_complete():
    bars = chart(0, 0, 0).bars
    assert [bar.height for bar in bars] == [0, 0, 0]
    assert [tick.number for tick in chart(0).ticks] == [0, 1]
    assert chart().bars == []


def test_bars_are_labelled_if_there_is_room_else_the_last_and_the_highest():
    assert all(bar.has_number for bar in chart(*range(12)).bars)
    crowded = chart(*[1_000, *range(24), 300]).bars
    assert [bar.text for bar in crowded if bar.has_number][-1] == "300"
    assert sum(bar.has_number for bar in crowded) == 2


def test_axis_labels_do_not_overlap_and_include_the_last():
    bars = chart(*range(26)).bars
    shown = [bar for bar in bars if bar.has_label]
    assert shown[-1] is bars[-1]
    gaps = [after.middle - before.middle for before, after in pairwise(shown)]
    assert min(gaps) >= 6 * 8


def test_an_unknown_value_has_neither_bar_nor_number():
    unknown, drawn = chart(None, 4).bars
    assert (unknown.height, unknown.has_number) == (0, False)
    assert drawn.has_number


def test_parts_fill_the_line_and_none_is_lost():
    parts = in_a_row([Part("a", 1, "1"), Part("b", 0, "0"), Part("c", 999, "999")])
    assert sum(part.width for part in parts) == WIDTH
    assert [part.x for part in parts] == [0, parts[0].width, parts[0].width + parts[1].width]
    assert min(part.width for part in parts) >= 6


def test_a_part_without_a_number_keeps_its_place_in_the_legend():
    parts = in_a_row([Part("a", None, "–"), Part("b", 2, "2")])
    assert [(part.place, part.width) for part in parts] == [(1, 0), (2, WIDTH)]
    assert [part.width for part in in_a_row([Part("a", None, "–")])] == [0]
    assert [part.width for part in in_a_row([Part("a", 0, "0"), Part("b", 0, "0")])] == [0, 0]


LANES = (Lane("Laptops", (30, 0, 6)), Lane("Tablets", (1, 1, 1)), Lane("Phones", (0, 0, 0)))


def lanes(**more):
    facts = {"key": "age", "title": "Age", "summary": "Said.", "series": ("old", "older", "new")}
    return Lanes(**facts | {"lanes": LANES} | more)


def test_horizontal_bars_are_proportional_and_do_not_touch():
    first, second, third = lanes().drawn
    longest = lanes().longest
    assert [bar.width for bar in first.bars] == [longest, 0, longest // 5]
    assert [bar.width for bar in third.bars] == [0, 0, 0]
    tops = [bar.y for lane in (first, second, third) for bar in lane.bars]
    assert min(after - before for before, after in pairwise(tops)) >= 14
    assert tops[-1] + 14 <= lanes().height


def test_a_stacked_bar_shows_all_its_series():
    first, second, third = lanes(is_stacked=True, width=280).drawn
    assert sum(bar.width for bar in first.bars) == lanes(width=280).longest < 280
    assert [bar.width for bar in first.bars][1] == 0
    assert min(bar.width for bar in second.bars) >= 6
    assert (third.bars, third.text) == ((), "0")


def test_horizontal_charts_have_a_text_alternative_and_a_legend():
    for is_stacked in (True, False):
        page = render_to_string("components/lanes.html", {"chart": lanes(is_stacked=is_stacked)})
        for text in (
            '<title id="age-title">Age</title>',
            '<desc id="age-desc">Said.</desc>',
            'role="img"',
            'fill="url(#age-3)"',
            "older",
            "Laptops",
        ):
            assert text in page, is_stacked
        assert "style=" not in page, is_stacked


def test_a_chart_has_a_text_alternative_and_no_inline_style():
    values = (
        Value(label="1 mai", number=1_234, text="1 234", href="/list/"),
        Value(label="8 mai", number=5, text="5", is_faint=True),
    )
    page = render_to_string("components/chart.html", {"chart": chart(values=values)})
    for text in (
        '<title id="flow-title">Received</title>',
        '<desc id="flow-desc">So many.</desc>',
        'role="img"',
        '<a href="/list/">1 234</a>',
        'fill="url(#flow-hatch)"',
        '<th scope="row">1 mai</th>',
    ):
        assert text in page
    assert "style=" not in page


def test_numbers_are_localised():
    assert percent(12) == "12\N{NO-BREAK SPACE}%"
    assert [tick.text for tick in chart(1_200).ticks][-1] == "1\N{NO-BREAK SPACE}500"
    with translation.override("en"):
        assert percent(12) == "12%"
        assert [tick.text for tick in chart(1_200).ticks][-1] == "1,500"
