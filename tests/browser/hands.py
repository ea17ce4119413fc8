"""Helpers that use a page once it is loaded; keyboard helpers press the focused element."""

FAR = 150  # maximum tab stops of a page
STILL = {"reduced_motion": "reduce"}
# Faster typing is recognised as a scanner.
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

# Without the `eval` of `wait_for_function`, which our Content-Security-Policy forbids from the
# second look on.
UNTIL = """arg => new Promise((resolve, reject) => {
  const condition = %s
  const look = () => condition(arg) ? resolve() : setTimeout(look, 20)
  setTimeout(() => reject(new Error("not true within 30 seconds")), 30000)
  look()
})"""


def until_true(page, condition, arg=None):
    """Wait until the JavaScript function `condition` returns a true value for `arg`."""
    page.evaluate(UNTIL % condition, arg)


def ready(locator):
    """Return `locator` once its page is loaded, scripts included.

    After a click, the previous page remains for a while. Use this function if a test expects
    elements to be hidden or absent, or measures them.
    """
    locator.wait_for(state="attached")
    locator.page.wait_for_load_state()
    return locator


def click(locator):
    ready(locator).click()


def size_of(locator):
    """Return (width, height) of the page of `locator`, once it is loaded."""
    return ready(locator).evaluate(SIZE)


def reach(page, locator):
    """Focus `locator`, which must be a tab stop; `test_axe` checks that Tab reaches it."""
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
    """Choose a file in the browser's file dialog."""
    reach(page, field)
    with page.expect_file_chooser() as opened:
        page.evaluate("0")  # so that the browser knows that the test waits for the dialog
        page.keyboard.press("Enter")
    opened.value.set_files(file)


def button(page, name):
    return page.get_by_role("button", name=name, exact=True)


def link(page, name):
    return page.get_by_role("link", name=name, exact=True)


def summary(page, text):
    return page.locator("summary").filter(has_text=text)
