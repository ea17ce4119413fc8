from django.utils import timezone
from factory import LazyFunction, SubFactory, Trait, post_generation
from factory.django import DjangoModelFactory

from inventory.accessories.lifecycle import ChargerSupply, MovementKind
from inventory.models import AccessoryMovement, AccessoryStock, DeviceCharger
from tests.factories.catalogue import AccessoryKindFactory
from tests.factories.inventory import DeviceFactory
from tests.factories.people import SiteFactory, UserFactory


class AccessoryStockFactory(DjangoModelFactory):
    """A counted stock at a site; `holding=12` receives this quantity."""

    class Meta:
        model = AccessoryStock
        skip_postgeneration_save = True

    site = SubFactory(SiteFactory)
    kind = SubFactory(AccessoryKindFactory)

    @post_generation
    def holding(self, create, quantity, **kwargs):
        if quantity:
            AccessoryMovement.objects.create(
                stock=self,
                by=UserFactory(),
                kind=MovementKind.RECEIVED,
                change=quantity,
                balance=quantity,
            )
            self.quantity = quantity
            self.save(update_fields=["quantity"])


class DeviceChargerFactory(DjangoModelFactory):
    class Meta:
        model = DeviceCharger

    class Params:
        own = Trait(supply=ChargerSupply.OWN, recorded_at=LazyFunction(timezone.now))
        missing = Trait(supply=ChargerSupply.MISSING, recorded_at=LazyFunction(timezone.now))
        from_stock = Trait(
            supply=ChargerSupply.STOCK,
            recorded_at=LazyFunction(timezone.now),
            kind=SubFactory(AccessoryKindFactory),
        )

    device = SubFactory(DeviceFactory)
