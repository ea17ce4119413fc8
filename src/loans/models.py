from loans.aftercare.models import FollowUp, Incident
from loans.agreements.models import SignatureLink
from loans.allocation.models import Weight
from loans.appointments.models import Appointment, Closure, OpeningHours
from loans.base.models.agreement import Agreement, AgreementText, LoanTerm, Signature
from loans.base.models.amendment import Amendment, Renewal
from loans.base.models.convention import CeilingLift, Convention, LateExemption, Quota
from loans.base.models.loan import Loan, LoanItem
from loans.base.models.mandate import Mandate
from loans.base.models.request import Request, RequestGroup, RequestLine
from loans.base.models.rules import Rules
from loans.handovers.models import Attachment, Briefing
from loans.requests.models import RequestMessage
from loans.returns.models import ReturnLine, ReturnSession
