from people.forms.access import AccessForm, GrantForm, RefuseAccessForm
from people.forms.account import JoinForm, PasskeyForm, PasswordResetForm, ProfileForm, SignInForm
from people.forms.letters import LetterForm
from people.forms.parties import OrganisationField, OrganisationForm, RecipientForm
from people.forms.quiet import QuietForm
from people.forms.users import InviteForm, SiteForm, UserForm

__all__ = [
    "AccessForm",
    "GrantForm",
    "InviteForm",
    "JoinForm",
    "LetterForm",
    "OrganisationField",
    "OrganisationForm",
    "PasskeyForm",
    "PasswordResetForm",
    "ProfileForm",
    "QuietForm",
    "RecipientForm",
    "RefuseAccessForm",
    "SignInForm",
    "SiteForm",
    "UserForm",
]
