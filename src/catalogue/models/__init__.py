from catalogue.models.accessory import AccessoryKind, AccessorySort
from catalogue.models.factor import Factor, FactorKind, Price, ResaleCap
from catalogue.models.fault import FaultAlias, FaultType
from catalogue.models.kinds import Brand, Category, DeviceModel, VoucherKind, VoucherProduct
from catalogue.models.kit import Kit, KitPart
from catalogue.models.named import Named
from catalogue.models.of_one_kind import OfOneKind
from catalogue.models.power import Connector
