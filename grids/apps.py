from django.apps import AppConfig


class GridsConfig(AppConfig):
    name = "grids"
    label = "grids"
    verbose_name = "网格"

    def ready(self) -> None:
        """Answer for the ground which roles a person holds, by their postings of today."""
        from core.accounts import roles
        from grids.choices import SECOND_FACTOR_ROLES, Role
        from grids.scope import Scope

        roles.register_roles(lambda user: Scope.of(user).roles)
        roles.register_second_factor_roles(SECOND_FACTOR_ROLES)
        roles.register_role_labels({role.value: role.label for role in Role})
