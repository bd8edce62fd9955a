"""报告基本信息: what the report says of itself. Every value has its place in the source."""

from typing import ClassVar

from llmextract.schema import Choice, Date, Figure, Section, Text, choice, date, text, year

# Matched on "region, newline, whole folded text", in this order: 市 alone does not tell a prefecture from a county.
_LEVELS = {
    "zone": r"\A[^\n]*(?:开发区|高新区|新区|园区|示范区|保税区)",
    "department": r"\A[^\n]*(?:局|厅|委员会|办公室|[^市]委)\n",
    "township": r"\A[^\n]*(?:[乡镇]|街道)\n",
    "province": r"\A[^\n]*(?:省|自治区|^(?:北京|上海|天津|重庆)市)\n",
    "prefecture": r"\A[^\n]*(?:[州盟]|地区)\n|\A[^\n]*市\n(?s:.*)(?:各县|县\(市|市\(县|县区|区县)",
    "county": r"\A[^\n]*[县区旗市]\n",
}


class Report(Section):
    """报告基本信息"""

    whole_text: ClassVar[bool] = True
    marks_dates: ClassVar[bool] = True

    title: Text = text("标题", "报告的完整标题,不含文号和文件扩展名", front="title")
    region: Text = text(
        "行政区域或部门",
        "报告自称的行政区域、部门或园区,不带上级区域(除非是名称的一部分),不带“人民政府”“管理委员会”等机关字样",
        front="region",
    )
    region_level: Choice = choice(
        "层级",
        "上述区域或部门的层级:province 省级,prefecture 地市级,county 县(区、县级市)级,township 乡镇(街道)级,"
        "department 部门,zone 开发区等功能区",
        choices=_LEVELS,
    )
    issuers: tuple[Text, ...] = text(
        "发布机关",
        "发布报告的机关,每个机关一条:以落款为准;没有落款时,以标题开头写明的机关全称为准;都没有就给空列表",
        front="issuers",
        many=True,
    )
    addressee: Text = text("主送机关", "抬头写明的报送对象", front="addressee")
    year: Figure = year("报告年度", "报告所述的年度;多处写明的可以都指出", front="year")
    published_on: Date = date("发布日期", "网页上标明的发布日期", front="published_on")
    signed_on: Date = date("落款日期", "正文末尾署名处的日期", front="signed_on")
    document_number: Text = text("文号", "如 某委〔2024〕12号", front="document_number")
