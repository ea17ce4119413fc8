from donations.models.declared import Declared, declared_whole
from donations.models.donation import Donation, DonationLine
from donations.models.donor import Donor
from donations.models.paper import Letter, Paper
