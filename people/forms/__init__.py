from people.forms.account import JoinForm, PasskeyForm, ProfileForm
from people.forms.register import OrganisationField, OrganisationForm, RecipientForm
from people.forms.users import InviteForm, SiteForm, UserForm

__all__ = [
    "InviteForm",
    "JoinForm",
    "OrganisationField",
    "OrganisationForm",
    "PasskeyForm",
    "ProfileForm",
    "RecipientForm",
    "SiteForm",
    "UserForm",
]
