import pytest
from django.template import Context, engines


@pytest.fixture
def template(tmp_path, monkeypatch):
    """`template(text)` returns one of our templates with this text."""
    engine = engines["django"].engine
    monkeypatch.setattr(engine, "dirs", [tmp_path])
    monkeypatch.setattr("tests.undefined.OURS", str(tmp_path))
    engine.template_loaders[0].reset()

    def template(text):
        (tmp_path / "page.html").write_text(text)
        return engine.get_template("page.html")

    yield template
    engine.template_loaders[0].reset()


def render(template, **context):
    return template.render(Context(context))


def test_an_undefined_variable_fails(template):
    for text in ("{{ nobody }}", "{{ nobody.name|upper }}", "{% url nobody %}"):
        page = template(text)

        with pytest.raises(pytest.fail.Exception, match="nobody"):
            render(page)


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("{{ nobody|default:'someone' }}", "someone"),
        ("{% if nobody %}one{% else %}none{% endif %}", "none"),
        ("{{ somebody }}", "Ada"),
    ],
)
def test_a_variable_with_a_default_does_not_fail(template, text, shown):
    assert render(template(text), somebody="Ada") == shown


def test_an_undefined_variable_in_a_library_template_does_not_fail():
    page = engines["django"].engine.from_string("[{{ nobody }}]")

    assert render(page) == "[]"
