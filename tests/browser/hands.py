"""Hands on a page: they wait for it to load; those on the keyboard reach a thing by Tab."""

FAR = 150  # stops: no page has so many
STILL = {"reduced_motion": "reduce"}
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


def reach(page, locator, key="Tab"):
    """Press `key` until `locator` has the focus."""
    ready(locator)
    for _press in range(FAR):
        if locator.evaluate("element => element === document.activeElement"):
            return
        page.keyboard.press(key)
    raise AssertionError(f"never reached: {locator}")


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
