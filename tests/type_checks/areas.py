"""Calls of every area that `consumer.py` does not use; they are type-checked and never executed."""

from __future__ import annotations

from toolspan.connectors.amazon_seller_partner import AmazonSellerPartnerConnector

connector = AmazonSellerPartnerConnector(region="US", account_type="both", environment="sandbox")


async def calls_of_each_area() -> None:  # noqa: C901, PLR0912, PLR0915 - one call after the other
    await connector.amazon_invoices.list()
    await connector.amazon_invoices.get(invoice_identifier="SAMPLE-1")
    async for _ in connector.amazon_invoices.iterate_get(invoice_identifier="SAMPLE-1"):
        break
    await connector.amazon_shipping.additional_inputs(rate_id="SAMPLE-1", request_token="SAMPLE-1")
    await connector.amazon_shipping.one_click(
        channel_details={"channel_type": "AMAZON"},
        label_specifications={
            "format": "PDF",
            "need_file_joining": True,
            "requested_document_types": ["PACKSLIP"],
            "size": {"length": 10, "unit": "INCH", "width": 10},
        },
        packages=[
            {
                "dimensions": {"height": 10, "length": 10, "unit": "INCH", "width": 10},
                "insured_value": {"unit": "SAM", "value": 10},
                "items": [{"quantity": 5}],
                "package_client_reference_id": "SAMPLE-1",
                "weight": {"unit": "GRAM", "value": 10},
            }
        ],
        service_selection={"service_id": ["SAMPLE-1"]},
        ship_from={
            "address_line1": "123 Main St",
            "city": "Seattle",
            "country_code": "US",
            "name": "Ada Lovelace",
            "postal_code": "98101",
            "state_or_region": "WA",
        },
    )
    await connector.aplus_content.list()
    await connector.aplus_content.update(
        content_document={
            "content_module_list": [{"content_module_type": "STANDARD_COMPANY_LOGO"}],
            "content_type": "EBC",
            "locale": "en-US",
            "name": "Ada Lovelace",
        },
        content_reference_key="SAMPLE-1",
    )
    async for _ in connector.aplus_content.iterate_asins(content_reference_key="SAMPLE-1"):
        break
    await connector.applications.rotate_secret()
    await connector.applications.notice_done(
        feedback_action_code="SELLER_ACTION_COMPLETED", notification_id="SAMPLE-1"
    )
    await connector.awd_inbound.shipments()
    await connector.awd_inbound.update(
        created_at="2026-11-02T09:00:00Z",
        order_id="902-3159896-1390916",
        order_status="DRAFT",
        origin_address={
            "address_line1": "123 Main St",
            "country_code": "US",
            "name": "Ada Lovelace",
            "state_or_region": "WA",
        },
        packages_to_inbound=[
            {
                "count": 5,
                "distribution_package": {
                    "contents": {},
                    "measurements": {"weight": {"unit_of_measurement": "POUNDS", "weight": 10}},
                    "type": "CASE",
                },
            }
        ],
    )
    async for _ in connector.awd_inbound.iterate_shipments():
        break
    await connector.awd_inventory.list(details="SHOW")
    async for _ in connector.awd_inventory.iterate(details="SHOW"):
        break
    await connector.awd_outbound.list()
    await connector.awd_outbound.update(
        order_id="902-3159896-1390916",
        order_status="CONFIRMED",
        outbound_shipments=[
            {
                "destination_address": {
                    "address_line1": "123 Main St",
                    "country_code": "US",
                    "name": "Ada Lovelace",
                    "state_or_region": "WA",
                },
                "order_id": "902-3159896-1390916",
                "origin_address": {
                    "address_line1": "123 Main St",
                    "country_code": "US",
                    "name": "Ada Lovelace",
                    "state_or_region": "WA",
                },
                "shipment_id": "sh8f3e2d1c-0b9a-4876-9543-210fedcba987",
                "shipment_status": "CREATED",
            }
        ],
    )
    async for _ in connector.awd_outbound.iterate():
        break
    await connector.awd_replenishment.list()
    await connector.awd_replenishment.create(products=[{"quantity": 20, "sku": "BOTTLE-750"}])
    async for _ in connector.awd_replenishment.iterate():
        break
    await connector.balances.list()
    async for _ in connector.balances.iterate():
        break
    await connector.carrier_accounts.inputs()
    await connector.carrier_accounts.link(
        carrier_account_attributes=[{}], carrier_account_type="SAMPLE-1", carrier_id="UPS"
    )
    await connector.collection_forms.list()
    await connector.collection_forms.create(carrier_id="ATS")
    await connector.customer_feedback.browse_node(asin="B07N4M94XL")
    await connector.customer_feedback.category_review_topics(browse_node_id="SAMPLE-1", sort_by="MENTIONS")
    await connector.data_kiosk.cancel(query_id="3301928417")
    await connector.data_kiosk.create(
        query='query { analytics_salesAndTraffic_2024_04_24 { salesAndTrafficByDate(startDate: "2026-10-01", endDate: "2026-10-31", aggregateBy: DAY, marketplaceIds: ["ATVPDKIKX0DER"]) { startDate sales { orderedProductSales { amount currencyCode } } } } }'
    )
    async for _ in connector.data_kiosk.iterate(processing_statuses=["DONE", "FATAL"]):
        break
    await connector.direct_fulfillment.get(purchase_order_number="T9mQ4rKx1")
    await connector.direct_fulfillment.create_container_label(
        carrier_id="SWA",
        packages=[{"package_tracking_number": "SAMPLE-1"}],
        selling_party={"party_id": "SAMPLE-1"},
        ship_from_party={"party_id": "SAMPLE-1"},
        vendor_container_id="SAMPLE-1",
    )
    async for _ in connector.direct_fulfillment.iterate_invoices(
        created_after="2026-11-16T00:00:00Z", created_before="2026-11-23T00:00:00Z"
    ):
        break
    await connector.easy_ship.get(amazon_order_id="902-3159896-1390916")
    await connector.easy_ship.update(
        update_package_details_list=[
            {
                "package_time_slot": {"slot_id": "SAMPLE-1"},
                "scheduled_package_id": {"amazon_order_id": "902-3159896-1390916"},
            }
        ]
    )
    await connector.external_fulfillment.returns()
    await connector.external_fulfillment.update_package(
        dimensions={
            "height": {"dimension_unit": "CM", "value": "10.00"},
            "length": {"dimension_unit": "CM", "value": "10.00"},
            "width": {"dimension_unit": "CM", "value": "10.00"},
        },
        id="SAMPLE-1",
        package_id="SAMPLE-1",
        package_line_items=[{"package_line_item_id": "SAMPLE-1", "quantity": 5}],
        shipment_id="sh8f3e2d1c-0b9a-4876-9543-210fedcba987",
        weight={"value": "10.00", "weight_unit": "G"},
    )
    async for _ in connector.external_fulfillment.iterate(status="CREATED"):
        break
    await connector.inbound_items.compliance(mskus=["BOTTLE-750"])
    await connector.inbound_items.set_prep_details(
        msku_prep_details=[
            {"msku": "BOTTLE-750", "prep_category": "ADULT", "prep_types": ["ITEM_BLACK_SHRINKWRAP"]}
        ]
    )
    await connector.inbound_plans.list()
    await connector.inbound_plans.set_packing(
        inbound_plan_id="wf7a31c0d2-58be-4f19-8c46-0d9e2b7f1a35",
        package_groupings=[
            {
                "boxes": [
                    {
                        "content_information_source": "BOX_CONTENT_PROVIDED",
                        "dimensions": {"height": 10, "length": 10, "unit_of_measurement": "IN", "width": 10},
                        "quantity": 5,
                        "weight": {"unit": "LB", "value": 10},
                    }
                ]
            }
        ],
    )
    async for _ in connector.inbound_plans.iterate_boxes(
        inbound_plan_id="wf7a31c0d2-58be-4f19-8c46-0d9e2b7f1a35"
    ):
        break
    await connector.inbound_shipments.bill_of_lading(shipment_id="FBA15DJ8K2TC")
    await connector.inbound_shipments.generate_content_update_previews(
        boxes=[
            {
                "content_information_source": "BOX_CONTENT_PROVIDED",
                "dimensions": {"height": 10, "length": 10, "unit_of_measurement": "IN", "width": 10},
                "quantity": 5,
                "weight": {"unit": "LB", "value": 10},
            }
        ],
        inbound_plan_id="wf7a31c0d2-58be-4f19-8c46-0d9e2b7f1a35",
        items=[{"label_owner": "AMAZON", "msku": "BOTTLE-750", "prep_owner": "AMAZON", "quantity": 5}],
        shipment_id="sh8f3e2d1c-0b9a-4876-9543-210fedcba987",
    )
    async for _ in connector.inbound_shipments.iterate_boxes(
        inbound_plan_id="wf7a31c0d2-58be-4f19-8c46-0d9e2b7f1a35",
        shipment_id="sh8f3e2d1c-0b9a-4876-9543-210fedcba987",
    ):
        break
    await connector.inbound_transport.options(inbound_plan_id="wf7a31c0d2-58be-4f19-8c46-0d9e2b7f1a35")
    await connector.inbound_transport.generate_options(
        inbound_plan_id="wf7a31c0d2-58be-4f19-8c46-0d9e2b7f1a35",
        placement_option_id="pg1a2b3c4d-5e6f-4a71-8b92-c3d4e5f60718",
        shipment_transportation_configurations=[
            {
                "ready_to_ship_window": {"start": "2026-11-02T09:00:00Z"},
                "shipment_id": "sh8f3e2d1c-0b9a-4876-9543-210fedcba987",
            }
        ],
    )
    async for _ in connector.inbound_transport.iterate_delivery_windows(
        inbound_plan_id="wf7a31c0d2-58be-4f19-8c46-0d9e2b7f1a35",
        shipment_id="sh8f3e2d1c-0b9a-4876-9543-210fedcba987",
    ):
        break
    await connector.invoices.attributes()
    await connector.invoices.create_government_invoice(
        invoice_type="SAMPLE-1",
        shipment_id="sh8f3e2d1c-0b9a-4876-9543-210fedcba987",
        transaction_type="SAMPLE-1",
    )
    async for _ in connector.invoices.iterate_exports():
        break
    await connector.multi_channel_features.list()
    await connector.multi_channel_features.sku(feature_name="BLANK_BOX", seller_sku="BOTTLE-750")
    async for _ in connector.multi_channel_features.iterate_inventory(feature_name="BLANK_BOX"):
        break
    await connector.multi_channel_orders.list()
    await connector.multi_channel_orders.create(
        destination_address={
            "address_line1": "123 Main St",
            "country_code": "US",
            "name": "Ada Lovelace",
            "postal_code": "98101",
        },
        displayable_order_comment="Thank you for your order",
        displayable_order_date="2026-11-02T09:00:00Z",
        displayable_order_id="SHOP-1001",
        items=[{"quantity": 5, "seller_fulfillment_order_item_id": "SAMPLE-1", "seller_sku": "BOTTLE-750"}],
        seller_fulfillment_order_id="SHOP-1001",
        shipping_speed_category="Standard",
    )
    async for _ in connector.multi_channel_orders.iterate():
        break
    await connector.payouts.expected()
    await connector.payouts.create(account_type="Standard Orders")
    async for _ in connector.payouts.iterate_expected():
        break
    await connector.replenishment.offers(
        filters={"program_types": ["SUBSCRIBE_AND_SAVE"]}, pagination={"limit": 100, "offset": 0}
    )
    await connector.replenishment.offer_metrics(
        filters={
            "aggregation_frequency": "MONTH",
            "program_types": ["SUBSCRIBE_AND_SAVE"],
            "time_interval": {"end_date": "2026-09-30T00:00:00Z", "start_date": "2026-07-01T00:00:00Z"},
            "time_period_type": "PERFORMANCE",
        },
        pagination={"limit": 100, "offset": 0},
    )
    await connector.services.get(service_job_id="JOB-7YT2")
    await connector.services.update_reservation(
        reservation={
            "availability": {"end_time": "2026-11-02T09:00:00Z", "start_time": "2026-11-02T09:00:00Z"},
            "type": "APPOINTMENT",
        },
        reservation_id="RES-1",
        resource_id="SAMPLE-1",
    )
    async for _ in connector.services.iterate_capacity(
        end_date_time="2026-11-02T09:00:00Z", resource_id="TEAM-1", start_date_time="2026-11-02T09:00:00Z"
    ):
        break
    await connector.shipment_invoices.fba_shipment(shipment_id="FBA15DJ8K2TC")
    await connector.shipment_invoices.submit(
        content_md5_value="1B2M2Y8AsgTpgAmY7PhCfg==",
        invoice_content="JVBERi0xLjQ=",
        invoice_type="Outbound",
        order_id="902-3159896-1390916",
        program_type="EasyShip",
    )
    await connector.shipping_labels.get(shipment_id="1f0d2c9b-6a57-4e83-b19c-7d2e5a408f36")
    await connector.shipping_labels.create(
        shipment_request_details={
            "amazon_order_id": "902-3159896-1390916",
            "item_list": [{"order_item_id": "SAMPLE-1", "quantity": 5}],
            "package_dimensions": {},
            "ship_from_address": {
                "address_line1": "123 Main St",
                "city": "Seattle",
                "country_code": "US",
                "email": "ada@example.com",
                "name": "Ada Lovelace",
                "phone": "+12065550100",
                "postal_code": "98101",
            },
            "shipping_service_options": {
                "carrier_will_pick_up": True,
                "delivery_experience": "DeliveryConfirmationWithAdultSignature",
            },
            "weight": {"unit": "oz", "value": 10},
        },
        shipping_service_id="SAMPLE-1",
    )
    await connector.supply_sources.list()
    await connector.supply_sources.create(
        address={
            "address_line1": "123 Main St",
            "country_code": "US",
            "name": "Ada Lovelace",
            "state_or_region": "WA",
        },
        alias="SAMPLE-1",
        supply_source_code="SAMPLE-1",
    )
    async for _ in connector.supply_sources.iterate():
        break
    await connector.tokens.create(
        restricted_resources=[{"method": "GET", "path": "/orders/v0/orders/{orderId}/address"}]
    )
    await connector.tracking.get(container_number="MSKU4538324")
    await connector.uploads.create(
        content_md5="1B2M2Y8AsgTpgAmY7PhCfg==", resource="aplus/2020-11-01/contentDocuments"
    )
    await connector.vehicles.list(vehicle_type="CAR")
    async for _ in connector.vehicles.iterate(vehicle_type="CAR"):
        break
    await connector.vendor_invoices.submit()
    await connector.vendor_orders.get(purchase_order_number="T9mQ4rKx1")
    await connector.vendor_orders.acknowledge()
    async for _ in connector.vendor_orders.iterate(
        created_after="2026-11-16T00:00:00Z", created_before="2026-11-23T00:00:00Z"
    ):
        break
    await connector.vendor_shipments.labels()
    await connector.vendor_shipments.confirm()
    async for _ in connector.vendor_shipments.iterate_labels():
        break
    await connector.vendor_transactions.get(
        transaction_id="20261122190535-eef8cad8-418e-4ed3-ac72-789e2ee6214a"
    )
    await connector.wallet.list()
    await connector.wallet.create_schedule(
        amount_digital_signature="SAMPLE-1",
        dest_account_digital_signature="SAMPLE-1",
        destination_account_id="SAMPLE-1",
        destination_transaction_instrument={
            "account_holder_name": "SAMPLE-1",
            "bank_account": {
                "account_country_code": "US",
                "account_currency": "SAMPLE-1",
                "bank_account_number_tail": "SAMPLE-1",
                "bank_account_ownership_type": "THIRD_PARTY",
            },
            "bank_account_number": "SAMPLE-1",
        },
        payment_preference={"payment_preference_payment_type": "PERCENTAGE", "value": 10},
        source_account_id="SAMPLE-1",
        source_currency_code="USD",
        transaction_type="CREDIT",
        transfer_schedule_information={},
    )
    async for _ in connector.wallet.iterate_schedules(account_id="SAMPLE-1"):
        break
