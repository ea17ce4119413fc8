def of_own_sites(rows, user, permission=None, *, site="site"):
    """Rows at the sites where `user` works, or all rows for a user who sees every site.

    Users without `permission` get no rows; `site` is the path from a row to its site.
    """
    if user.has_perm("inventory.view_every_site"):
        return rows
    if permission and not user.has_perm(permission):
        return rows.none()
    return rows.filter(**{f"{site}__in": user.site_ids})
