"""SMS by OVHcloud: the backend that `SMS_BACKEND=modules.ovh_sms.carrier.Ovh` chooses.

Imports `people.outbox`. Start with carrier.py.
"""
