"""The answer of a phone to a scan without network, for `make bench-phone`."""

from django.urls import reverse

TARGET_MS = 50  # from the end of a code to the sound and the sentence, once the scan is stored
SCANS = 60
TAKEN = "[data-take] a"
ENTER = """async (number) => {
  const [{ devices }] = await offlineStore.taken()
  const times = []
  for (const { code } of devices.slice(0, number)) {
    const began = performance.now()
    await scans.enter(code)
    times.push(performance.now() - began)
  }
  return times
}"""


def measured(page):
    """Take the returns along, and scan without network. Return the name, times and target in ms."""
    page.goto(reverse("return_scan"))
    page.locator("[data-take] button").click()
    page.locator(TAKEN).wait_for()
    page.goto(reverse("offline_page"))
    page.locator("[data-works] button").first.click()
    page.context.set_offline(True)
    return "Scan without network", page.evaluate(ENTER, SCANS), TARGET_MS
