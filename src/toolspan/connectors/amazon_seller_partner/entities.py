"""Entities that have more than their operations; `entities.pyi`, which a script writes, has the types of all."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

from toolspan.connector import Connector
from toolspan.entity import Entity

if TYPE_CHECKING:
    from collections.abc import Mapping
    from os import PathLike

    from toolspan.connectors.amazon_seller_partner.reports.files import Saved
    from toolspan.page import Records


class Reports(Entity):
    """Amazon's bulk files, from the request to the rows."""

    def iterate_run(self, **params: Any) -> Records[dict[str, Any]]:
        """Yield the rows of a report of any size, however long Amazon makes it.

        Few rows are held at a time. `offset` passes over rows; `limit` means nothing here. What `run`
        says in `meta.warnings` stands in `warnings` of the result, once the last row was given.
        """
        from toolspan.connectors.amazon_seller_partner.reports.files import iterate  # noqa: PLC0415 - costs an import

        return iterate(self._connector, params)

    async def download(
        self, *, to: str | PathLike[str], timeout: float | None = None, **params: Any
    ) -> Saved:
        """Make a report, wait for it and save its document, unpacked and as Amazon made it.

        The file appears whole or not at all, whatever ends the process. With `report_id` it is that
        of a report that exists: nothing is asked for twice after a failure. XML, PDF and
        spreadsheets are saved too.

        Args:
            to: Path of the file; one that is there is replaced.
            timeout: Seconds for everything; any time by default.
            params: As `run`.

        Raises:
            ConfigurationError: The file cannot be written there.
            ToolspanError: As `run`; `resume` names the `report_id` to continue with.
        """
        from toolspan.connectors.amazon_seller_partner.reports.files import save  # noqa: PLC0415 - costs an import

        return await save(self._connector, params, to, timeout)


class AmazonSellerPartnerEntities(Connector):
    """A connector with Amazon's entities as attributes."""

    entity_classes: ClassVar[Mapping[str, type[Entity]]] = {"reports": Reports}
