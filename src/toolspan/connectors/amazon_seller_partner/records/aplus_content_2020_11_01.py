"""The records of Amazon's aplusContent_2020-11-01 API as types. Written by scripts/build_facts.py: do not edit."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal, Required

from typing_extensions import TypedDict

ContentStatus = Literal["APPROVED", "DRAFT", "REJECTED", "SUBMITTED"]
ContentBadge = Literal["BULK", "GENERATED", "LAUNCHPAD", "PREMIUM", "STANDARD"]
ContentType = Literal["EBC", "EMC"]
ContentModuleType = Literal[
    "STANDARD_COMPANY_LOGO",
    "STANDARD_COMPARISON_TABLE",
    "STANDARD_FOUR_IMAGE_TEXT",
    "STANDARD_FOUR_IMAGE_TEXT_QUADRANT",
    "STANDARD_HEADER_IMAGE_TEXT",
    "STANDARD_IMAGE_SIDEBAR",
    "STANDARD_IMAGE_TEXT_OVERLAY",
    "STANDARD_MULTIPLE_IMAGE_TEXT",
    "STANDARD_PRODUCT_DESCRIPTION",
    "STANDARD_SINGLE_IMAGE_HIGHLIGHTS",
    "STANDARD_SINGLE_IMAGE_SPECS_DETAIL",
    "STANDARD_SINGLE_SIDE_IMAGE",
    "STANDARD_TECH_SPECS",
    "STANDARD_TEXT",
    "STANDARD_THREE_IMAGE_TEXT",
]
DecoratorType = Literal[
    "LIST_ITEM",
    "LIST_ORDERED",
    "LIST_UNORDERED",
    "STYLE_BOLD",
    "STYLE_ITALIC",
    "STYLE_LINEBREAK",
    "STYLE_PARAGRAPH",
    "STYLE_UNDERLINE",
]
ColorType = Literal["DARK", "LIGHT"]
PositionType = Literal["LEFT", "RIGHT"]
AsinBadge = Literal["BRAND_NOT_ELIGIBLE", "CATALOG_NOT_FOUND", "CONTENT_NOT_PUBLISHED", "CONTENT_PUBLISHED"]


class ContentMetadataRecord(TypedDict, total=False):
    contentReferenceKey: Required[str]
    contentMetadata: Required[ContentMetadata]


class ContentMetadata(TypedDict, total=False):
    name: Required[str]
    marketplaceId: Required[str]
    status: Required[ContentStatus]
    badgeSet: Required[list[ContentBadge]]
    updateTime: Required[str]


class PostContentDocumentResponse(TypedDict, total=False):
    warnings: list[Error]
    contentReferenceKey: Required[str]


class Error(TypedDict, total=False):
    code: Required[str]
    message: Required[str]
    details: str


class ContentRecord(TypedDict, total=False):
    contentReferenceKey: Required[str]
    contentMetadata: ContentMetadata
    contentDocument: ContentDocument


class ContentDocument(TypedDict, total=False):
    name: Required[str]
    contentType: Required[ContentType]
    contentSubType: str
    locale: Required[str]
    contentModuleList: Required[list[ContentModule]]


class ContentModule(TypedDict, total=False):
    contentModuleType: Required[ContentModuleType]
    standardCompanyLogo: StandardCompanyLogoModule
    standardComparisonTable: StandardComparisonTableModule
    standardFourImageText: StandardFourImageTextModule
    standardFourImageTextQuadrant: StandardFourImageTextQuadrantModule
    standardHeaderImageText: StandardHeaderImageTextModule
    standardImageSidebar: StandardImageSidebarModule
    standardImageTextOverlay: StandardImageTextOverlayModule
    standardMultipleImageText: StandardMultipleImageTextModule
    standardProductDescription: StandardProductDescriptionModule
    standardSingleImageHighlights: StandardSingleImageHighlightsModule
    standardSingleImageSpecsDetail: StandardSingleImageSpecsDetailModule
    standardSingleSideImage: StandardSingleSideImageModule
    standardTechSpecs: StandardTechSpecsModule
    standardText: StandardTextModule
    standardThreeImageText: StandardThreeImageTextModule


class StandardCompanyLogoModule(TypedDict, total=False):
    companyLogo: Required[ImageComponent]


class ImageComponent(TypedDict, total=False):
    uploadDestinationId: Required[str]
    imageCropSpecification: Required[ImageCropSpecification]
    altText: Required[str]


class ImageCropSpecification(TypedDict, total=False):
    size: Required[ImageDimensions]
    offset: ImageOffsets


class ImageDimensions(TypedDict, total=False):
    width: Required[IntegerWithUnits]
    height: Required[IntegerWithUnits]


class IntegerWithUnits(TypedDict, total=False):
    value: Required[int]
    units: Required[str]


class ImageOffsets(TypedDict, total=False):
    x: Required[IntegerWithUnits]
    y: Required[IntegerWithUnits]


class StandardComparisonTableModule(TypedDict, total=False):
    productColumns: list[StandardComparisonProductBlock]
    metricRowLabels: list[PlainTextItem]


class StandardComparisonProductBlock(TypedDict, total=False):
    position: Required[int]
    image: ImageComponent
    title: str
    asin: str
    highlight: bool
    metrics: list[PlainTextItem]


class PlainTextItem(TypedDict, total=False):
    position: Required[int]
    value: Required[str]


class StandardFourImageTextModule(TypedDict, total=False):
    headline: TextComponent
    block1: StandardImageTextBlock
    block2: StandardImageTextBlock
    block3: StandardImageTextBlock
    block4: StandardImageTextBlock


class TextComponent(TypedDict, total=False):
    value: Required[str]
    decoratorSet: list[Decorator]


class Decorator(TypedDict, total=False):
    type: DecoratorType
    offset: int
    length: int
    depth: int


class StandardImageTextBlock(TypedDict, total=False):
    image: ImageComponent
    headline: TextComponent
    body: ParagraphComponent


class ParagraphComponent(TypedDict, total=False):
    textList: Required[list[TextComponent]]


class StandardFourImageTextQuadrantModule(TypedDict, total=False):
    block1: Required[StandardImageTextBlock]
    block2: Required[StandardImageTextBlock]
    block3: Required[StandardImageTextBlock]
    block4: Required[StandardImageTextBlock]


class StandardHeaderImageTextModule(TypedDict, total=False):
    headline: TextComponent
    block: StandardImageTextBlock


class StandardImageSidebarModule(TypedDict, total=False):
    headline: TextComponent
    imageCaptionBlock: StandardImageCaptionBlock
    descriptionTextBlock: StandardTextBlock
    descriptionListBlock: StandardTextListBlock
    sidebarImageTextBlock: StandardImageTextBlock
    sidebarListBlock: StandardTextListBlock


class StandardImageCaptionBlock(TypedDict, total=False):
    image: ImageComponent
    caption: TextComponent


class StandardTextBlock(TypedDict, total=False):
    headline: TextComponent
    body: ParagraphComponent


class StandardTextListBlock(TypedDict, total=False):
    textList: Required[list[TextItem]]


class TextItem(TypedDict, total=False):
    position: Required[int]
    text: Required[TextComponent]


class StandardImageTextOverlayModule(TypedDict, total=False):
    overlayColorType: Required[ColorType]
    block: StandardImageTextBlock


class StandardMultipleImageTextModule(TypedDict, total=False):
    blocks: list[StandardImageTextCaptionBlock]


class StandardImageTextCaptionBlock(TypedDict, total=False):
    block: StandardImageTextBlock
    caption: TextComponent


class StandardProductDescriptionModule(TypedDict, total=False):
    body: Required[ParagraphComponent]


class StandardSingleImageHighlightsModule(TypedDict, total=False):
    image: ImageComponent
    headline: TextComponent
    textBlock1: StandardTextBlock
    textBlock2: StandardTextBlock
    textBlock3: StandardTextBlock
    bulletedListBlock: StandardHeaderTextListBlock


class StandardHeaderTextListBlock(TypedDict, total=False):
    headline: TextComponent
    block: StandardTextListBlock


class StandardSingleImageSpecsDetailModule(TypedDict, total=False):
    headline: TextComponent
    image: ImageComponent
    descriptionHeadline: TextComponent
    descriptionBlock1: StandardTextBlock
    descriptionBlock2: StandardTextBlock
    specificationHeadline: TextComponent
    specificationListBlock: StandardHeaderTextListBlock
    specificationTextBlock: StandardTextBlock


class StandardSingleSideImageModule(TypedDict, total=False):
    imagePositionType: Required[PositionType]
    block: StandardImageTextBlock


class StandardTechSpecsModule(TypedDict, total=False):
    headline: TextComponent
    specificationList: Required[list[StandardTextPairBlock]]
    tableCount: int


class StandardTextPairBlock(TypedDict, total=False):
    label: TextComponent
    description: TextComponent


class StandardTextModule(TypedDict, total=False):
    headline: TextComponent
    body: Required[ParagraphComponent]


class StandardThreeImageTextModule(TypedDict, total=False):
    headline: TextComponent
    block1: StandardImageTextBlock
    block2: StandardImageTextBlock
    block3: StandardImageTextBlock


class AsinMetadata(TypedDict, total=False):
    asin: Required[str]
    badgeSet: list[AsinBadge]
    parent: str
    title: str
    imageUrl: str
    contentReferenceKeySet: list[str]


class PublishRecord(TypedDict, total=False):
    marketplaceId: Required[str]
    locale: Required[str]
    asin: Required[str]
    contentType: Required[ContentType]
    contentSubType: str
    contentReferenceKey: Required[str]


class ContentDocumentBody(TypedDict, total=False):
    name: Required[str]
    content_type: Required[Literal["EBC", "EMC"]]
    content_sub_type: str
    locale: Required[str]
    content_module_list: Required[Sequence[ContentModuleBody]]


class ContentModuleBody(TypedDict, total=False):
    content_module_type: Required[
        Literal[
            "STANDARD_COMPANY_LOGO",
            "STANDARD_COMPARISON_TABLE",
            "STANDARD_FOUR_IMAGE_TEXT",
            "STANDARD_FOUR_IMAGE_TEXT_QUADRANT",
            "STANDARD_HEADER_IMAGE_TEXT",
            "STANDARD_IMAGE_SIDEBAR",
            "STANDARD_IMAGE_TEXT_OVERLAY",
            "STANDARD_MULTIPLE_IMAGE_TEXT",
            "STANDARD_PRODUCT_DESCRIPTION",
            "STANDARD_SINGLE_IMAGE_HIGHLIGHTS",
            "STANDARD_SINGLE_IMAGE_SPECS_DETAIL",
            "STANDARD_SINGLE_SIDE_IMAGE",
            "STANDARD_TECH_SPECS",
            "STANDARD_TEXT",
            "STANDARD_THREE_IMAGE_TEXT",
        ]
    ]
    standard_company_logo: StandardCompanyLogoModuleBody
    standard_comparison_table: StandardComparisonTableModuleBody
    standard_four_image_text: StandardFourImageTextModuleBody
    standard_four_image_text_quadrant: StandardFourImageTextQuadrantModuleBody
    standard_header_image_text: StandardHeaderImageTextModuleBody
    standard_image_sidebar: StandardImageSidebarModuleBody
    standard_image_text_overlay: StandardImageTextOverlayModuleBody
    standard_multiple_image_text: StandardMultipleImageTextModuleBody
    standard_product_description: StandardProductDescriptionModuleBody
    standard_single_image_highlights: StandardSingleImageHighlightsModuleBody
    standard_single_image_specs_detail: StandardSingleImageSpecsDetailModuleBody
    standard_single_side_image: StandardSingleSideImageModuleBody
    standard_tech_specs: StandardTechSpecsModuleBody
    standard_text: StandardTextModuleBody
    standard_three_image_text: StandardThreeImageTextModuleBody


class DecoratorBody(TypedDict, total=False):
    type: Literal[
        "LIST_ITEM",
        "LIST_ORDERED",
        "LIST_UNORDERED",
        "STYLE_BOLD",
        "STYLE_ITALIC",
        "STYLE_LINEBREAK",
        "STYLE_PARAGRAPH",
        "STYLE_UNDERLINE",
    ]
    offset: int
    length: int
    depth: int


class ImageComponentBody(TypedDict, total=False):
    upload_destination_id: Required[str]
    image_crop_specification: Required[ImageCropSpecificationBody]
    alt_text: Required[str]


class ImageCropSpecificationBody(TypedDict, total=False):
    size: Required[ImageDimensionsBody]
    offset: ImageOffsetsBody


class ImageDimensionsBody(TypedDict, total=False):
    width: Required[IntegerWithUnitsBody]
    height: Required[IntegerWithUnitsBody]


class ImageOffsetsBody(TypedDict, total=False):
    x: Required[IntegerWithUnitsBody]
    y: Required[IntegerWithUnitsBody]


class IntegerWithUnitsBody(TypedDict, total=False):
    value: Required[int]
    units: Required[str]


class ParagraphComponentBody(TypedDict, total=False):
    text_list: Required[Sequence[TextComponentBody]]


class PlainTextItemBody(TypedDict, total=False):
    position: Required[int]
    value: Required[str]


class StandardCompanyLogoModuleBody(TypedDict, total=False):
    company_logo: Required[ImageComponentBody]


class StandardComparisonProductBlockBody(TypedDict, total=False):
    position: Required[int]
    image: ImageComponentBody
    title: str
    asin: str
    highlight: bool
    metrics: Sequence[PlainTextItemBody]


class StandardComparisonTableModuleBody(TypedDict, total=False):
    product_columns: Sequence[StandardComparisonProductBlockBody]
    metric_row_labels: Sequence[PlainTextItemBody]


class StandardFourImageTextModuleBody(TypedDict, total=False):
    headline: TextComponentBody
    block1: StandardImageTextBlockBody
    block2: StandardImageTextBlockBody
    block3: StandardImageTextBlockBody
    block4: StandardImageTextBlockBody


class StandardFourImageTextQuadrantModuleBody(TypedDict, total=False):
    block1: Required[StandardImageTextBlockBody]
    block2: Required[StandardImageTextBlockBody]
    block3: Required[StandardImageTextBlockBody]
    block4: Required[StandardImageTextBlockBody]


class StandardHeaderImageTextModuleBody(TypedDict, total=False):
    headline: TextComponentBody
    block: StandardImageTextBlockBody


class StandardHeaderTextListBlockBody(TypedDict, total=False):
    headline: TextComponentBody
    block: StandardTextListBlockBody


class StandardImageCaptionBlockBody(TypedDict, total=False):
    image: ImageComponentBody
    caption: TextComponentBody


class StandardImageSidebarModuleBody(TypedDict, total=False):
    headline: TextComponentBody
    image_caption_block: StandardImageCaptionBlockBody
    description_text_block: StandardTextBlockBody
    description_list_block: StandardTextListBlockBody
    sidebar_image_text_block: StandardImageTextBlockBody
    sidebar_list_block: StandardTextListBlockBody


class StandardImageTextBlockBody(TypedDict, total=False):
    image: ImageComponentBody
    headline: TextComponentBody
    body: ParagraphComponentBody


class StandardImageTextCaptionBlockBody(TypedDict, total=False):
    block: StandardImageTextBlockBody
    caption: TextComponentBody


class StandardImageTextOverlayModuleBody(TypedDict, total=False):
    overlay_color_type: Required[Literal["DARK", "LIGHT"]]
    block: StandardImageTextBlockBody


class StandardMultipleImageTextModuleBody(TypedDict, total=False):
    blocks: Sequence[StandardImageTextCaptionBlockBody]


class StandardProductDescriptionModuleBody(TypedDict, total=False):
    body: Required[ParagraphComponentBody]


class StandardSingleImageHighlightsModuleBody(TypedDict, total=False):
    image: ImageComponentBody
    headline: TextComponentBody
    text_block1: StandardTextBlockBody
    text_block2: StandardTextBlockBody
    text_block3: StandardTextBlockBody
    bulleted_list_block: StandardHeaderTextListBlockBody


class StandardSingleImageSpecsDetailModuleBody(TypedDict, total=False):
    headline: TextComponentBody
    image: ImageComponentBody
    description_headline: TextComponentBody
    description_block1: StandardTextBlockBody
    description_block2: StandardTextBlockBody
    specification_headline: TextComponentBody
    specification_list_block: StandardHeaderTextListBlockBody
    specification_text_block: StandardTextBlockBody


class StandardSingleSideImageModuleBody(TypedDict, total=False):
    image_position_type: Required[Literal["LEFT", "RIGHT"]]
    block: StandardImageTextBlockBody


class StandardTechSpecsModuleBody(TypedDict, total=False):
    headline: TextComponentBody
    specification_list: Required[Sequence[StandardTextPairBlockBody]]
    table_count: int


class StandardTextBlockBody(TypedDict, total=False):
    headline: TextComponentBody
    body: ParagraphComponentBody


class StandardTextListBlockBody(TypedDict, total=False):
    text_list: Required[Sequence[TextItemBody]]


class StandardTextModuleBody(TypedDict, total=False):
    headline: TextComponentBody
    body: Required[ParagraphComponentBody]


class StandardTextPairBlockBody(TypedDict, total=False):
    label: TextComponentBody
    description: TextComponentBody


class StandardThreeImageTextModuleBody(TypedDict, total=False):
    headline: TextComponentBody
    block1: StandardImageTextBlockBody
    block2: StandardImageTextBlockBody
    block3: StandardImageTextBlockBody


class TextComponentBody(TypedDict, total=False):
    value: Required[str]
    decorator_set: Sequence[DecoratorBody]


class TextItemBody(TypedDict, total=False):
    position: Required[int]
    text: Required[TextComponentBody]
