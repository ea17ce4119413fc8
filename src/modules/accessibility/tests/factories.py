from factory.django import DjangoModelFactory

from modules.accessibility.models import Statement


class StatementFactory(DjangoModelFactory):
    class Meta:
        model = Statement
        django_get_or_create = ["pk"]

    pk = 1
