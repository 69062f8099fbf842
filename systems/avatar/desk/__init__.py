"""The puppeteer's desk: settings, hotkeys, expressions, the view, and panels over the puppet."""
