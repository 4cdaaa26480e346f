"""Labels beside dots cover neither dots nor each other, as long as there is room."""

from __future__ import annotations

import pytest

from present.figures.label_places import HEIGHT_PX, WIDTH_PX, along, beside, filled, in_px

AT, SIZE = (100.0, 100.0), (20.0, 14.0)


def covered(at, offset, size, point):
    return (
        abs(at[0] + offset[0] - point[0]) < size[0] / 2.0
        and abs(at[1] + offset[1] - point[1]) < size[1] / 2.0
    )


def test_a_label_alone_stands_below_its_dot():
    right, up = beside(AT, SIZE, [])
    assert right == 0.0
    assert up < -SIZE[1] / 2.0


@pytest.mark.parametrize("way", [(0, -1), (0, 1), (1, 0), (-1, 0)])
def test_where_a_dot_lies_no_label_stands(way):
    dot = AT[0] + 20.0 * way[0], AT[1] + 17.0 * way[1]
    assert not covered(AT, beside(AT, SIZE, [dot]), SIZE, dot)


def test_of_many_directions_that_are_taken_the_free_one_is_found():
    ways = [(x, y) for x in (-1, 0, 1) for y in (-1, 0, 1) if (x, y) not in ((0, 0), (-1, 0))]
    dots = [(AT[0] + 20.0 * x, AT[1] + 17.0 * y) for x, y in ways]
    right, up = beside(AT, (16.0, 10.0), dots)
    assert right < 0.0
    assert up == 0.0


def test_at_an_edge_a_label_stays_in_the_picture():
    for at in ((4.0, 4.0), (WIDTH_PX - 4.0, HEIGHT_PX - 4.0)):
        right, up = beside(at, SIZE, [])
        assert SIZE[0] / 2.0 <= at[0] + right <= WIDTH_PX - SIZE[0] / 2.0
        assert SIZE[1] / 2.0 <= at[1] + up <= HEIGHT_PX - SIZE[1] / 2.0


def test_two_labels_of_near_dots_do_not_meet():
    other = AT[0] + 12.0, AT[1]
    first = beside(AT, SIZE, [other])
    second = beside(other, SIZE, [AT, *filled(AT, first, SIZE)])
    middles = [(at[0] + offset[0], at[1] + offset[1]) for at, offset in ((AT, first), (other, second))]
    apart = [abs(a - b) for a, b in zip(*middles, strict=True)]
    assert apart[0] >= SIZE[0] or apart[1] >= SIZE[1]


def test_a_line_is_kept_free_from_end_to_end():
    points = along((0.0, 0.0), (80.0, 60.0))
    assert len(points) > 8
    assert all(y == pytest.approx(0.75 * x) for x, y in points)
    assert not covered((40.0, 40.0), beside((40.0, 40.0), SIZE, points), SIZE, (40.0, 30.0))


def test_places_in_a_plot_are_in_the_picture_and_in_their_order():
    px = in_px([(62_000.0, 69.0), (70_000.0, 71.5), (76_000.0, 73.0)])
    assert all(0.0 < x < WIDTH_PX and 0.0 < y < HEIGHT_PX for x, y in px)
    assert px == sorted(px)
    assert in_px([(5.0, 5.0)]) == [(WIDTH_PX / 2.0, HEIGHT_PX / 2.0)]
