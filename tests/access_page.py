"""Row of the access table: lowest role, visitors, and how a URL is opened."""

from dataclasses import dataclass

from people.base.roles import Role

STRANGER = "stranger"
OTHER_ASSOCIATION = "another association"
V, T, C, K, A = Role.VOLUNTEER, Role.TECHNICIAN, Role.COUNTER, Role.COORDINATOR, Role.ADMIN


@dataclass(frozen=True)
class Page:
    """`least` is the lowest role of our team that may open it; `association`: whether associations
    may.
    """

    least: Role
    of: str = ""  # name of the object of the world in its URL
    association: bool = False
    post: bool = False
    public: bool = False
    file: bool = False  # a file to download or print, not a page
    args: tuple = ()
    query: str = ""
    debug: bool = False  # a developer's page, which exists only with DEBUG
    may_be_absent: bool = False  # a page that is not found until something is set up

    def path_args(self, world):
        if self.args:
            return [
                getattr(world, arg.lstrip("@")).pk if arg[0] == "@" else arg for arg in self.args
            ]
        return [getattr(world, self.of).pk] if self.of else []

    @property
    def is_of_one_association(self):
        """Whether its URL names an object that belongs to one association."""
        return self.association and bool(self.of or any(arg[0] == "@" for arg in self.args))


def act(least, of="", **more):
    return Page(least, of, post=True, **more)


def public(**more):
    return Page(V, public=True, association=True, **more)


def signed_in(**more):
    return Page(V, association=True, **more)
