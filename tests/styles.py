"""Classes in style sheets, templates and scripts."""

import re

import tinycss2

STRING = re.compile(r'"[^"]*"')
CLASS = re.compile(r"\.([A-Za-z][\w-]*)")


def rules_of(css):
    """Yield (prelude, declarations) of each rule, including those inside @media."""
    for rule in tinycss2.parse_stylesheet(css, skip_comments=True, skip_whitespace=True):
        yield from _rules(rule)


def _rules(rule):
    if rule.type == "qualified-rule":
        yield tinycss2.serialize(rule.prelude).strip(), rule.content
    elif rule.content is not None and rule.lower_at_keyword == "media":
        inner = tinycss2.parse_rule_list(rule.content, skip_comments=True, skip_whitespace=True)
        for one in inner:
            yield from _rules(one)


def classes_of(css):
    """Return the classes in the selectors of a style sheet."""
    return {name for prelude, _ in rules_of(css) for name in CLASS.findall(STRING.sub("", prelude))}
