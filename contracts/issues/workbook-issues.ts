// What can be wrong with an Excel workbook before any of its rows is read.
import { error, warning } from "./issue-text.ts";

export const WORKBOOK_ISSUES = {
  "file.workbookDamaged": error({
    message: "This Excel workbook is damaged, or was not uploaded whole.",
    fix: "Open it in Excel, save it again with File, Save As, Excel Workbook (.xlsx), and upload it again.",
    about: "A workbook is a ZIP archive of XML parts; its table of contents is at its end, so a cut file has none.",
    example: "The first half of `orders.xlsx`.",
  }),
  "file.workbookEncrypted": error({
    message: "This Excel workbook is protected by a password.",
    fix: "Remove the password in Excel, save the workbook, and upload it again.",
    about: "Its parts cannot be read without the password, and we never ask for one.",
    example: "A workbook that asks for a password when it is opened.",
    excel: "File, Info, Protect Workbook, Encrypt with Password; clear the password and save.",
  }),
  "file.sheetUnknown": error({
    message: "The workbook has no sheet of that name. Its sheets: {detail}.",
    fix: "Name one of these sheets (--sheet, or the metadata `sheet` of the upload), or name none to read the first one.",
    about: "One sheet is read: the first that is not hidden, or the one that was asked for.",
    example: "`--sheet Orders` for a workbook whose sheet is called `Sites`.",
  }),
  "file.sheetsNotRead": warning({
    message: "The workbook has other sheets with rows, and only the first sheet was read. Not read: {detail}.",
    fix: "If they hold orders, send each of them as well: name it with --sheet NAME, in the metadata `sheet` of the upload, or in the list of sheets on the board. If not, there is nothing to do.",
    about:
      "One sheet of a workbook is read: the first that is not hidden, or the one that is asked for. Each sheet that is sent is a batch of its own.",
    example: "A workbook with the sheets `Texas` and `Ohio`, which is sent without `--sheet`.",
    excel:
      "Copy the rows of all sheets into the first one and save the workbook, if you want to send them as one file.",
  }),
  "file.noSheets": warning({
    message: 'This file has no sheets, so the sheet "{detail}" was not looked for. The whole file was read.',
    fix: "Leave --sheet out; or upload the Excel workbook (.xlsx) itself.",
    about: "Only an Excel workbook has sheets. A CSV or JSON file that was saved from one holds a single sheet.",
    example: "`--sheet Orders` for `orders.csv`.",
  }),
} as const;
