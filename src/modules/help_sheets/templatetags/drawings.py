"""Icons inside the page: on a slow network the file with all icons of the site would cost more."""

from django import template

from modules.help_sheets.sheets import drawing_of

register = template.Library()
register.simple_tag(drawing_of, name="drawing")
