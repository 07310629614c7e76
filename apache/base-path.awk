# Prints the path of BOXOFFICE_BASE_URL, below which the shop's addresses are; nothing where it is at the root of its host:
# awk -f base-path.awk boxoffice.conf. With -v lighttpd=1, as a variable of lighttpd's.
/^[ \t]*BOXOFFICE_BASE_URL[ \t]*=/ {
	path = $0
	sub(/^[^=]*=[ \t]*"?[a-zA-Z]+:\/\/[^\/"]*/, "", path)
	sub(/[\/" \t]*$/, "", path)
	if (path !~ /^\//)
		path = ""
}
END { print lighttpd ? "var.boxoffice_path = \"" path "\"" : path }
