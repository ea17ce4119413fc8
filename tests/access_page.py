"""Row of the access table: the lowest role, other visitors, and how to open the URL."""

from dataclasses import dataclass

from people.base.roles import Role

STRANGER = "stranger"
OTHER_ASSOCIATION = "another association"
V, T, C, K, A = Role.VOLUNTEER, Role.TECHNICIAN, Role.COUNTER, Role.COORDINATOR, Role.ADMIN


@dataclass(frozen=True)
class Page:
    """Access to a URL: the lowest role of our team (`least`), and whether associations may."""

    least: Role
    of: str = ""  # name of the object of the world in the URL
    association: bool = False
    post: bool = False
    public: bool = False
    file: bool = False  # a file to download or print, not a page
    args: tuple = ()
    query: str = ""
    debug: bool = False  # a developer's page, which exists only with DEBUG
    may_be_absent: bool = False  # a page that is not found until it is set up

    def path_args(self, world):
        if self.args:
            return [
                getattr(world, arg.lstrip("@")).pk if arg[0] == "@" else arg for arg in self.args
            ]
        return [getattr(world, self.of).pk] if self.of else []

    @property
    def is_of_one_association(self):
        """Whether the URL names an object that belongs to a single association."""
        return self.association and bool(self.of or any(arg[0] == "@" for arg in self.args))


def act(least, of="", **more):
    return Page(least, of, post=True, **more)


def public(**more):
    return Page(V, public=True, association=True, **more)


def signed_in(**more):
    return Page(V, association=True, **more)
