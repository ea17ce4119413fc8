"""Hands on a page: they wait for it to load; those on the keyboard press what has the focus."""

FAR = 150  # stops: no page has so many
STILL = {"reduced_motion": "reduce"}
# Keys that come faster are those of a scanner.
AT_THE_PACE_OF_A_HAND = """() => {
  if (window.times) return
  let now = performance.now()
  window.times = new WeakMap()
  const get = function () {
    if (!times.has(this)) times.set(this, (now += 100))
    return times.get(this)
  }
  Object.defineProperty(KeyboardEvent.prototype, "timeStamp", { get })
}"""
SIZE = """element => {
  const { scrollWidth, scrollHeight } = element.ownerDocument.documentElement
  return [scrollWidth, scrollHeight]
}"""


def ready(locator):
    """`locator`, once the page that has it is loaded, its scripts included.

    After a press the page before stays for a while, where anything is hidden, absent, or measured.
    """
    locator.wait_for(state="attached")
    locator.page.wait_for_load_state()
    return locator


def click(locator):
    ready(locator).click()


def size_of(locator):
    """(width, height) of the page that has `locator`, once it is loaded."""
    return ready(locator).evaluate(SIZE)


def reach(page, locator):
    """Give `locator` the focus as Tab does, which `test_axe` asks of every stop of every page."""
    ready(locator).focus()
    page.evaluate(AT_THE_PACE_OF_A_HAND)
    is_stop = "element => element === document.activeElement && element.tabIndex >= 0"
    assert locator.evaluate(is_stop), f"no stop of Tab: {locator}"


def press(page, locator, key="Enter"):
    reach(page, locator)
    page.keyboard.press(key)


def write(page, locator, text):
    reach(page, locator)
    page.keyboard.type(text)


def attach(page, field, file):
    """Choose a file in the window that the browser opens."""
    reach(page, field)
    with page.expect_file_chooser() as opened:
        page.evaluate("0")  # by then the browser knows that the test waits for its window
        page.keyboard.press("Enter")
    opened.value.set_files(file)


def button(page, name):
    return page.get_by_role("button", name=name, exact=True)


def link(page, name):
    return page.get_by_role("link", name=name, exact=True)


def summary(page, text):
    return page.locator("summary").filter(has_text=text)
