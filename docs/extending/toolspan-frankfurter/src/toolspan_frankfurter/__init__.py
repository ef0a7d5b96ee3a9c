"""Exchange rates of the European Central Bank, by api.frankfurter.dev: a connector outside of toolspan."""

from __future__ import annotations

from toolspan import authoring


class FrankfurterAPI(authoring.RestAPI):
    """The API, with a warning that no file can describe."""

    def describe(self, page: authoring.Page, call: authoring.Call, response: authoring.Response) -> None:
        """Warn where the rates are of an earlier day than was asked for."""
        day = call.values.get("day")
        if day and page.one and page.one["date"] != day:
            page.meta.warnings.append(f"There are no rates of {day}: these are of {page.one['date']}.")


FrankfurterConnector = authoring.rest_connector(__package__, api=FrankfurterAPI)
