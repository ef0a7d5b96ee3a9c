"""The records of Amazon's supplySources_2020-07-01 API as types. Written by scripts/build_facts.py: do not edit."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Literal, Required

from typing_extensions import TypedDict

SupplySourceStatusReadOnly = Literal["Active", "Inactive", "Archived"]
TimeUnit = Literal["Hours", "Minutes", "Days"]
ThroughputUnit = Literal["Order"]
ParkingCostType = Literal["Free", "Other"]
ParkingSpotIdentificationType = Literal["Numbered", "Other"]


class SupplySourceList(TypedDict, total=False):
    alias: str
    supplySourceId: str
    supplySourceCode: str
    address: Address


class Address(TypedDict, total=False):
    name: Required[str]
    addressLine1: Required[str]
    addressLine2: str
    addressLine3: str
    city: str
    county: str
    district: str
    stateOrRegion: Required[str]
    postalCode: str
    countryCode: Required[str]
    phone: str


class CreateSupplySourceResponse(TypedDict, total=False):
    supplySourceId: Required[str]
    supplySourceCode: Required[str]


class SupplySource(TypedDict, total=False):
    supplySourceId: str
    supplySourceCode: str
    alias: str
    status: SupplySourceStatusReadOnly
    address: Address
    configuration: SupplySourceConfiguration
    capabilities: SupplySourceCapabilities
    createdAt: str
    updatedAt: str


class SupplySourceConfiguration(TypedDict, total=False):
    operationalConfiguration: OperationalConfiguration
    timezone: str


class OperationalConfiguration(TypedDict, total=False):
    contactDetails: ContactDetails
    throughputConfig: ThroughputConfig
    operatingHoursByDay: OperatingHoursByDay
    handlingTime: Duration


class ContactDetails(TypedDict, total=False):
    primary: ContactDetailsPrimary


class ContactDetailsPrimary(TypedDict, total=False):
    email: str
    phone: str


class ThroughputConfig(TypedDict, total=False):
    throughputCap: ThroughputCap
    throughputUnit: Required[ThroughputUnit]


class ThroughputCap(TypedDict, total=False):
    value: int
    timeUnit: TimeUnit


class OperatingHoursByDay(TypedDict, total=False):
    monday: list[OperatingHour]
    tuesday: list[OperatingHour]
    wednesday: list[OperatingHour]
    thursday: list[OperatingHour]
    friday: list[OperatingHour]
    saturday: list[OperatingHour]
    sunday: list[OperatingHour]


class OperatingHour(TypedDict, total=False):
    startTime: str
    endTime: str


class Duration(TypedDict, total=False):
    value: int
    timeUnit: TimeUnit


class SupplySourceCapabilities(TypedDict, total=False):
    outbound: OutboundCapability
    services: ServicesCapability


class OutboundCapability(TypedDict, total=False):
    isSupported: bool
    operationalConfiguration: OperationalConfiguration
    returnLocation: ReturnLocation
    deliveryChannel: DeliveryChannel
    pickupChannel: PickupChannel


class ReturnLocation(TypedDict, total=False):
    supplySourceId: str
    addressWithContact: AddressWithContact


class AddressWithContact(TypedDict, total=False):
    contactDetails: ContactDetails
    address: Address


class DeliveryChannel(TypedDict, total=False):
    isSupported: bool
    operationalConfiguration: OperationalConfiguration


class PickupChannel(TypedDict, total=False):
    inventoryHoldPeriod: Duration
    isSupported: bool
    operationalConfiguration: OperationalConfiguration
    inStorePickupConfiguration: InStorePickupConfiguration
    curbsidePickupConfiguration: CurbsidePickupConfiguration


class InStorePickupConfiguration(TypedDict, total=False):
    isSupported: bool
    parkingConfiguration: ParkingConfiguration


class ParkingConfiguration(TypedDict, total=False):
    parkingCostType: ParkingCostType
    parkingSpotIdentificationType: ParkingSpotIdentificationType
    numberOfParkingSpots: int


class CurbsidePickupConfiguration(TypedDict, total=False):
    isSupported: bool
    operationalConfiguration: OperationalConfiguration
    parkingWithAddressConfiguration: ParkingWithAddressConfiguration


class ParkingWithAddressConfiguration(TypedDict, total=False):
    parkingCostType: ParkingCostType
    parkingSpotIdentificationType: ParkingSpotIdentificationType
    numberOfParkingSpots: int
    address: Address


class ServicesCapability(TypedDict, total=False):
    isSupported: bool
    operationalConfiguration: OperationalConfiguration


class AddressBody(TypedDict, total=False):
    name: Required[str]
    address_line1: Required[str]
    address_line2: str
    address_line3: str
    city: str
    county: str
    district: str
    state_or_region: Required[str]
    postal_code: str
    country_code: Required[str]
    phone: str


class AddressWithContactBody(TypedDict, total=False):
    contact_details: ContactDetailsBody
    address: AddressBody


class ContactDetailsBody(TypedDict, total=False):
    primary: Mapping[str, Any]


class CurbsidePickupConfigurationBody(TypedDict, total=False):
    is_supported: bool
    operational_configuration: OperationalConfigurationBody
    parking_with_address_configuration: ParkingWithAddressConfigurationBody


class DeliveryChannelBody(TypedDict, total=False):
    is_supported: bool
    operational_configuration: OperationalConfigurationBody


class DurationBody(TypedDict, total=False):
    value: int
    time_unit: Literal["Hours", "Minutes", "Days"]


class InStorePickupConfigurationBody(TypedDict, total=False):
    is_supported: bool
    parking_configuration: ParkingConfigurationBody


class OperatingHourBody(TypedDict, total=False):
    start_time: str
    end_time: str


class OperatingHoursByDayBody(TypedDict, total=False):
    monday: Sequence[OperatingHourBody]
    tuesday: Sequence[OperatingHourBody]
    wednesday: Sequence[OperatingHourBody]
    thursday: Sequence[OperatingHourBody]
    friday: Sequence[OperatingHourBody]
    saturday: Sequence[OperatingHourBody]
    sunday: Sequence[OperatingHourBody]


class OperationalConfigurationBody(TypedDict, total=False):
    contact_details: ContactDetailsBody
    throughput_config: ThroughputConfigBody
    operating_hours_by_day: OperatingHoursByDayBody
    handling_time: DurationBody


class OutboundCapabilityBody(TypedDict, total=False):
    is_supported: bool
    operational_configuration: OperationalConfigurationBody
    return_location: ReturnLocationBody
    delivery_channel: DeliveryChannelBody
    pickup_channel: PickupChannelBody


class ParkingConfigurationBody(TypedDict, total=False):
    parking_cost_type: Literal["Free", "Other"]
    parking_spot_identification_type: Literal["Numbered", "Other"]
    number_of_parking_spots: int


class ParkingWithAddressConfigurationBody(TypedDict, total=False):
    parking_cost_type: Literal["Free", "Other"]
    parking_spot_identification_type: Literal["Numbered", "Other"]
    number_of_parking_spots: int
    address: AddressBody


class PickupChannelBody(TypedDict, total=False):
    inventory_hold_period: DurationBody
    is_supported: bool
    operational_configuration: OperationalConfigurationBody
    in_store_pickup_configuration: InStorePickupConfigurationBody
    curbside_pickup_configuration: CurbsidePickupConfigurationBody


class ReturnLocationBody(TypedDict, total=False):
    supply_source_id: str
    address_with_contact: AddressWithContactBody


class ServicesCapabilityBody(TypedDict, total=False):
    is_supported: bool
    operational_configuration: OperationalConfigurationBody


class SupplySourceCapabilitiesBody(TypedDict, total=False):
    outbound: OutboundCapabilityBody
    services: ServicesCapabilityBody


class SupplySourceConfigurationBody(TypedDict, total=False):
    operational_configuration: OperationalConfigurationBody
    timezone: str


class ThroughputCapBody(TypedDict, total=False):
    value: int
    time_unit: Literal["Hours", "Minutes", "Days"]


class ThroughputConfigBody(TypedDict, total=False):
    throughput_cap: ThroughputCapBody
    throughput_unit: Required[Literal["Order"]]
