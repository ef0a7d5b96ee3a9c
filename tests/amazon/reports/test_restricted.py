"""Documents with personal data: a restricted token for that document alone, and a clear answer without the role."""

from __future__ import annotations

import pytest

from toolspan.errors import AuthenticationError, PermissionDenied

SHIPPING = "GET_FLAT_FILE_ORDER_REPORT_DATA_SHIPPING"
TOKEN, DOCUMENT = "createRestrictedDataToken", "getReportDocument"


async def test_a_restricted_type_gets_a_token_for_the_path_of_its_document(emulator, run):
    page = await run(SHIPPING, limit=1)
    assert page.data[0]["ship-address-1"]
    (asked,), (document,) = (emulator.requests.matching(operation=name) for name in (TOKEN, DOCUMENT))
    assert asked.json() == {"restrictedResources": [{"method": "GET", "path": document.path}]}
    assert document.header("x-amz-access-token").startswith("Atz.sprdt|")


async def test_an_open_type_gets_no_restricted_token(emulator, run):
    await run()
    assert not emulator.requests.matching(operation=TOKEN)


async def test_asking_for_the_document_alone_falls_back_to_a_restricted_token(
    connect, connector, emulator, run
):
    page = await run(SHIPPING)
    report = await connector.execute("reports", "get", {"report_id": page.meta.report_id})
    emulator.requests.clear()
    async with connect() as other:
        params = {"report_document_id": report.one["reportDocumentId"]}
        document = await other.execute("reports", "document", params)
    assert document.one["url"]
    assert [request.status for request in emulator.requests.matching(operation=DOCUMENT)] == [403, 200]


@pytest.mark.parametrize(
    ("status", "message"),
    [
        (400, "Application does not have access to one or more requested data elements: [shippingAddress]"),
        (403, "Access to requested resource is denied."),
    ],
)
async def test_a_missing_role_is_a_matter_of_permission(emulator, run, status, message):
    body = {"errors": [{"code": "InvalidInput", "message": message, "details": ""}]}
    emulator.faults.add("status", operation=TOKEN, status=status, body=body, times=None)
    with pytest.raises(PermissionDenied) as failure:
        await run(SHIPPING)
    assert "role" in failure.value.hint
    assert not failure.value.retryable
    assert failure.value.resume is None


async def test_an_application_without_any_such_role_cannot_make_the_report(connect, emulator):
    from toolspan.connectors.amazon_seller_partner.models import AmazonSellerPartnerAuthConfig

    app = emulator.add_application(roles={"product_listing"})
    credentials = emulator.add_account(application=app, seller=emulator.seller)
    async with connect(auth_config=AmazonSellerPartnerAuthConfig(**credentials)) as connector:
        with pytest.raises(PermissionDenied, match=r"reports\.create"):
            await connector.execute("reports", "run", {"report_type": SHIPPING})


async def test_an_expired_token_and_then_the_need_of_a_restricted_one_are_one_call(
    connect, connector, emulator, run
):
    page = await run(SHIPPING)
    report = await connector.execute("reports", "get", {"report_id": page.meta.report_id})
    async with connect() as other:
        await other.execute("reports", "get", {"report_id": page.meta.report_id})
        emulator.revoke_access_tokens()
        emulator.requests.clear()
        document = await other.execute(
            "reports", "document", {"report_document_id": report.one["reportDocumentId"]}
        )
    assert document.one["url"]
    assert [request.status for request in emulator.requests.matching(operation=DOCUMENT)] == [403, 403, 200]
    assert len(emulator.requests.matching(operation="token")) == 1


async def test_a_token_that_is_refused_again_and_again_is_renewed_once(connector, emulator, run):
    body = {
        "errors": [
            {"code": "Unauthorized", "message": "x", "details": "The access token you provided has expired."}
        ]
    }
    emulator.faults.add("status", operation="getReport", status=403, body=body, times=None)
    with pytest.raises(AuthenticationError):
        await connector.execute("reports", "get", {"report_id": "1"})
    assert len(emulator.requests.matching(operation="getReport")) == 2
