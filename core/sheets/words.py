"""Sentences that several places of this room say."""

# Why a file is not taken, beyond what the reader itself finds (core.sheets.reading.refusals).
REFUSALS: dict[str, str] = {
    "not_allowed": "你的岗位现在不能导入这类表格。岗位有变的话，请联系系统管理员",
    "file_gone": "上传的文件已经不在了，请再传一次",
    "no_header": "前10行里没有找到列名。请用下载的模板，第一行保留「社区」「姓名」这样的列名",
    "no_rows": "只有列名，没有内容。请填好再传",
    "other_patch": "这是第{}次导入的错误表，请到那一次的页面里传",
    "patch_gone": "这是错误表，但那次导入的内容已经过期删除了。请删掉「原行号」这一列，当新文件传",
    "patch_row": "第{}行的「原行号」对不上：不是还有问题的行，或者重复了。请下载新的错误表，在它上面改",
    "only_patch": "这次导入已经提交了一部分。请传下载的错误表；整张新表请另外新建一次导入",
    "all_wrong": "几乎每一行都有好几处错，多半是选错了类型或者列没对上。请对照模板改好前几行再传",
    "fault": "系统出了问题，这一步没有做，已有的内容没有变。请过一会儿再试，还不行请联系系统管理员（编号 {}）",
}

LEDGER_KINDS = {"sheet_import": "导入", "sheet_export": "导出"}
LEDGER_ACTIONS = {
    "sheet_import.upload": "上传表格",
    "sheet_import.upload_again": "上传改好的表格",
    "sheet_import.match": "对列",
    "sheet_import.mend": "改表格里的内容",
    "sheet_import.decide": "决定重复的行",
    "sheet_import.skip": "跳过表格里的行",
    "sheet_import.take": "下载错误表",
    "sheet_import.ask": "提交导入",
    "sheet_import.commit": "导入表格",
    "sheet_import.ask_undo": "要求撤回导入",
    "sheet_import.undo": "撤回导入",
    "sheet_import.discard": "放弃导入",
    "sheet_export.ask": "申请导出",
    "sheet_export.export": "导出表格",
    "sheet_export.approve": "同意导出",
    "sheet_export.refuse": "不同意导出",
    "sheet_export.download": "下载导出的表格",
}
