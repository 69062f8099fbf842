"""How the window sits on the desktop: its border, what is behind it, and who gets the clicks."""

from __future__ import annotations

import sys
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, kw_only=True)
class WindowStyle:
    """Attributes of a window.

    Attributes
    ----------
    always_on_top : bool
        Other windows do not cover it.
    borderless : bool
        No title bar; a drag with the left button moves the window instead.
    transparent : bool
        The desktop shows where nothing is drawn. Needs a compositor, which X11 may lack.
    click_through : bool
        Clicks go to what is behind it; keys still work while it has the focus.
    """

    always_on_top: bool = False
    borderless: bool = False
    transparent: bool = False
    click_through: bool = False

    @property
    def pyglet_style(self) -> str | None:
        """The pyglet style that comes nearest; `dress` adds what it leaves out.

        pyglet has one borderless transparent style, ``overlay``, and that stays on top.
        """
        if self.transparent:
            return "overlay" if self.borderless or self.click_through else "transparent"
        return "borderless" if self.borderless or self.click_through else None

    def dress(self, window: Any) -> None:
        """Give a pyglet window of `pyglet_style` the attributes that its style does not."""
        if self.click_through != (self.pyglet_style == "overlay"):
            window.set_mouse_passthrough(self.click_through)
        if self.always_on_top and self.pyglet_style != "overlay":
            raise_above(window, sys.platform)


def raise_above(window: Any, platform: str) -> None:
    """Keep a pyglet window above others; pyglet itself offers that with one of its styles only."""
    if platform == "win32":
        topmost, no_move_no_size = -1, 0x0001 | 0x0002  # winuser.h: HWND_TOPMOST, SWP_*
        from pyglet.libs.win32 import _user32

        _user32.SetWindowPos(window._hwnd, topmost, 0, 0, 0, 0, no_move_no_size)
    elif platform == "darwin":
        window._nswindow.setLevel_(3)  # NSWindow.h: NSFloatingWindowLevel
    else:
        window._set_wm_state(
            "_NET_WM_STATE_ABOVE"
        )  # freedesktop.org, extended window manager hints
