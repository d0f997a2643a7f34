"""The ten probes: what axe does not see. Each takes a page of a real browser and returns what is wrong, in words.

Numbered as in the accessibility notes: P1 reflow, P2 keyboard, P3 target size, P4 names and descriptions, P5 axe,
P6 forced colours, P7 text spacing and large text, P8 right to left, P9 the error journey (see the walk), P10 motion,
dark and more contrast.
"""

from pathlib import Path

import axe_playwright_python
from playwright.sync_api import Page

AXE = (Path(axe_playwright_python.__file__).parent / "axe.min.js").read_text()
AXE_OPTIONS = {
    "runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"],
    "rules": {"target-size": {"enabled": True}},
    "resultTypes": ["violations"],
}

OUTSIDE = """() => [...document.querySelectorAll('body *')].filter(e => {
  if (e.closest('[data-scroll-region]') || e.closest('.visually-hidden') || e.closest('.skip-link')) return false;
  const r = e.getBoundingClientRect();
  return r.width > 0 && (r.right > innerWidth + 1 || r.left < -1);
}).map(e => `${e.tagName.toLowerCase()}.${e.className} reaches outside`)"""

FOCUSED = """() => {
  const e = document.activeElement;
  if (!e || e === document.body || e === document.documentElement) return null;
  const s = getComputedStyle(e), r = e.getBoundingClientRect();
  const own = [e, ...(e.labels || [])];
  const seen = own.some(x => { const q = x.getBoundingClientRect();
    const t = document.elementFromPoint(q.left + q.width / 2, q.top + Math.min(q.height / 2, 20));
    return t && (x === t || x.contains(t) || t.contains(x)); });
  const ring = o => o.outlineStyle !== 'none' && parseFloat(o.outlineWidth) >= 2 || o.boxShadow !== 'none';
  if (!e.dataset.probe) e.dataset.probe = Math.random().toString(36).slice(2);
  return { key: e.dataset.probe, name: `${e.tagName.toLowerCase()}#${e.id || e.textContent.trim().slice(0, 30)}`,
    top: r.top + scrollY, ring: ring(s) || own.some(x => ring(getComputedStyle(x))), seen,
    order: [...document.querySelectorAll('*')].indexOf(e) };
}"""

SMALL = """() => [...document.querySelectorAll('a[href],button,input:not([type=hidden]),select,textarea,summary')]
  .filter(e => !(e.tagName === 'A' && getComputedStyle(e).display === 'inline' && e.closest('p,li,dd,td,th,blockquote')))
  .filter(e => !e.closest('.skip-link') && !e.matches('.skip-link'))
  .map(e => { const boxes = [e, ...(e.labels || [])].map(x => x.getBoundingClientRect());
    return [e.id || e.className || e.textContent.trim().slice(0, 30), Math.max(...boxes.map(b => b.width)),
            Math.max(...boxes.map(b => b.height))]; })
  .filter(([_, w, h]) => w > 0 && (w < 24 || h < 24)).map(([n, w, h]) => `${n}: ${w} x ${h} px`)"""

UNNAMED = """() => {
  const wrong = [];
  for (const e of document.querySelectorAll('main input:not([type=hidden]),main select,main textarea')) {
    if (!(e.labels && e.labels.length)) wrong.push(`${e.name || e.id} has no label`);
    if (['radio', 'checkbox'].includes(e.type) && !(e.closest('fieldset') && e.closest('fieldset').querySelector('legend')))
      wrong.push(`${e.name} stands in no fieldset with a legend`);
  }
  for (const e of document.querySelectorAll('[aria-describedby],[aria-labelledby]'))
    for (const attribute of ['aria-describedby', 'aria-labelledby'])
      for (const id of (e.getAttribute(attribute) || '').split(/\\s+/).filter(Boolean))
        if (!document.getElementById(id)) wrong.push(`${attribute} names ${id}, which is not there`);
  const ids = [...document.querySelectorAll('[id]')].map(e => e.id);
  ids.filter((id, n) => ids.indexOf(id) !== n).forEach(id => wrong.push(`the id ${id} stands twice`));
  if (!document.documentElement.lang) wrong.push('no language');
  if (document.querySelectorAll('main').length !== 1) wrong.push('not one main');
  if (document.querySelectorAll('h1').length !== 1) wrong.push(`${document.querySelectorAll('h1').length} h1`);
  return wrong;
}"""

CLIPPED = """() => [...document.querySelectorAll('body *')].filter(e => {
  if (e.closest('.visually-hidden,.skip-link,[data-scroll-region],textarea,input,select,svg')) return false;
  const s = getComputedStyle(e);
  return s.overflow !== 'visible' && s.overflow !== 'auto' && (e.scrollWidth > e.clientWidth + 1 || e.scrollHeight > e.clientHeight + 1)
    && e.clientWidth > 0;
}).map(e => `${e.tagName.toLowerCase()}.${e.className} is clipped`)"""

SPACING = "* { line-height: 1.5 !important; letter-spacing: .12em !important; word-spacing: .16em !important; }"


def reflows(page: Page) -> list[str]:
    """P1: at 320 CSS pixels nothing makes the page scroll sideways."""
    page.set_viewport_size({"width": 320, "height": 640})
    wide = page.evaluate("() => document.documentElement.scrollWidth > document.documentElement.clientWidth")
    return (["the page scrolls sideways"] if wide else []) + page.evaluate(OUTSIDE)


def is_walked_by_keyboard(page: Page, *, most: int = 250) -> list[str]:
    """P2: Tab reaches each control once, in the order of the document, with a visible ring, and comes out again."""
    page.evaluate("() => { document.activeElement && document.activeElement.blur(); scrollTo(0, 0); }")
    wrong, met, last = [], [], -1
    for _ in range(most):
        page.keyboard.press("Tab")
        stop = page.evaluate(FOCUSED)
        if stop is None or stop["key"] in met:
            return wrong if met else [*wrong, "nothing can be reached"]
        met.append(stop["key"])
        wrong += [f"{stop['name']} has no visible focus"] if not stop["ring"] else []
        wrong += [f"{stop['name']} is covered"] if not stop["seen"] else []
        wrong += [f"{stop['name']} comes out of order"] if stop["order"] < last else []
        last = stop["order"]
    return [*wrong, f"after {most} steps there was no end"]


def has_big_enough_targets(page: Page) -> list[str]:
    """P3: nothing to press is under 24 pixels, but for links in running text."""
    return page.evaluate(SMALL)


def is_named(page: Page) -> list[str]:
    """P4: every control has its label, every group its legend, every description is there."""
    return page.evaluate(UNNAMED)


def passes_axe(page: Page) -> list[str]:
    """P5: no violation of axe's rules, target size among them."""
    page.evaluate(AXE + "; undefined")
    found = page.evaluate("options => axe.run(document, options)", AXE_OPTIONS)
    return [
        f"{violation['id']}: {node['target']} {node['failureSummary']}"
        for violation in found["violations"]
        for node in violation["nodes"]
    ]


def survives_forced_colours(page: Page) -> list[str]:
    """P6: in forced colours buttons and fields keep a border, and bars a colour that is not the page's."""
    page.emulate_media(forced_colors="active")
    wrong = page.evaluate("""() => {
      const canvas = getComputedStyle(document.body).backgroundColor, wrong = [];
      for (const e of document.querySelectorAll('main .button, main input[type=text], main textarea, main select')) {
        const s = getComputedStyle(e);
        if (s.borderTopStyle === 'none' || parseFloat(s.borderTopWidth) < 1) wrong.push(`${e.className} has no border`);
      }
      for (const e of document.querySelectorAll('[data-bar]'))
        if (e.getBoundingClientRect().width > 1 && getComputedStyle(e).backgroundColor === canvas) wrong.push('a bar is invisible');
      return wrong; }""")
    page.emulate_media(forced_colors="none")
    return wrong


def bears_large_text(page: Page) -> list[str]:
    """P7: text spacing of 1.4.12 and text at 200 % clip nothing."""
    page.set_viewport_size({"width": 1280, "height": 800})
    style = "() => { document.documentElement.style.fontSize = '200%'; }"
    # The page's own policy forbids styles that are written into it; a constructed sheet is the tester's, not the page's.
    page.evaluate(
        "css => { const s = new CSSStyleSheet(); s.replaceSync(css); document.adoptedStyleSheets = [s]; }", SPACING
    )
    page.evaluate(style)
    wrong = page.evaluate(CLIPPED)
    page.evaluate("() => { document.adoptedStyleSheets = []; document.documentElement.style.fontSize = ''; }")
    return wrong


def mirrors(page: Page) -> list[str]:
    """P8: right to left the page begins at the right and still fits."""
    page.set_viewport_size({"width": 320, "height": 640})
    page.evaluate(
        "() => { document.documentElement.dataset.dir = document.documentElement.dir; document.documentElement.dir = 'rtl'; }"
    )
    wrong = (
        reflows(page)
        + page.evaluate("""() => [...document.querySelectorAll('main label.label, main legend, main h1')]
      .filter(e => { const r = e.getBoundingClientRect(), m = document.querySelector('main').getBoundingClientRect();
        return r.width && r.right < m.left + m.width / 2; }).map(e => `${e.textContent.trim().slice(0, 30)} stands at the left`)""")
    )
    page.evaluate("() => { document.documentElement.dir = document.documentElement.dataset.dir; }")
    return wrong


def keeps_still(page: Page) -> list[str]:
    """P10: with reduced motion nothing moves."""
    page.emulate_media(reduced_motion="reduce")
    moving = page.evaluate("() => document.getAnimations().length")
    page.emulate_media(reduced_motion="no-preference")
    return [f"{moving} animations"] if moving else []


PROBES = {
    "P1 reflow": reflows,
    "P2 keyboard": is_walked_by_keyboard,
    "P3 targets": has_big_enough_targets,
    "P4 names": is_named,
    "P5 axe": passes_axe,
    "P6 forced colours": survives_forced_colours,
    "P7 large text": bears_large_text,
    "P8 right to left": mirrors,
    "P10 motion": keeps_still,
}


def probe(page: Page, *, only: tuple[str, ...] = ()) -> list[str]:
    """Everything that is wrong with the page, each line beginning with its probe."""
    wrong = []
    for name, check in PROBES.items():
        if only and not name.startswith(only):
            continue
        page.set_viewport_size({"width": 1280, "height": 800})
        wrong += [f"{name}: {words}" for words in check(page)]
    return wrong
