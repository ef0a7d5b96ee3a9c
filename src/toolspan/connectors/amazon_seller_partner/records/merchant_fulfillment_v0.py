"""The records of Amazon's merchantFulfillmentV0 API as types. Written by scripts/build_facts.py: do not edit."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from typing import Literal, Required, TypeAlias

from typing_extensions import TypedDict

Moment: TypeAlias = str | date | datetime
RateItemID = Literal["FBM_SHIP_PLUS_CREDIT"]
RateItemType = Literal["INCLUDED"]
DeliveryExperienceType = Literal[
    "DeliveryConfirmationWithAdultSignature",
    "DeliveryConfirmationWithSignature",
    "DeliveryConfirmationWithoutSignature",
    "NoTracking",
]
CarrierWillPickUpOption = Literal["CarrierWillPickUp", "ShipperWillDropOff", "NoPreference"]
LabelFormat = Literal["PDF", "PNG", "ZPL203", "ZPL300", "ShippingServiceDefault"]
DeliveryExperienceOption = Literal[
    "DeliveryConfirmationWithAdultSignature",
    "DeliveryConfirmationWithSignature",
    "DeliveryConfirmationWithoutSignature",
    "NoTracking",
    "NoPreference",
]
UnitOfWeight = Literal["oz", "g"]
UnitOfLength = Literal["inches", "centimeters"]
PredefinedPackageDimensions = Literal[
    "FedEx_Box_10kg",
    "FedEx_Box_25kg",
    "FedEx_Box_Extra_Large_1",
    "FedEx_Box_Extra_Large_2",
    "FedEx_Box_Large_1",
    "FedEx_Box_Large_2",
    "FedEx_Box_Medium_1",
    "FedEx_Box_Medium_2",
    "FedEx_Box_Small_1",
    "FedEx_Box_Small_2",
    "FedEx_Envelope",
    "FedEx_Padded_Pak",
    "FedEx_Pak_1",
    "FedEx_Pak_2",
    "FedEx_Tube",
    "FedEx_XL_Pak",
    "UPS_Box_10kg",
    "UPS_Box_25kg",
    "UPS_Express_Box",
    "UPS_Express_Box_Large",
    "UPS_Express_Box_Medium",
    "UPS_Express_Box_Small",
    "UPS_Express_Envelope",
    "UPS_Express_Hard_Pak",
    "UPS_Express_Legal_Envelope",
    "UPS_Express_Pak",
    "UPS_Express_Tube",
    "UPS_Laboratory_Pak",
    "UPS_Pad_Pak",
    "UPS_Pallet",
    "USPS_Card",
    "USPS_Flat",
    "USPS_FlatRateCardboardEnvelope",
    "USPS_FlatRateEnvelope",
    "USPS_FlatRateGiftCardEnvelope",
    "USPS_FlatRateLegalEnvelope",
    "USPS_FlatRatePaddedEnvelope",
    "USPS_FlatRateWindowEnvelope",
    "USPS_LargeFlatRateBoardGameBox",
    "USPS_LargeFlatRateBox",
    "USPS_Letter",
    "USPS_MediumFlatRateBox1",
    "USPS_MediumFlatRateBox2",
    "USPS_RegionalRateBoxA1",
    "USPS_RegionalRateBoxA2",
    "USPS_RegionalRateBoxB1",
    "USPS_RegionalRateBoxB2",
    "USPS_RegionalRateBoxC",
    "USPS_SmallFlatRateBox",
    "USPS_SmallFlatRateEnvelope",
]
FileType = Literal["application/pdf", "application/zpl", "image/png"]
StandardIdForLabel = Literal["AmazonOrderId"]
ShipmentStatus = Literal["Purchased", "RefundPending", "RefundRejected", "RefundApplied"]
InputTargetType = Literal["SHIPMENT_LEVEL", "ITEM_LEVEL"]


class GetEligibleShipmentServicesResult(TypedDict, total=False):
    ShippingServiceList: Required[list[ShippingService]]
    RejectedShippingServiceList: list[RejectedShippingService]
    TemporarilyUnavailableCarrierList: list[TemporarilyUnavailableCarrier]
    TermsAndConditionsNotAcceptedCarrierList: list[TermsAndConditionsNotAcceptedCarrier]


class ShippingService(TypedDict, total=False):
    ShippingServiceName: Required[str]
    CarrierName: Required[str]
    ShippingServiceId: Required[str]
    ShippingServiceOfferId: Required[str]
    ShipDate: Required[str]
    EarliestEstimatedDeliveryDate: str
    LatestEstimatedDeliveryDate: str
    Rate: Required[CurrencyAmount]
    RateWithAdjustments: Required[CurrencyAmount]
    AdjustmentItemList: list[RateItem]
    ShippingServiceOptions: Required[ShippingServiceOptions]
    AvailableShippingServiceOptions: AvailableShippingServiceOptions
    AvailableLabelFormats: list[LabelFormat]
    AvailableFormatOptionsForLabel: list[LabelFormatOption]
    RequiresAdditionalSellerInputs: Required[bool]
    Benefits: Benefits


class CurrencyAmount(TypedDict, total=False):
    CurrencyCode: Required[str]
    Amount: Required[float]


class RateItem(TypedDict, total=False):
    RateItemID: Required[RateItemID]
    RateItemType: RateItemType
    RateItemCharge: CurrencyAmount
    RateItemNameLocalization: str


class ShippingServiceOptions(TypedDict, total=False):
    DeliveryExperience: Required[DeliveryExperienceType]
    DeclaredValue: CurrencyAmount
    CarrierWillPickUp: Required[bool]
    CarrierWillPickUpOption: CarrierWillPickUpOption
    LabelFormat: LabelFormat


class AvailableShippingServiceOptions(TypedDict, total=False):
    AvailableCarrierWillPickUpOptions: Required[list[AvailableCarrierWillPickUpOption]]
    AvailableDeliveryExperienceOptions: Required[list[AvailableDeliveryExperienceOption]]


class AvailableCarrierWillPickUpOption(TypedDict, total=False):
    CarrierWillPickUpOption: Required[CarrierWillPickUpOption]
    Charge: Required[CurrencyAmount]


class AvailableDeliveryExperienceOption(TypedDict, total=False):
    DeliveryExperienceOption: Required[DeliveryExperienceOption]
    Charge: Required[CurrencyAmount]


class LabelFormatOption(TypedDict, total=False):
    IncludePackingSlipWithLabel: bool
    LabelFormat: LabelFormat


class Benefits(TypedDict, total=False):
    IncludedBenefits: list[str]
    ExcludedBenefits: list[ExcludedBenefit]


class ExcludedBenefit(TypedDict, total=False):
    Benefit: str
    ReasonCodes: list[str]


class RejectedShippingService(TypedDict, total=False):
    CarrierName: Required[str]
    ShippingServiceName: Required[str]
    ShippingServiceId: Required[str]
    RejectionReasonCode: Required[str]
    RejectionReasonMessage: str


class TemporarilyUnavailableCarrier(TypedDict, total=False):
    CarrierName: Required[str]


class TermsAndConditionsNotAcceptedCarrier(TypedDict, total=False):
    CarrierName: Required[str]


class Shipment(TypedDict, total=False):
    ShipmentId: Required[str]
    AmazonOrderId: Required[str]
    SellerOrderId: str
    ItemList: Required[list[Item]]
    ShipFromAddress: Required[Address]
    ShipToAddress: Required[Address]
    PackageDimensions: Required[PackageDimensions]
    Weight: Required[Weight]
    Insurance: Required[CurrencyAmount]
    ShippingService: Required[ShippingService]
    Label: Required[Label]
    Status: Required[ShipmentStatus]
    TrackingId: str
    CreatedDate: Required[str]
    LastUpdatedDate: str


class Item(TypedDict, total=False):
    OrderItemId: Required[str]
    Quantity: Required[int]
    ItemWeight: Weight
    ItemDescription: str
    TransparencyCodeList: list[str]
    ItemLevelSellerInputsList: list[AdditionalSellerInputs]
    LiquidVolume: LiquidVolume
    IsHazmat: bool
    DangerousGoodsDetails: DangerousGoodsDetails


class Weight(TypedDict, total=False):
    Value: Required[float]
    Unit: Required[UnitOfWeight]


class AdditionalSellerInputs(TypedDict, total=False):
    AdditionalInputFieldName: Required[str]
    AdditionalSellerInput: Required[AdditionalSellerInput]


class AdditionalSellerInput(TypedDict, total=False):
    DataType: str
    ValueAsString: str
    ValueAsBoolean: bool
    ValueAsInteger: int
    ValueAsTimestamp: str
    ValueAsAddress: Address
    ValueAsWeight: Weight
    ValueAsDimension: Length
    ValueAsCurrency: CurrencyAmount


class Address(TypedDict, total=False):
    Name: Required[str]
    AddressLine1: Required[str]
    AddressLine2: str
    AddressLine3: str
    DistrictOrCounty: str
    Email: Required[str]
    City: Required[str]
    StateOrProvinceCode: str
    PostalCode: Required[str]
    CountryCode: Required[str]
    Phone: Required[str]


class Length(TypedDict, total=False):
    value: float
    unit: UnitOfLength


class LiquidVolume(TypedDict, total=False):
    Unit: Required[Literal["ML", "L", "FL_OZ", "GAL", "PT", "QT", "C"]]
    Value: Required[float]


class DangerousGoodsDetails(TypedDict, total=False):
    UnitedNationsRegulatoryId: str
    TransportationRegulatoryClass: str
    PackingGroup: Literal["I", "II", "III"]
    PackingInstruction: Literal[
        "PI965_SECTION_IA",
        "PI965_SECTION_IB",
        "PI965_SECTION_II",
        "PI966_SECTION_I",
        "PI966_SECTION_II",
        "PI967_SECTION_I",
        "PI967_SECTION_II",
        "PI968_SECTION_IA",
        "PI968_SECTION_IB",
        "PI969_SECTION_I",
        "PI969_SECTION_II",
        "PI970_SECTION_I",
        "PI970_SECTION_II",
    ]


class PackageDimensions(TypedDict, total=False):
    Length: float
    Width: float
    Height: float
    Unit: UnitOfLength
    PredefinedPackageDimensions: PredefinedPackageDimensions


class Label(TypedDict, total=False):
    CustomTextForLabel: str
    Dimensions: Required[LabelDimensions]
    FileContents: Required[FileContents]
    LabelFormat: LabelFormat
    StandardIdForLabel: StandardIdForLabel


class LabelDimensions(TypedDict, total=False):
    Length: Required[float]
    Width: Required[float]
    Unit: Required[UnitOfLength]


class FileContents(TypedDict, total=False):
    Contents: Required[str]
    FileType: Required[FileType]
    Checksum: Required[str]


class GetAdditionalSellerInputsResult(TypedDict, total=False):
    ShipmentLevelFields: list[AdditionalInputs]
    ItemLevelFieldsList: list[ItemLevelFields]


class AdditionalInputs(TypedDict, total=False):
    AdditionalInputFieldName: str
    SellerInputDefinition: SellerInputDefinition


class SellerInputDefinition(TypedDict, total=False):
    IsRequired: Required[bool]
    DataType: Required[str]
    Constraints: Required[list[Constraint]]
    InputDisplayText: Required[str]
    InputTarget: InputTargetType
    StoredValue: Required[AdditionalSellerInput]
    RestrictedSetValues: list[str]


class Constraint(TypedDict, total=False):
    ValidationRegEx: str
    ValidationString: Required[str]


class ItemLevelFields(TypedDict, total=False):
    Asin: Required[str]
    AdditionalInputs: Required[list[AdditionalInputs]]


class AdditionalSellerInputBody(TypedDict, total=False):
    data_type: str
    value_as_string: str
    value_as_boolean: bool
    value_as_integer: int
    value_as_timestamp: Moment
    value_as_address: AddressBody
    value_as_weight: WeightBody
    value_as_dimension: LengthBody
    value_as_currency: CurrencyAmountBody


class AdditionalSellerInputsBody(TypedDict, total=False):
    additional_input_field_name: Required[str]
    additional_seller_input: Required[AdditionalSellerInputBody]


class AddressBody(TypedDict, total=False):
    name: Required[str]
    address_line1: Required[str]
    address_line2: str
    address_line3: str
    district_or_county: str
    email: Required[str]
    city: Required[str]
    state_or_province_code: str
    postal_code: Required[str]
    country_code: Required[str]
    phone: Required[str]


class CurrencyAmountBody(TypedDict, total=False):
    currency_code: Required[str]
    amount: Required[float]


class DangerousGoodsDetailsBody(TypedDict, total=False):
    united_nations_regulatory_id: str
    transportation_regulatory_class: str
    packing_group: Literal["I", "II", "III"]
    packing_instruction: Literal[
        "PI965_SECTION_IA",
        "PI965_SECTION_IB",
        "PI965_SECTION_II",
        "PI966_SECTION_I",
        "PI966_SECTION_II",
        "PI967_SECTION_I",
        "PI967_SECTION_II",
        "PI968_SECTION_IA",
        "PI968_SECTION_IB",
        "PI969_SECTION_I",
        "PI969_SECTION_II",
        "PI970_SECTION_I",
        "PI970_SECTION_II",
    ]


class ItemBody(TypedDict, total=False):
    order_item_id: Required[str]
    quantity: Required[int]
    item_weight: WeightBody
    item_description: str
    transparency_code_list: Sequence[str]
    item_level_seller_inputs_list: Sequence[AdditionalSellerInputsBody]
    liquid_volume: LiquidVolumeBody
    is_hazmat: bool
    dangerous_goods_details: DangerousGoodsDetailsBody


class LabelCustomizationBody(TypedDict, total=False):
    custom_text_for_label: str
    standard_id_for_label: Literal["AmazonOrderId"]


class LabelFormatOptionRequestBody(TypedDict, total=False):
    include_packing_slip_with_label: bool


class LengthBody(TypedDict, total=False):
    value: float
    unit: Literal["inches", "centimeters"]


class LiquidVolumeBody(TypedDict, total=False):
    unit: Required[Literal["ML", "L", "FL_OZ", "GAL", "PT", "QT", "C"]]
    value: Required[float]


class PackageDimensionsBody(TypedDict, total=False):
    length: float
    width: float
    height: float
    unit: Literal["inches", "centimeters"]
    predefined_package_dimensions: Literal[
        "FedEx_Box_10kg",
        "FedEx_Box_25kg",
        "FedEx_Box_Extra_Large_1",
        "FedEx_Box_Extra_Large_2",
        "FedEx_Box_Large_1",
        "FedEx_Box_Large_2",
        "FedEx_Box_Medium_1",
        "FedEx_Box_Medium_2",
        "FedEx_Box_Small_1",
        "FedEx_Box_Small_2",
        "FedEx_Envelope",
        "FedEx_Padded_Pak",
        "FedEx_Pak_1",
        "FedEx_Pak_2",
        "FedEx_Tube",
        "FedEx_XL_Pak",
        "UPS_Box_10kg",
        "UPS_Box_25kg",
        "UPS_Express_Box",
        "UPS_Express_Box_Large",
        "UPS_Express_Box_Medium",
        "UPS_Express_Box_Small",
        "UPS_Express_Envelope",
        "UPS_Express_Hard_Pak",
        "UPS_Express_Legal_Envelope",
        "UPS_Express_Pak",
        "UPS_Express_Tube",
        "UPS_Laboratory_Pak",
        "UPS_Pad_Pak",
        "UPS_Pallet",
        "USPS_Card",
        "USPS_Flat",
        "USPS_FlatRateCardboardEnvelope",
        "USPS_FlatRateEnvelope",
        "USPS_FlatRateGiftCardEnvelope",
        "USPS_FlatRateLegalEnvelope",
        "USPS_FlatRatePaddedEnvelope",
        "USPS_FlatRateWindowEnvelope",
        "USPS_LargeFlatRateBoardGameBox",
        "USPS_LargeFlatRateBox",
        "USPS_Letter",
        "USPS_MediumFlatRateBox1",
        "USPS_MediumFlatRateBox2",
        "USPS_RegionalRateBoxA1",
        "USPS_RegionalRateBoxA2",
        "USPS_RegionalRateBoxB1",
        "USPS_RegionalRateBoxB2",
        "USPS_RegionalRateBoxC",
        "USPS_SmallFlatRateBox",
        "USPS_SmallFlatRateEnvelope",
    ]


class ShipmentRequestDetailsBody(TypedDict, total=False):
    amazon_order_id: Required[str]
    seller_order_id: str
    item_list: Required[Sequence[ItemBody]]
    ship_from_address: Required[AddressBody]
    package_dimensions: Required[PackageDimensionsBody]
    weight: Required[WeightBody]
    must_arrive_by_date: Moment
    ship_date: Moment
    shipping_service_options: Required[ShippingServiceOptionsBody]
    label_customization: LabelCustomizationBody


class ShippingOfferingFilterBody(TypedDict, total=False):
    include_packing_slip_with_label: bool
    include_complex_shipping_options: bool
    carrier_will_pick_up: Literal["CarrierWillPickUp", "ShipperWillDropOff", "NoPreference"]
    delivery_experience: Literal[
        "DeliveryConfirmationWithAdultSignature",
        "DeliveryConfirmationWithSignature",
        "DeliveryConfirmationWithoutSignature",
        "NoTracking",
        "NoPreference",
    ]


class ShippingServiceOptionsBody(TypedDict, total=False):
    delivery_experience: Required[
        Literal[
            "DeliveryConfirmationWithAdultSignature",
            "DeliveryConfirmationWithSignature",
            "DeliveryConfirmationWithoutSignature",
            "NoTracking",
        ]
    ]
    declared_value: CurrencyAmountBody
    carrier_will_pick_up: Required[bool]
    carrier_will_pick_up_option: Literal["CarrierWillPickUp", "ShipperWillDropOff", "NoPreference"]
    label_format: Literal["PDF", "PNG", "ZPL203", "ZPL300", "ShippingServiceDefault"]


class WeightBody(TypedDict, total=False):
    value: Required[float]
    unit: Required[Literal["oz", "g"]]
