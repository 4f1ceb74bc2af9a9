"""A real Chromium, from Debian: pages that people use, watched for errors and for requests that leave this machine."""

import contextlib
import re
import shutil
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

from playwright.sync_api import Browser, Page, sync_playwright

TOP = Path(__file__).parent.parent.parent
AXE = TOP / "src" / "icmpd_kg" / "browser" / "node_modules" / "axe-core" / "axe.min.js"
# Pictures of pages, for people to look at after a run.
PICTURES = TOP / "build" / "pictures"

# WebGL without a graphics card is drawn by SwiftShader.
FLAGS = [
    "--headless", "--no-sandbox", "--use-angle=swiftshader", "--enable-unsafe-swiftshader", "--disable-quic",
    "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync",
]  # fmt: skip
LOCAL = re.compile(r"(file|data|blob|about):|http://127\.0\.0\.1:")
DESKTOP = {"width": 1280, "height": 800}
PHONE = {"width": 390, "height": 844}

# Milliseconds in which a busy machine has surely drawn a page, loaded the engine in it, and asked the graph.
PATIENCE = 60_000

Visit = Callable[..., Page]


@contextlib.contextmanager
def started() -> Iterator[Browser]:
    """A running Chromium. While it runs, its thread has an event loop: no test beside it may start another."""
    program = shutil.which("chromium")
    assert program, "chromium is missing: `make chromium` installs it"
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program, args=FLAGS)
        yield browser
        browser.close()


@contextlib.contextmanager
def visits(browser: Browser) -> Iterator[Visit]:
    """Open pages; at the end, none of them may have told an error but those allowed, or asked another machine."""
    contexts, told, asked, allowed = [], [], [], []

    def visit(url: str | Path, *, phone: bool = False, dark: bool = False, errors: str = "", script: str = "") -> Page:
        context = browser.new_context(
            viewport=PHONE if phone else DESKTOP,
            device_scale_factor=2 if phone else 1,
            is_mobile=phone,
            has_touch=phone,
            color_scheme="dark" if dark else "light",
            reduced_motion="reduce",
        )
        contexts.append(context)
        if errors:
            allowed.append(errors)
        if script:
            context.add_init_script(script)
        page = context.new_page()
        page.set_default_timeout(PATIENCE)
        page.on("console", lambda message: told.append(message.text) if message.type == "error" else None)
        page.on("pageerror", lambda error: told.append(str(error)))
        page.on("dialog", lambda dialog: (told.append(f"dialog: {dialog.message}"), dialog.dismiss()))
        page.on("request", lambda request: asked.append(request.url))
        page.goto(url.resolve().as_uri() if isinstance(url, Path) else url)
        return page

    yield visit
    for context in contexts:
        context.close()
    wrong = [error for error in told if not any(re.search(each, error) for each in allowed)]
    left = [url for url in asked if not LOCAL.match(url)]
    assert not wrong and not left, f"errors: {wrong}; asked elsewhere: {left}"


def picture(page: Page, name: str) -> None:
    """Keep what a page looks like, to be looked at."""
    PICTURES.mkdir(parents=True, exist_ok=True)
    page.screenshot(path=PICTURES / f"{name}.png")


def faults(page: Page, covered: bool = False, others: Sequence[str] = ()) -> list[str]:
    """What axe-core finds against WCAG 2.2 AA and good practice, each with the element it is at.

    Where an open list covers other controls, their size cannot be told. `others` selects elements that are not ours.
    """
    page.evaluate(AXE.read_text("utf-8"))
    options = {"resultTypes": ["violations"], "rules": {"target-size": {"enabled": not covered}}}
    context = {"exclude": [[selector] for selector in others]}
    found = page.evaluate("([context, options]) => axe.run(context, options)", [context, options])
    return [f"{each['id']}: {node['html'][:200]}" for each in found["violations"] for node in each["nodes"]]
