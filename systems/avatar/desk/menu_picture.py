"""Draws the settings panel."""

from __future__ import annotations

from pathlib import Path

from systems.avatar.desk import ink
from systems.avatar.desk.menu import Choice, Dial, Heading, Menu, Setting, Toggle
from systems.avatar.desk.menu_layout import CONTROL, FOOTER, HEADER, ROW, SIDE, MenuLayout

FOCUSED: ink.Colour = (48, 45, 60)


def draw_menu(menu: Menu, layout: MenuLayout, footer: str) -> ink.Picture:
    """Return the panel, (height, width, 4) RGBA; `footer` says where the settings are kept."""
    s = layout.scale
    picture = ink.card(layout.width, layout.height, 12 * s)
    ink.write(picture, "Settings", SIDE * s, 28 * s, 17 * s, weight=600)
    _write_right(picture, "Esc closes", layout, 28 * s, 12 * s)
    foot = layout.height - (FOOTER - 21) * s
    words = ink.shortened(footer, layout.width - 2 * SIDE * s, 12 * s)
    ink.write(picture, words, SIDE * s, foot, 12 * s, ink.FAINT)
    for visible in range(layout.room):
        if menu.top + visible < len(menu.rows):
            _draw_row(picture, menu, menu.top + visible, layout, visible)
    _draw_scrollbar(picture, menu, layout)
    return picture


def _draw_row(
    picture: ink.Picture, menu: Menu, index: int, layout: MenuLayout, visible: int
) -> None:
    s, row = layout.scale, menu.rows[index]
    top = layout.row_top(visible) - layout.top
    middle = top + ROW * s / 2
    if isinstance(row, Heading):
        ink.write(picture, row.label, SIDE * s, middle + 7 * s, 12 * s, ink.ACCENT, 600)
        return
    if index == menu.focus:
        edges = (8 * s, top + s, layout.width - 16 * s, (ROW - 2) * s)
        ink.panel(picture, *edges, colour=FOCUSED, radius=7 * s)
    room = layout.width - (2 * SIDE + CONTROL + 8) * s
    label = ink.shortened(row.label, room, 14 * s)
    ink.write(picture, label, SIDE * s, middle + 5 * s, 14 * s)
    _draw_control(picture, row, layout, middle)


def _draw_control(picture: ink.Picture, row: Setting, layout: MenuLayout, middle: float) -> None:
    if isinstance(row, Choice):
        _draw_choice(picture, row, layout, middle)
    elif isinstance(row, Toggle):
        _draw_toggle(picture, row, layout, middle)
    else:
        _draw_dial(picture, row, layout, middle)


def _draw_choice(picture: ink.Picture, row: Choice, layout: MenuLayout, middle: float) -> None:
    s, left = layout.scale, layout.track[0] - layout.left
    right = left + CONTROL * s
    name = Path(row.value).name if Path(row.value).is_absolute() else row.value
    value = ink.shortened(name, (CONTROL - 36) * s, 14 * s)
    start = (left + right - ink.text_width(value, 14 * s)) / 2
    ink.write(picture, value, start, middle + 5 * s, 14 * s)
    if len(row.options) > 1:
        ink.arrow(picture, left + 6 * s, middle, -5 * s, ink.ACCENT)
        ink.arrow(picture, right - 6 * s, middle, 5 * s, ink.ACCENT)


def _draw_toggle(picture: ink.Picture, row: Toggle, layout: MenuLayout, middle: float) -> None:
    s, right = layout.scale, layout.width - SIDE * layout.scale
    width, height = 34 * s, 18 * s
    ground = ink.ACCENT if row.value else ink.LINE
    ink.bar(picture, right - width, middle - height / 2, width, height, ground)
    knob = right - (height / 2 if row.value else width - height / 2)
    ink.disc(picture, knob - 0.5, middle - 0.5, 6.5 * s, ink.INK)


def _draw_dial(picture: ink.Picture, row: Dial, layout: MenuLayout, middle: float) -> None:
    s = layout.scale
    left, right = (edge - layout.left for edge in layout.track)
    knob = left + (right - left) * row.value / row.most
    rest = left + (right - left) * row.rest / row.most
    ink.bar(picture, left, middle - 2 * s, right - left, 4 * s, ink.LINE)
    ink.bar(picture, left, middle - 2 * s, max(knob - left, 4 * s), 4 * s, ink.ACCENT)
    ink.bar(picture, rest - s, middle - 5 * s, 2 * s, 10 * s, ink.FAINT)
    ink.disc(picture, knob, middle - 0.5, 6.5 * s, ink.INK)
    _write_right(picture, f"{row.value:.2f}", layout, middle + 5 * s, 13 * s)


def _draw_scrollbar(picture: ink.Picture, menu: Menu, layout: MenuLayout) -> None:
    rows, s = len(menu.rows), layout.scale
    if rows <= layout.room:
        return
    way = layout.room * ROW * s
    top = HEADER * s + way * menu.top / rows
    ink.bar(picture, layout.width - 6 * s, top, 3 * s, way * layout.room / rows, ink.LINE)


def _write_right(
    picture: ink.Picture, text: str, layout: MenuLayout, baseline: float, size: float
) -> None:
    left = layout.width - SIDE * layout.scale - ink.text_width(text, size)
    ink.write(picture, text, left, baseline, size, ink.FAINT)
