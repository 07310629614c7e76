#include "gateway/cgi.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <sysexits.h>
#include <unistd.h>

#include "serve/serve_request.h"

static size_t left;

/* RFC 3875, 4.2: no more than CONTENT_LENGTH; the end of the file need not follow it. */
static size_t read_input(void *connection, char *buffer, size_t size)
{
	ssize_t length = read(STDIN_FILENO, buffer, size < left ? size : left);

	(void)connection;
	if (length <= 0)
		return 0;
	left -= (size_t)length;
	return (size_t)length;
}

static void write_output(void *connection, const char *bytes, size_t size)
{
	(void)connection;
	fwrite(bytes, 1, size, stdout);
	fflush(stdout);
}

int cgi_serve(const struct route *routes)
{
	const struct gateway gateway = { environ, read_input, write_output, NULL };
	const char *length = getenv("CONTENT_LENGTH");
	struct request *request;

	if (!getenv("REQUEST_METHOD")) {
		fprintf(stderr, "%s %s: a web server starts this program (FastCGI or CGI); see boxoffice(7)\n",
		        program_invocation_short_name, BOXOFFICE_VERSION);
		return EX_USAGE;
	}
	left = length ? strtoul(length, NULL, 10) : SIZE_MAX;
	request = serve_request_begin(&gateway, routes);
	serve_request_answer(request);
	serve_request_end(request);
	return EX_OK;
}
