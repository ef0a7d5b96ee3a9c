"""The records of Amazon's financesV0 API as types. Written by scripts/build_facts.py: do not edit."""

from __future__ import annotations

from typing import Required

from typing_extensions import TypedDict


class FinancialEventGroup(TypedDict, total=False):
    FinancialEventGroupId: str
    ProcessingStatus: str
    FundTransferStatus: str
    OriginalTotal: Currency
    ConvertedTotal: Currency
    FundTransferDate: str
    TraceId: str
    AccountTail: str
    BeginningBalance: Currency
    FinancialEventGroupStart: str
    FinancialEventGroupEnd: str


class Currency(TypedDict, total=False):
    CurrencyCode: str
    CurrencyAmount: float


class FinancialEvents(TypedDict, total=False):
    ShipmentEventList: list[ShipmentEvent]
    ShipmentSettleEventList: list[ShipmentEvent]
    RefundEventList: list[ShipmentEvent]
    GuaranteeClaimEventList: list[ShipmentEvent]
    EBTRefundReimbursementOnlyEventList: list[EBTRefundReimbursementOnlyEvent]
    ChargebackEventList: list[ShipmentEvent]
    PayWithAmazonEventList: list[PayWithAmazonEvent]
    ServiceProviderCreditEventList: list[SolutionProviderCreditEvent]
    RetrochargeEventList: list[RetrochargeEvent]
    RentalTransactionEventList: list[RentalTransactionEvent]
    ProductAdsPaymentEventList: list[ProductAdsPaymentEvent]
    ServiceFeeEventList: list[ServiceFeeEvent]
    SellerDealPaymentEventList: list[SellerDealPaymentEvent]
    DebtRecoveryEventList: list[DebtRecoveryEvent]
    LoanServicingEventList: list[LoanServicingEvent]
    AdjustmentEventList: list[AdjustmentEvent]
    SAFETReimbursementEventList: list[SAFETReimbursementEvent]
    SellerReviewEnrollmentPaymentEventList: list[SellerReviewEnrollmentPaymentEvent]
    FBALiquidationEventList: list[FBALiquidationEvent]
    CouponPaymentEventList: list[CouponPaymentEvent]
    ImagingServicesFeeEventList: list[ImagingServicesFeeEvent]
    NetworkComminglingTransactionEventList: list[NetworkComminglingTransactionEvent]
    AffordabilityExpenseEventList: list[AffordabilityExpenseEvent]
    AffordabilityExpenseReversalEventList: list[AffordabilityExpenseEvent]
    RemovalShipmentEventList: list[RemovalShipmentEvent]
    RemovalShipmentAdjustmentEventList: list[RemovalShipmentAdjustmentEvent]
    TrialShipmentEventList: list[TrialShipmentEvent]
    TDSReimbursementEventList: list[TDSReimbursementEvent]
    AdhocDisbursementEventList: list[AdhocDisbursementEvent]
    TaxWithholdingEventList: list[TaxWithholdingEvent]
    ChargeRefundEventList: list[ChargeRefundEvent]
    FailedAdhocDisbursementEventList: list[FailedAdhocDisbursementEvent]
    ValueAddedServiceChargeEventList: list[ValueAddedServiceChargeEvent]
    CapacityReservationBillingEventList: list[CapacityReservationBillingEvent]


class ShipmentEvent(TypedDict, total=False):
    AmazonOrderId: str
    SellerOrderId: str
    MarketplaceName: str
    StoreName: str
    OrderChargeList: list[ChargeComponent]
    OrderChargeAdjustmentList: list[ChargeComponent]
    ShipmentFeeList: list[FeeComponent]
    ShipmentFeeAdjustmentList: list[FeeComponent]
    OrderFeeList: list[FeeComponent]
    OrderFeeAdjustmentList: list[FeeComponent]
    DirectPaymentList: list[DirectPayment]
    PostedDate: str
    ShipmentItemList: list[ShipmentItem]
    ShipmentItemAdjustmentList: list[ShipmentItem]


class ChargeComponent(TypedDict, total=False):
    ChargeType: str
    ChargeAmount: Currency


class FeeComponent(TypedDict, total=False):
    FeeType: str
    FeeAmount: Currency


class DirectPayment(TypedDict, total=False):
    DirectPaymentType: str
    DirectPaymentAmount: Currency


class ShipmentItem(TypedDict, total=False):
    SellerSKU: str
    OrderItemId: str
    OrderAdjustmentItemId: str
    QuantityShipped: int
    ItemChargeList: list[ChargeComponent]
    ItemChargeAdjustmentList: list[ChargeComponent]
    ItemFeeList: list[FeeComponent]
    ItemFeeAdjustmentList: list[FeeComponent]
    ItemTaxWithheldList: list[TaxWithheldComponent]
    PromotionList: list[Promotion]
    PromotionAdjustmentList: list[Promotion]
    CostOfPointsGranted: Currency
    CostOfPointsReturned: Currency


class TaxWithheldComponent(TypedDict, total=False):
    TaxCollectionModel: str
    TaxesWithheld: list[ChargeComponent]


class Promotion(TypedDict, total=False):
    PromotionType: str
    PromotionId: str
    PromotionAmount: Currency


class EBTRefundReimbursementOnlyEvent(TypedDict, total=False):
    OrderId: str
    PostedDate: str
    Amount: Currency


class PayWithAmazonEvent(TypedDict, total=False):
    SellerOrderId: str
    TransactionPostedDate: str
    BusinessObjectType: str
    SalesChannel: str
    Charge: ChargeComponent
    FeeList: list[FeeComponent]
    PaymentAmountType: str
    AmountDescription: str
    FulfillmentChannel: str
    StoreName: str


class SolutionProviderCreditEvent(TypedDict, total=False):
    ProviderTransactionType: str
    SellerOrderId: str
    MarketplaceId: str
    MarketplaceCountryCode: str
    SellerId: str
    SellerStoreName: str
    ProviderId: str
    ProviderStoreName: str
    TransactionAmount: Currency
    TransactionCreationDate: str


class RetrochargeEvent(TypedDict, total=False):
    RetrochargeEventType: str
    AmazonOrderId: str
    PostedDate: str
    BaseTax: Currency
    ShippingTax: Currency
    MarketplaceName: str
    RetrochargeTaxWithheldList: list[TaxWithheldComponent]


class RentalTransactionEvent(TypedDict, total=False):
    AmazonOrderId: str
    RentalEventType: str
    ExtensionLength: int
    PostedDate: str
    RentalChargeList: list[ChargeComponent]
    RentalFeeList: list[FeeComponent]
    MarketplaceName: str
    RentalInitialValue: Currency
    RentalReimbursement: Currency
    RentalTaxWithheldList: list[TaxWithheldComponent]


class ProductAdsPaymentEvent(TypedDict, total=False):
    postedDate: str
    transactionType: str
    invoiceId: str
    baseValue: Currency
    taxValue: Currency
    transactionValue: Currency


class ServiceFeeEvent(TypedDict, total=False):
    AmazonOrderId: str
    FeeReason: str
    FeeList: list[FeeComponent]
    SellerSKU: str
    FnSKU: str
    FeeDescription: str
    ASIN: str
    StoreName: str


class SellerDealPaymentEvent(TypedDict, total=False):
    postedDate: str
    dealId: str
    dealDescription: str
    eventType: str
    feeType: str
    feeAmount: Currency
    taxAmount: Currency
    totalAmount: Currency


class DebtRecoveryEvent(TypedDict, total=False):
    DebtRecoveryType: str
    RecoveryAmount: Currency
    OverPaymentCredit: Currency
    DebtRecoveryItemList: list[DebtRecoveryItem]
    ChargeInstrumentList: list[ChargeInstrument]


class DebtRecoveryItem(TypedDict, total=False):
    RecoveryAmount: Currency
    OriginalAmount: Currency
    GroupBeginDate: str
    GroupEndDate: str


class ChargeInstrument(TypedDict, total=False):
    Description: str
    Tail: str
    Amount: Currency


class LoanServicingEvent(TypedDict, total=False):
    LoanAmount: Currency
    SourceBusinessEventType: str


class AdjustmentEvent(TypedDict, total=False):
    AdjustmentType: str
    PostedDate: str
    StoreName: str
    AdjustmentAmount: Currency
    AdjustmentItemList: list[AdjustmentItem]


class AdjustmentItem(TypedDict, total=False):
    Quantity: str
    PerUnitAmount: Currency
    TotalAmount: Currency
    SellerSKU: str
    FnSKU: str
    ProductDescription: str
    ASIN: str
    TransactionNumber: str


class SAFETReimbursementEvent(TypedDict, total=False):
    PostedDate: str
    SAFETClaimId: str
    ReimbursedAmount: Currency
    ReasonCode: str
    SAFETReimbursementItemList: list[SAFETReimbursementItem]


class SAFETReimbursementItem(TypedDict, total=False):
    itemChargeList: list[ChargeComponent]
    productDescription: str
    quantity: str


class SellerReviewEnrollmentPaymentEvent(TypedDict, total=False):
    PostedDate: str
    EnrollmentId: str
    ParentASIN: str
    FeeComponent: FeeComponent
    ChargeComponent: ChargeComponent
    TotalAmount: Currency


class FBALiquidationEvent(TypedDict, total=False):
    PostedDate: str
    OriginalRemovalOrderId: str
    LiquidationProceedsAmount: Currency
    LiquidationFeeAmount: Currency


class CouponPaymentEvent(TypedDict, total=False):
    PostedDate: str
    CouponId: str
    SellerCouponDescription: str
    ClipOrRedemptionCount: int
    PaymentEventId: str
    FeeComponent: FeeComponent
    ChargeComponent: ChargeComponent
    TotalAmount: Currency


class ImagingServicesFeeEvent(TypedDict, total=False):
    ImagingRequestBillingItemID: str
    ASIN: str
    PostedDate: str
    FeeList: list[FeeComponent]


class NetworkComminglingTransactionEvent(TypedDict, total=False):
    TransactionType: str
    PostedDate: str
    NetCoTransactionID: str
    SwapReason: str
    ASIN: str
    MarketplaceId: str
    TaxExclusiveAmount: Currency
    TaxAmount: Currency


class AffordabilityExpenseEvent(TypedDict, total=False):
    AmazonOrderId: str
    PostedDate: str
    MarketplaceId: str
    TransactionType: str
    BaseExpense: Currency
    TaxTypeCGST: Required[Currency]
    TaxTypeSGST: Required[Currency]
    TaxTypeIGST: Required[Currency]
    TotalExpense: Currency


class RemovalShipmentEvent(TypedDict, total=False):
    PostedDate: str
    MerchantOrderId: str
    OrderId: str
    TransactionType: str
    StoreName: str
    RemovalShipmentItemList: list[RemovalShipmentItem]


class RemovalShipmentItem(TypedDict, total=False):
    RemovalShipmentItemId: str
    TaxCollectionModel: str
    FulfillmentNetworkSKU: str
    Quantity: int
    Revenue: Currency
    FeeAmount: Currency
    TaxAmount: Currency
    TaxWithheld: Currency


class RemovalShipmentAdjustmentEvent(TypedDict, total=False):
    PostedDate: str
    AdjustmentEventId: str
    MerchantOrderId: str
    OrderId: str
    TransactionType: str
    RemovalShipmentItemAdjustmentList: list[RemovalShipmentItemAdjustment]


class RemovalShipmentItemAdjustment(TypedDict, total=False):
    RemovalShipmentItemId: str
    TaxCollectionModel: str
    FulfillmentNetworkSKU: str
    AdjustedQuantity: int
    RevenueAdjustment: Currency
    TaxAmountAdjustment: Currency
    TaxWithheldAdjustment: Currency


class TrialShipmentEvent(TypedDict, total=False):
    AmazonOrderId: str
    FinancialEventGroupId: str
    PostedDate: str
    SKU: str
    FeeList: list[FeeComponent]


class TDSReimbursementEvent(TypedDict, total=False):
    PostedDate: str
    TDSOrderId: str
    ReimbursedAmount: Currency


class AdhocDisbursementEvent(TypedDict, total=False):
    TransactionType: str
    PostedDate: str
    TransactionId: str
    TransactionAmount: Currency


class TaxWithholdingEvent(TypedDict, total=False):
    PostedDate: str
    BaseAmount: Currency
    WithheldAmount: Currency
    TaxWithholdingPeriod: TaxWithholdingPeriod


class TaxWithholdingPeriod(TypedDict, total=False):
    StartDate: str
    EndDate: str


class ChargeRefundEvent(TypedDict, total=False):
    PostedDate: str
    ReasonCode: str
    ReasonCodeDescription: str
    ChargeRefundTransactions: list[ChargeRefundTransaction]


class ChargeRefundTransaction(TypedDict, total=False):
    ChargeAmount: Currency
    ChargeType: str


class FailedAdhocDisbursementEvent(TypedDict, total=False):
    FundsTransfersType: str
    TransferId: str
    DisbursementId: str
    PaymentDisbursementType: str
    Status: str
    TransferAmount: Currency
    PostedDate: str


class ValueAddedServiceChargeEvent(TypedDict, total=False):
    TransactionType: str
    PostedDate: str
    Description: str
    TransactionAmount: Currency


class CapacityReservationBillingEvent(TypedDict, total=False):
    TransactionType: str
    PostedDate: str
    Description: str
    TransactionAmount: Currency
