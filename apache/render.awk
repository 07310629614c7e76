# Fills in a template: awk -f render.awk routes template
#   @NAME@        the environment variable NAME
#   @IF_NAME@…    at the start of a line: the line is kept only where IF_NAME is set to something
#   @EACH@…       at the start of a line: repeated for each row of `routes` whose program is among PROGRAMS, with the
#                 row's columns as @PROGRAM@, @MAX@, @POOL@, @ADDRESS@; \n in it is a line break
#   @RUSH@…       the same, for the rows that a rush hits; @NAMED@…: for all but the last row; @REST@…: for the last one, which
#                 has whatever no other row names
#   @UNSERVED@    a regular expression: the ends of names that no file has which is for visitors
function fill(line,    done, name) {
	while (match(line, /@[A-Z_0-9]+@/)) {
		name = substr(line, RSTART + 1, RLENGTH - 2)
		done = done substr(line, 1, RSTART - 1) (name in column ? column[name] : ENVIRON[name])
		line = substr(line, RSTART + RLENGTH)
	}
	print done line
}
function repeat(kind, line,    i, cells) {
	gsub(/\\n/, "\n", line)
	for (i = 1; i <= rows; i++) {
		split(table[i], cells)
		if (kind == "RUSH" && cells[4] != "yes" || kind == "NAMED" && i == rows || kind == "REST" && i < rows)
			continue
		column["PROGRAM"] = cells[1]
		column["MAX"] = cells[2]
		column["POOL"] = cells[3]
		column["ADDRESS"] = cells[5]
		fill(line)
	}
}
BEGIN {
	column["UNSERVED"] = "(?:~|\\.(?:bak|conf|log|old|orig|sql|swp|tpl)(?:\\.[a-z0-9]+)?)$"
	count = split(ENVIRON["PROGRAMS"], names)
	for (i = 1; i <= count; i++)
		built[names[i]] = 1
}
NR == FNR {
	if ($1 in built)
		table[++rows] = $0
	next
}
match($0, /^@(EACH|RUSH|NAMED|REST)@/) {
	repeat(substr($0, 2, RLENGTH - 2), substr($0, RLENGTH + 1))
	next
}
match($0, /^@IF_[A-Z_0-9]+@/) {
	if (ENVIRON[substr($0, 2, RLENGTH - 2)] == "")
		next
	$0 = substr($0, RLENGTH + 1)
}
{ fill($0) }
