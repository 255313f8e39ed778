"""Why a whole file is not taken, in words for the person who chose it."""

_AGAIN = "请用 Excel 或 WPS 打开，「另存为」.xlsx 再传"

WORDS: dict[str, str] = {
    "empty_file": "这个文件是空的，一个字都没有，请重新选",
    "xls": f"这是旧版的 .xls 表格。{_AGAIN}",
    "locked": "这个文件加了打开密码，读不了。请先去掉密码（文件→信息→保护工作簿）再传",
    "macro": f"带宏的文件（.xlsm）不收。{_AGAIN}",
    "binary": f"二进制格式的表格（.xlsb）不收。{_AGAIN}",
    "ods": f"这是 .ods 表格。{_AGAIN}",
    "html": f"这个文件其实是网页，只是名字像表格。{_AGAIN}",
    "xml": f"这是 XML 格式的旧表格。{_AGAIN}",
    "word": "这是 Word 或演示文件，不是表格。请把内容放进下载的模板再传",
    "pdf": "这是 PDF，不是表格。请找原来的 Excel 文件，或把内容填进模板再传",
    "not_sheet": "这不是表格文件。请上传 .xlsx，或者 .csv",
    "broken": "文件坏了或者没传完整，读不下去。请在电脑上确认能打开，重新保存一次再传",
    "entries": "文件里的部件多得不正常，不收。请新建一个表格，把内容粘贴成「值」再传",
    "twice": "文件里有重名的部件，不收。请新建一个表格，把内容粘贴成「值」再传",
    "packing": f"文件用了不常见的压缩方式。{_AGAIN}",
    "nested": "表格里嵌着别的文件或控件。请删掉嵌入的对象再传",
    "external": "表格连着别的文件或数据源。请断开链接（数据→编辑链接→断开），把内容粘贴成「值」再传",
    "dtd": "文件里有表格不该有的声明，可能不安全，不收。请新建一个表格，把内容粘贴成「值」再传",
    "inflated": "文件解开以后太大，不收。请删掉不用的表、图片和格式，或拆成几个文件再传",
    "ratio": "文件压得不正常地小，解开后很大，不收。请新建一个表格，把内容粘贴成「值」再传",
    "strings": "表格里的文字太多，读不下。请拆成几个文件再传",
    "rows": "这张表超过{most}行。请拆成几个文件，分几次传",
    "columns": "这张表超过{most}列。请删掉不用的列再传",
    "no_sheet": "文件里没有工作表。请新建一个表格再传",
    "hidden": "文件里的工作表都是隐藏的。请取消隐藏再传",
    "many_sheets": "文件里有{count}张表都写了内容，一次只导入一张。请把要导入的一张另存成单独的文件再传",
    "empty": "表里没有内容。请填好再传",
    "order": "表里的行号或列号是乱的，怕张冠李戴，不收。请新建一个表格，把内容粘贴成「值」再传",
    "merged": "合并的单元格超过{most}处。请全选，取消合并，每行单独填好再传",
    "mixed": "第{line}行的文字编码和前面不一样，读出来会是乱码。请用 Excel 打开，另存为「CSV UTF-8」再传",
    "encoding": "第{line}行的文字编码认不出来。请用 Excel 打开，另存为「CSV UTF-8」再传",
    "utf16": "这个文本文件的编码（UTF-16）不收。请用 Excel 打开，另存为「CSV UTF-8」或 .xlsx 再传",
    "quotes": "第{line}行的引号不成对，后面会全部读错。请用 Excel 打开，另存为 .xlsx 再传",
    "control": "第{line}行里有表格不该有的控制字符。请用 Excel 打开，另存为 .xlsx 再传",
    "memory": "这个文件太复杂，读它要的内存超过了上限。请删掉不用的表和格式，或拆成几个文件再传",
    "slow": "这个文件太复杂，读了很久也没读完，已经停下。请删掉不用的表和格式，或拆成几个文件再传",
}


class Refused(Exception):
    """The whole file is not taken; `words` says why and what to do."""

    def __init__(self, code: str, **facts: object) -> None:
        super().__init__(code)
        self.code = code
        self.words = WORDS[code].format(**facts)
