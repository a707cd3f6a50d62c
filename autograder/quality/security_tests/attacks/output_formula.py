# Attack: puts formulas where a spreadsheet will execute them.
# Kind: results

raise type("=cmd|' /C calc'!A0", (Exception,), {})('=HYPERLINK("http://evil","100")')
