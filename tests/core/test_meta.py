"""What a page says of itself can be asked of every page."""

from __future__ import annotations

import pytest

LIST = ("orders", "list", {"created_after": "-7d", "max_results_per_page": 1})


@pytest.mark.parametrize("name", ["replayed", "reused", "dry_run"])
async def test_a_page_says_what_it_is_not_too(connector, name):
    assert getattr((await connector.execute(*LIST)).meta, name) is False


async def test_a_model_is_told_only_what_is(connector):
    from toolspan.tools.build import specs_of

    execute = next(spec for spec in specs_of(connector) if spec.name == "execute")
    output = await execute.run({"entity": LIST[0], "action": LIST[1], "params": LIST[2]})
    assert not {"replayed", "reused", "dry_run"} & set(output.value["meta"])
