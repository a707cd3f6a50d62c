"""Takes the pictures of the docs from a graded example class: ``python -m examples.screenshots``.

Needs Chromium (``make browser``). Grades the class of xor-mlp first, unless that was done.
"""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

from playwright.sync_api import sync_playwright

ROOT = Path(__file__).resolve().parents[1]
RESULTS = ROOT / "demo-results" / "xor-mlp"
IMAGES = ROOT / "docs" / "images"
FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--disable-background-networking"]


def main() -> None:
    """Write docs/images/class-page.png and feedback.png."""
    words = [sys.executable, "-m", "autograder", "grade", "xor-mlp"]
    words += [str(ROOT / "examples" / "xor-mlp" / "submissions"), "--out", str(RESULTS)]
    subprocess.run([*words, "--course", str(ROOT)], check=True, stdout=subprocess.DEVNULL)
    IMAGES.mkdir(parents=True, exist_ok=True)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=FLAGS)
        page = browser.new_page(viewport={"width": 1180, "height": 1180}, color_scheme="light")
        page.goto((RESULTS / "index.html").as_uri())
        page.screenshot(path=IMAGES / "class-page.png")
        page.goto((RESULTS / "20234321_홍예린_xor-mlp" / "feedback.html").as_uri())
        page.set_viewport_size({"width": 900, "height": 1400})
        page.screenshot(path=IMAGES / "feedback.png", full_page=True)
        browser.close()


if __name__ == "__main__":
    main()
