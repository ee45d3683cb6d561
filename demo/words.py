"""What simulated colleagues write: results, reasons, notes."""

from __future__ import annotations

RESULTS = (
    "已派员到现场处理完毕, 现场已恢复。",
    "已责令当事人当场整改, 复查合格。",
    "已安排养护单位修复, 完成后拍照留存。",
    "已清理清运, 周边一并检查。",
    "已与来电人联系说明情况, 来电人表示认可。",
    "经核实已处理, 后续纳入日常巡查。",
)
"""Results of handling."""

CHECKED = {
    "pass": ("现场核查, 问题已解决。", "已到场查看, 与反馈一致。", "电话核实, 当事人认可。"),
    "fail": ("现场核查, 问题仍在。", "只处理了一部分, 路面未恢复。", "当日反弹, 未见长效措施。"),
}
"""Notes of a check by its result."""

RETURNED = (
    ("不属本单位职责, 建议转属地镇处理", "部门职责清单"),
    ("点位不在本单位管养范围", "养护移交清单"),
    ("涉及权属争议, 本单位无执法权", "行政处罚权划转目录"),
)
"""Reasons of a return, each with its basis."""

UPHELD = "经核对职责清单, 属原单位职责, 维持原派遣"
"""Why a return is not accepted."""

REJECTED = (
    "同一问题已有工单在办, 已告知来电人",
    "诉求内容不明, 多次联系不上反映人",
    "属司法途径事项, 已告知来电人依法办理",
)
"""Reasons for not filing a report."""

REOPENED = ("市民来电表示问题反弹, 要求重办", "回访不满意, 市民称未见处理")
"""Reasons for opening a closed ticket again."""

CALLED = {
    "happy": ("来电人表示已解决, 满意。", "来电人认可处理结果。"),
    "unhappy": ("来电人认为处理太慢。", "来电人称问题未彻底解决。"),
    "missed": ("电话无人接听, 稍后再拨。", "号码占线。"),
}
"""Notes of a call back by how it went."""

ASSIGNED = ("请工作站到场处理", "转属地站先行处置")
"""Notes on passing a ticket on inside a unit."""

EXTENDED = (
    "现场需协调产权单位, 申请延期",
    "材料到货晚于预期, 申请延期",
    "涉及多家商户, 需逐户沟通",
)
"""Reasons for asking for more time."""

SUSPENDED = (
    ("engineering", "已列入道路大修计划, 随工程一并处理"),
    ("season", "绿化补种须待适宜季节"),
    ("disputed", "权属正在确认, 确认后处置"),
)
"""Causes of a suspension, each with a note."""

DECIDED = {
    "approve": ("情况属实, 同意。", "同意, 请抓紧办理。"),
    "deny": ("理由不充分, 请按时限办理。", "同类事项均已按期办结, 不予同意。"),
}
"""What is said when a request is decided."""

ANSWERED = (
    "已安排专人负责, 今日内办结。",
    "现场正在处置, 完成后立即反馈。",
    "已约谈责任人, 加快办理。",
)
"""Answers to cards."""

WHISTLED = {
    "enforcement": (
        "多次劝导无效, 请到场联合执法。",
        "当事人拒不整改, 网格无执法权。",
        "涉及几家商户, 需一并检查。",
    ),
    "key_task": (
        "连续三周反弹, 请列为重点一起办。",
        "迎检点位, 需几家合力当日整治。",
        "历史遗留问题, 社区协调多次未果。",
    ),
    "emergency": (
        "现场有人员受困风险, 请立即到场。",
        "路面塌陷在扩大, 已拉警戒线。",
        "有刺激性气味, 已疏散周边住户。",
    ),
}
"""Why units are called, by the type of whistle."""

CONFERRED = (
    "现场会商: 牵头单位出方案, 其余两日内配合到位。",
    "几方到场看过, 先排险, 再约当事人谈。",
    "会商一致: 今日清场, 夜间加巡一次。",
)
"""Notes of the joint handling."""

CONCLUDED = (
    "联合处置完毕, 现场恢复, 转日常巡查。",
    "当事人已签整改承诺, 各单位分工已明确。",
    "险情排除, 通行恢复。",
)
"""Results of whistles."""

RAISED = ("镇里力量不够, 需区级部门牵头。", "涉及审批权限, 镇里定不了。")
"""Why a whistle goes on to the next rung."""

EXCUSED = ("与该单位职责无关, 经核实准予免到。", "该单位另有抢险任务, 由牵头单位代办。")
"""Why a called unit is let off."""

HELPED = ("本单位部分已办妥, 情况已告主办。", "已派人配合, 我方事项完成。")
"""What units that help report."""

SYSTEM = "系统"
"""By which the platform signs what it does by itself."""
