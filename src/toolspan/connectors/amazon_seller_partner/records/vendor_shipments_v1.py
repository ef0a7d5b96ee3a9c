"""The records of Amazon's vendorShipments API as types. Written by scripts/build_facts.py: do not edit."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from typing import Literal, Required, TypeAlias

from typing_extensions import TypedDict

Moment: TypeAlias = str | date | datetime


class Shipment(TypedDict, total=False):
    vendorShipmentIdentifier: Required[str]
    transactionType: Required[Literal["New", "Cancel"]]
    buyerReferenceNumber: str
    transactionDate: Required[str]
    currentShipmentStatus: Literal["Created", "TransportationRequested", "CarrierAssigned", "Shipped"]
    currentshipmentStatusDate: str
    shipmentStatusDetails: list[ShipmentStatusDetails]
    shipmentCreateDate: str
    shipmentConfirmDate: str
    packageLabelCreateDate: str
    shipmentFreightTerm: Literal["Collect", "Prepaid"]
    sellingParty: Required[PartyIdentification]
    shipFromParty: Required[PartyIdentification]
    shipToParty: Required[PartyIdentification]
    shipmentMeasurements: TransportShipmentMeasurements
    collectFreightPickupDetails: CollectFreightPickupDetails
    purchaseOrders: list[PurchaseOrders]
    importDetails: ImportDetails
    containers: list[Containers]
    transportationDetails: TransportationDetails


class ShipmentStatusDetails(TypedDict, total=False):
    shipmentStatus: Literal["Created", "TransportationRequested", "CarrierAssigned", "Shipped"]
    shipmentStatusDate: str


class PartyIdentification(TypedDict, total=False):
    address: Address
    partyId: Required[str]
    taxRegistrationDetails: list[TaxRegistrationDetails]


class Address(TypedDict, total=False):
    name: Required[str]
    addressLine1: Required[str]
    addressLine2: str
    addressLine3: str
    city: str
    county: str
    district: str
    stateOrRegion: str
    postalCode: str
    countryCode: Required[str]
    phone: str


class TaxRegistrationDetails(TypedDict, total=False):
    taxRegistrationType: Required[Literal["VAT", "GST"]]
    taxRegistrationNumber: Required[str]


class TransportShipmentMeasurements(TypedDict, total=False):
    totalCartonCount: int
    totalPalletStackable: int
    totalPalletNonStackable: int
    shipmentWeight: Weight
    shipmentVolume: Volume


class Weight(TypedDict, total=False):
    unitOfMeasure: Required[Literal["G", "Kg", "Oz", "Lb"]]
    value: Required[str]


class Volume(TypedDict, total=False):
    unitOfMeasure: Required[Literal["CuFt", "CuIn", "CuM", "CuY"]]
    value: Required[str]


class CollectFreightPickupDetails(TypedDict, total=False):
    requestedPickUp: str
    scheduledPickUp: str
    carrierAssignmentDate: str


class PurchaseOrders(TypedDict, total=False):
    purchaseOrderNumber: str
    purchaseOrderDate: str
    shipWindow: str
    items: list[PurchaseOrderItems]


class PurchaseOrderItems(TypedDict, total=False):
    itemSequenceNumber: Required[str]
    buyerProductIdentifier: str
    vendorProductIdentifier: str
    shippedQuantity: Required[ItemQuantity]
    maximumRetailPrice: Money


class ItemQuantity(TypedDict, total=False):
    amount: Required[int]
    unitOfMeasure: Required[Literal["Cases", "Eaches"]]
    unitSize: int
    totalWeight: TotalWeight


class TotalWeight(TypedDict, total=False):
    unitOfMeasure: Required[Literal["POUNDS", "OUNCES", "GRAMS", "KILOGRAMS"]]
    amount: Required[str]


class Money(TypedDict, total=False):
    currencyCode: Required[str]
    amount: Required[str]


class ImportDetails(TypedDict, total=False):
    methodOfPayment: Literal[
        "PaidByBuyer",
        "CollectOnDelivery",
        "DefinedByBuyerAndSeller",
        "FOBPortOfCall",
        "PrepaidBySeller",
        "PaidBySeller",
    ]
    sealNumber: str
    route: Route
    importContainers: str
    billableWeight: Weight
    estimatedShipByDate: str
    handlingInstructions: Literal["Oversized", "Fragile", "Food", "HandleWithCare"]


class Route(TypedDict, total=False):
    stops: Required[list[Stop]]


class Stop(TypedDict, total=False):
    functionCode: Required[Literal["PortOfDischarge", "FreightPayableAt", "PortOfLoading"]]
    locationIdentification: Location
    arrivalTime: str
    departureTime: str


class Location(TypedDict, total=False):
    type: str
    locationCode: str
    countryCode: str


class Containers(TypedDict, total=False):
    containerType: Required[Literal["carton", "pallet"]]
    containerSequenceNumber: str
    containerIdentifiers: Required[list[ContainerIdentification]]
    trackingNumber: str
    dimensions: Dimensions
    weight: Weight
    tier: int
    block: int
    innerContainersDetails: InnerContainersDetails
    packedItems: list[PackedItems]


class ContainerIdentification(TypedDict, total=False):
    containerIdentificationType: Required[Literal["SSCC", "AMZNCC", "GTIN", "BPS", "CID"]]
    containerIdentificationNumber: Required[str]


class Dimensions(TypedDict, total=False):
    length: Required[str]
    width: Required[str]
    height: Required[str]
    unitOfMeasure: Required[Literal["In", "Ft", "Meter", "Yard"]]


class InnerContainersDetails(TypedDict, total=False):
    containerCount: int
    containerSequenceNumbers: list[ContainerSequenceNumbers]


class ContainerSequenceNumbers(TypedDict, total=False):
    containerSequenceNumber: str


class PackedItems(TypedDict, total=False):
    itemSequenceNumber: str
    buyerProductIdentifier: str
    vendorProductIdentifier: str
    packedQuantity: ItemQuantity
    itemDetails: PackageItemDetails


class PackageItemDetails(TypedDict, total=False):
    purchaseOrderNumber: str
    lotNumber: str
    expiry: Expiry


class Expiry(TypedDict, total=False):
    manufacturerDate: str
    expiryDate: str
    expiryAfterDuration: Duration


class Duration(TypedDict, total=False):
    durationUnit: Required[Literal["Days", "Months"]]
    durationValue: Required[int]


class TransportationDetails(TypedDict, total=False):
    shipMode: Literal["TruckLoad", "LessThanTruckLoad", "SmallParcel"]
    transportationMode: Literal["Road", "Air", "Ocean"]
    shippedDate: str
    estimatedDeliveryDate: str
    shipmentDeliveryDate: str
    carrierDetails: CarrierDetails
    billOfLadingNumber: str


class CarrierDetails(TypedDict, total=False):
    name: str
    code: str
    phone: str
    email: str
    shipmentReferenceNumber: str


class TransactionReference(TypedDict, total=False):
    transactionId: str


class TransportLabel(TypedDict, total=False):
    labelCreateDateTime: str
    shipmentInformation: ShipmentInformation
    labelData: list[LabelData]


class ShipmentInformation(TypedDict, total=False):
    vendorDetails: VendorDetails
    buyerReferenceNumber: str
    shipToParty: PartyIdentification
    shipFromParty: PartyIdentification
    warehouseId: str
    masterTrackingId: str
    totalLabelCount: int
    shipMode: Literal["SmallParcel", "LTL"]


class VendorDetails(TypedDict, total=False):
    sellingParty: PartyIdentification
    vendorShipmentIdentifier: str


class LabelData(TypedDict, total=False):
    labelSequenceNumber: int
    labelFormat: Literal["PDF"]
    carrierCode: str
    trackingId: str
    label: str


class AddressBody(TypedDict, total=False):
    name: Required[str]
    address_line1: Required[str]
    address_line2: str
    address_line3: str
    city: str
    county: str
    district: str
    state_or_region: str
    postal_code: str
    country_code: Required[str]
    phone: str


class CarrierDetailsBody(TypedDict, total=False):
    name: str
    code: str
    phone: str
    email: str
    shipment_reference_number: str


class CartonBody(TypedDict, total=False):
    carton_identifiers: Sequence[ContainerIdentificationBody]
    carton_sequence_number: Required[str]
    dimensions: DimensionsBody
    weight: WeightBody
    tracking_number: str
    items: Required[Sequence[ContainerItemBody]]


class CartonReferenceDetailsBody(TypedDict, total=False):
    carton_count: int
    carton_reference_numbers: Required[Sequence[str]]


class CollectFreightPickupDetailsBody(TypedDict, total=False):
    requested_pick_up: Moment
    scheduled_pick_up: Moment
    carrier_assignment_date: Moment


class ContainerIdentificationBody(TypedDict, total=False):
    container_identification_type: Required[Literal["SSCC", "AMZNCC", "GTIN", "BPS", "CID"]]
    container_identification_number: Required[str]


class ContainerItemBody(TypedDict, total=False):
    item_reference: Required[str]
    shipped_quantity: Required[ItemQuantityBody]
    item_details: ItemDetailsBody


class ContainerSequenceNumbersBody(TypedDict, total=False):
    container_sequence_number: str


class ContainersBody(TypedDict, total=False):
    container_type: Required[Literal["carton", "pallet"]]
    container_sequence_number: str
    container_identifiers: Required[Sequence[ContainerIdentificationBody]]
    tracking_number: str
    dimensions: DimensionsBody
    weight: WeightBody
    tier: int
    block: int
    inner_containers_details: InnerContainersDetailsBody
    packed_items: Sequence[PackedItemsBody]


class DimensionsBody(TypedDict, total=False):
    length: Required[str]
    width: Required[str]
    height: Required[str]
    unit_of_measure: Required[Literal["In", "Ft", "Meter", "Yard"]]


class DurationBody(TypedDict, total=False):
    duration_unit: Required[Literal["Days", "Months"]]
    duration_value: Required[int]


class ExpiryBody(TypedDict, total=False):
    manufacturer_date: Moment
    expiry_date: Moment
    expiry_after_duration: DurationBody


class ImportDetailsBody(TypedDict, total=False):
    method_of_payment: Literal[
        "PaidByBuyer",
        "CollectOnDelivery",
        "DefinedByBuyerAndSeller",
        "FOBPortOfCall",
        "PrepaidBySeller",
        "PaidBySeller",
    ]
    seal_number: str
    route: RouteBody
    import_containers: str
    billable_weight: WeightBody
    estimated_ship_by_date: Moment
    handling_instructions: Literal["Oversized", "Fragile", "Food", "HandleWithCare"]


class InnerContainersDetailsBody(TypedDict, total=False):
    container_count: int
    container_sequence_numbers: Sequence[ContainerSequenceNumbersBody]


class ItemBody(TypedDict, total=False):
    item_sequence_number: Required[str]
    amazon_product_identifier: str
    vendor_product_identifier: str
    shipped_quantity: Required[ItemQuantityBody]
    item_details: ItemDetailsBody


class ItemDetailsBody(TypedDict, total=False):
    purchase_order_number: str
    lot_number: str
    lot_number_source_reference: str
    lot_number_source_type: Literal["GLN", "FFRN", "USDA_E", "URL"]
    country_of_origin: str
    regulation_references: RegulationReferencesBody
    expiry: ExpiryBody
    maximum_retail_price: MoneyBody
    handling_code: Literal["Oversized", "Fragile", "Food", "HandleWithCare"]


class ItemQuantityBody(TypedDict, total=False):
    amount: Required[int]
    unit_of_measure: Required[Literal["Cases", "Eaches"]]
    unit_size: int
    total_weight: TotalWeightBody


class LocationBody(TypedDict, total=False):
    type: str
    location_code: str
    country_code: str


class MoneyBody(TypedDict, total=False):
    currency_code: Required[str]
    amount: Required[str]


class PackageItemDetailsBody(TypedDict, total=False):
    purchase_order_number: str
    lot_number: str
    expiry: ExpiryBody


class PackedItemsBody(TypedDict, total=False):
    item_sequence_number: str
    buyer_product_identifier: str
    vendor_product_identifier: str
    packed_quantity: ItemQuantityBody
    item_details: PackageItemDetailsBody


class PalletBody(TypedDict, total=False):
    pallet_identifiers: Required[Sequence[ContainerIdentificationBody]]
    tier: int
    block: int
    dimensions: DimensionsBody
    weight: WeightBody
    carton_reference_details: CartonReferenceDetailsBody
    items: Sequence[ContainerItemBody]


class PartyIdentificationBody(TypedDict, total=False):
    address: AddressBody
    party_id: Required[str]
    tax_registration_details: Sequence[TaxRegistrationDetailsBody]


class PurchaseOrderItemsBody(TypedDict, total=False):
    item_sequence_number: Required[str]
    buyer_product_identifier: str
    vendor_product_identifier: str
    shipped_quantity: Required[ItemQuantityBody]
    maximum_retail_price: MoneyBody


class PurchaseOrdersBody(TypedDict, total=False):
    purchase_order_number: str
    purchase_order_date: Moment
    ship_window: str
    items: Sequence[PurchaseOrderItemsBody]


class RegulationReferencesBody(TypedDict, total=False):
    due_diligence_reference: str
    due_diligence_verification: str
    due_diligence_information: str
    due_diligence_exemption_code: str


class RouteBody(TypedDict, total=False):
    stops: Required[Sequence[StopBody]]


class ShipmentBody(TypedDict, total=False):
    vendor_shipment_identifier: Required[str]
    transaction_type: Required[Literal["New", "Cancel"]]
    buyer_reference_number: str
    transaction_date: Required[Moment]
    current_shipment_status: Literal["Created", "TransportationRequested", "CarrierAssigned", "Shipped"]
    currentshipment_status_date: Moment
    shipment_status_details: Sequence[ShipmentStatusDetailsBody]
    shipment_create_date: Moment
    shipment_confirm_date: Moment
    package_label_create_date: Moment
    shipment_freight_term: Literal["Collect", "Prepaid"]
    selling_party: Required[PartyIdentificationBody]
    ship_from_party: Required[PartyIdentificationBody]
    ship_to_party: Required[PartyIdentificationBody]
    shipment_measurements: TransportShipmentMeasurementsBody
    collect_freight_pickup_details: CollectFreightPickupDetailsBody
    purchase_orders: Sequence[PurchaseOrdersBody]
    import_details: ImportDetailsBody
    containers: Sequence[ContainersBody]
    transportation_details: TransportationDetailsBody


class ShipmentConfirmationBody(TypedDict, total=False):
    shipment_identifier: Required[str]
    shipment_confirmation_type: Required[Literal["Original", "Replace"]]
    shipment_type: Literal["TruckLoad", "LessThanTruckLoad", "SmallParcel"]
    shipment_structure: Literal[
        "PalletizedAssortmentCase",
        "LooseAssortmentCase",
        "PalletOfItems",
        "PalletizedStandardCase",
        "LooseStandardCase",
        "MasterPallet",
        "MasterCase",
    ]
    transportation_details: TransportationDetailsForShipmentConfirmationBody
    amazon_reference_number: str
    shipment_confirmation_date: Required[Moment]
    shipped_date: Moment
    estimated_delivery_date: Moment
    selling_party: Required[PartyIdentificationBody]
    ship_from_party: Required[PartyIdentificationBody]
    ship_to_party: Required[PartyIdentificationBody]
    shipment_measurements: ShipmentMeasurementsBody
    import_details: ImportDetailsBody
    shipped_items: Required[Sequence[ItemBody]]
    cartons: Sequence[CartonBody]
    pallets: Sequence[PalletBody]


class ShipmentMeasurementsBody(TypedDict, total=False):
    gross_shipment_weight: WeightBody
    shipment_volume: VolumeBody
    carton_count: int
    pallet_count: int


class ShipmentStatusDetailsBody(TypedDict, total=False):
    shipment_status: Literal["Created", "TransportationRequested", "CarrierAssigned", "Shipped"]
    shipment_status_date: Moment


class StopBody(TypedDict, total=False):
    function_code: Required[Literal["PortOfDischarge", "FreightPayableAt", "PortOfLoading"]]
    location_identification: LocationBody
    arrival_time: Moment
    departure_time: Moment


class TaxRegistrationDetailsBody(TypedDict, total=False):
    tax_registration_type: Required[Literal["VAT", "GST"]]
    tax_registration_number: Required[str]


class TotalWeightBody(TypedDict, total=False):
    unit_of_measure: Required[Literal["POUNDS", "OUNCES", "GRAMS", "KILOGRAMS"]]
    amount: Required[str]


class TransportShipmentMeasurementsBody(TypedDict, total=False):
    total_carton_count: int
    total_pallet_stackable: int
    total_pallet_non_stackable: int
    shipment_weight: WeightBody
    shipment_volume: VolumeBody


class TransportationDetailsBody(TypedDict, total=False):
    ship_mode: Literal["TruckLoad", "LessThanTruckLoad", "SmallParcel"]
    transportation_mode: Literal["Road", "Air", "Ocean"]
    shipped_date: Moment
    estimated_delivery_date: Moment
    shipment_delivery_date: Moment
    carrier_details: CarrierDetailsBody
    bill_of_lading_number: str


class TransportationDetailsForShipmentConfirmationBody(TypedDict, total=False):
    carrier_scac: str
    carrier_shipment_reference_number: str
    transportation_mode: Literal["Road", "Air", "Ocean"]
    bill_of_lading_number: str


class VolumeBody(TypedDict, total=False):
    unit_of_measure: Required[Literal["CuFt", "CuIn", "CuM", "CuY"]]
    value: Required[str]


class WeightBody(TypedDict, total=False):
    unit_of_measure: Required[Literal["G", "Kg", "Oz", "Lb"]]
    value: Required[str]
